"""What somebody asks of a list about a field of the office's own, as values that an address can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_

from app.domain.parties.custom_fields.conditions import Comparison, condition_for, is_written, select_having
from app.domain.parties.custom_fields.models import CustomValue, FieldKind
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.custom_fields.values import Value
from app.domain.parties.models import Party
from app.domain.parties.queries import IsAmong

# Several choices have no order, and by a long text nobody sorts.
UNSORTED = frozenset({FieldKind.CHOICES, FieldKind.LONG_TEXT})


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """That a field says so."""

    field: Definition
    comparison: Comparison
    value: Value = None

    def condition(self, is_among: IsAmong) -> ColumnElement[bool]:
        """Those of whom it says so, asked as the list asks for sets."""
        return condition_for(self.field, self.comparison, self.value, is_among=is_among)

    def select_set(self) -> Select[int] | None:
        """The same as a set that one index tells; none where it is about those of whom nothing is written."""
        if self.comparison is Comparison.EMPTY:
            return None
        return select_having(self.field, self.comparison, self.value)


@dataclass(frozen=True, slots=True)
class FieldSort:
    """The order of a list by a field; whoever has nothing written in it stands behind the others, by name."""

    field: Definition
    descends: bool = False

    @property
    def column(self) -> str:
        return self.field.known_as

    @property
    def columns(self) -> tuple[Any, ...]:
        return (CustomValue.sort_key,)

    def joined(self, lines: Select[Any]) -> Select[Any]:
        """The lines of those of whom something is written, with what it is."""
        theirs = and_(CustomValue.party_id == Party.id, CustomValue.field_id == self.field.id)
        return lines.join(CustomValue, theirs)

    def is_written(self) -> ColumnElement[bool]:
        return is_written(self.field.id)
