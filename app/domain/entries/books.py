"""What one kind of line is: its table, the draft that a form hands over, and the rules of the two."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from app.domain.entries.models import Entry
from app.domain.errors import RuleViolation

E = TypeVar("E", bound=Entry)
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Book(Generic[E, D]):
    """One kind of line on a card: `BANKS = Book(BankAccount, BankDraft, name_of=…, wrong_in=…)`.

    The fields of the draft, a frozen dataclass, are columns of the model, unless `kept_as` and `written_as` say how
    the one becomes the other. `name_of` is what the office calls a line, `wrong_in` gives all the rules that a draft
    breaks, each with its field: forms ask it, and so do the deeds. `wrong_for` are those that depend on whose card it
    is and what stands on it, `besides` the line with this id (0 for a new one): deeds ask them. `wrong_among` are those
    that depend on the other lines on file, whosever they are: deeds ask them, too.
    `files_of` are the stored files that go with a line. `wrong_to_change` and `wrong_to_remove` say why a line on file
    is not changed or not removed: the doors ask before they offer it, and so do the deeds.
    """

    model: type[E]
    draft: type[D]
    name_of: Callable[[E], str]
    wrong_in: Callable[[D], Iterable[RuleViolation]] = lambda _draft: ()
    wrong_for: Callable[[int | None, D, int], Iterable[RuleViolation]] = lambda _party_id, _draft, _besides: ()
    wrong_among: Callable[[D, int], Iterable[RuleViolation]] = lambda _draft, _besides: ()
    kept_as: Callable[[D], dict[str, Any]] | None = None
    files_of: Callable[[E], Collection[int]] = lambda _entry: ()
    written_as: Callable[[E], dict[str, Any]] | None = None
    wrong_to_change: Callable[[E], Iterable[RuleViolation]] = lambda _entry: ()
    wrong_to_remove: Callable[[E], Iterable[RuleViolation]] = lambda _entry: ()

    def columns_of(self, draft: D) -> dict[str, Any]:
        """The columns that a draft fills."""
        return self.kept_as(draft) if self.kept_as else self.fields_of(draft)

    def values_of(self, entry: E) -> dict[str, Any]:
        """What stands there, as the draft would say it."""
        return self.written_as(entry) if self.written_as else {name: getattr(entry, name) for name in self._names()}

    def fields_of(self, draft: D) -> dict[str, Any]:
        """What a draft says, by the names of its fields."""
        return {name: getattr(draft, name) for name in self._names()}

    def _names(self) -> list[str]:
        return [field.name for field in fields(self.draft)]  # type: ignore[arg-type]  # a draft is a dataclass
