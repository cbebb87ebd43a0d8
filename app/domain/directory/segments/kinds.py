"""What a rule may be about: a field, its kind, and how it is compared. What there is stands in `fields.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select

from app.domain.directory.segments.comparing import Condition, Typed
from app.domain.directory.segments.rules import OF_SEVERAL, Comparison, Rule
from app.domain.errors import Sentence

C = Comparison


class Kind(StrEnum):
    """What is compared: a text, one of several choices, a day, a number, or all that a search looks through."""

    TEXT = "text"
    CHOICE = "choice"
    DAY = "day"
    NUMBER = "number"
    SEARCH = "search"


TEXTS = (C.CONTAINS, C.LACKS, C.BEGINS, C.IS, C.IS_NOT, C.ONE_OF, C.NONE_OF, C.EMPTY, C.FILLED)
ALWAYS_THERE = tuple(comparison for comparison in TEXTS if comparison not in {C.EMPTY, C.FILLED})
CHOICES = (C.ONE_OF, C.NONE_OF)
OPTIONAL = (*CHOICES, C.EMPTY, C.FILLED)
PAST_DAYS = (C.LAST, C.OLDER, C.THIS_MONTH, C.BEFORE, C.AFTER)
DAYS = (C.LAST, C.OLDER, C.NEXT, C.THIS_MONTH, C.BEFORE, C.AFTER, C.EMPTY, C.FILLED)
NUMBERS = (C.IS, C.AT_LEAST, C.AT_MOST, C.EMPTY, C.FILLED)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that may be chosen, and what it is called."""

    value: str
    words: Sentence | str


def fixed(**words: str) -> Callable[[], Sequence[Choice]]:
    """Choices that are always there."""
    choices = [Choice(value, Sentence(said)) for value, said in words.items()]
    return lambda: choices


def as_they_stand(values: Callable[[], Iterable[str]]) -> Callable[[], Sequence[Choice]]:
    """Choices that are called what they are."""
    return lambda: [Choice(value, value) for value in values()]


def as_typed(value: str) -> str:
    return value


def nothing_known(_rule: Rule, _lanes: ColumnElement[bool]) -> Select[int] | None:
    return None


def nothing_offered() -> Sequence[Choice]:
    return ()


def nothing_gone(_values: Sequence[str]) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Field:
    """Something that parties are told apart by.

    `some` gives the ids of parties among whom are all that a rule means, where one index tells them; `lanes` says whose
    indexes a list is read from. `typed` writes a value as it is compared: what becomes nothing is no value. `gone` says
    which values name what is no longer there. One that is not offered is no longer for new rules: those on file hold.
    """

    label: Sentence | str
    key: str
    kind: Kind
    comparisons: tuple[Comparison, ...]
    condition: Condition
    some: Callable[[Rule, ColumnElement[bool]], Select[int] | None] = nothing_known
    typed: Typed = as_typed
    choices: Callable[[], Sequence[Choice]] = nothing_offered
    is_closed: bool = False  # whether there are no other values than the choices
    gone: Callable[[Sequence[str]], Sequence[str]] = nothing_gone
    is_offered: bool = True
    is_own: bool = False  # whether the office made it for itself, and named it
    currency: str = ""  # of amounts alone, ISO 4217

    @property
    def takes_several(self) -> bool:
        """Whether one of its comparisons takes several values."""
        return bool(OF_SEVERAL & set(self.comparisons))
