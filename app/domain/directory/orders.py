"""In which order a list stands, and the places in it: where a page begins, where a walk stops."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, tuple_

from app.db import UtcDateTime
from app.domain.directory.criteria import PartyCriteria
from app.domain.directory.fields.asking import FieldSort
from app.domain.paging import PageKey
from app.domain.parties.custom_fields.models import CustomValue
from app.domain.parties.models import Party

# What a list is sorted by, before the id; each stands in an index behind the role. Where many share a value, they stand
# by name.
SORTS: dict[str, tuple[Any, ...]] = {
    "name": (Party.sort_name,),
    "number": (Party.number_key,),
    "since": (Party.since_key,),
    "city": (Party.city_key, Party.sort_name),
    "country": (Party.country, Party.sort_name),
    "contact": (Party.contact_key, Party.sort_name),
    "mail": (Party.last_mail_key, Party.sort_name),
    "archived": (Party.archived_at,),
}
Place = Sequence[Any]  # in an order: a value for each of its columns
# Between the values of a page key: folding takes it out of every text.
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Order:
    """The columns that rows stand by, the id last, and whether they descend."""

    columns: tuple[Any, ...]
    descends: bool

    def sort(self, lines: Select[Any], *, by: Sequence[Any] | None = None) -> Select[Any]:
        """The lines in this order; `by` are the same columns where they bear other names."""
        return lines.order_by(*(column.desc() if self.descends else column for column in by or self.columns))

    def within(self, after: Place | None, up_to: Place | None = None) -> list[ColumnElement[bool]]:
        """Behind a place and not beyond another, as ranges that an index serves; None is no bound."""
        behind, not_beyond = (operator.lt, operator.ge) if self.descends else (operator.gt, operator.le)
        return [*self._compared(behind, after), *self._compared(not_beyond, up_to)]

    def nearest(self, places: Sequence[Place]) -> Place | None:
        """The first of some places. Texts stand by code point, here as in the databases."""
        return (max if self.descends else min)(map(tuple, places), default=None)

    def _compared(self, compare: Callable[[Any, Any], Any], place: Place | None) -> list[ColumnElement[bool]]:
        if place is None:
            return []
        values = (literal(value, column.type) for value, column in zip(place, self.columns, strict=True))
        return [compare(tuple_(*self.columns), tuple_(*values))]


def sorted_by(criteria: PartyCriteria) -> tuple[Any, ...]:
    """What a list is sorted by. A field of the office's own is one text, and so is the name of those without."""
    return criteria.sort.columns if isinstance(criteria.sort, FieldSort) else SORTS[criteria.sort.column]


def order_of(criteria: PartyCriteria, *before: ColumnElement[Any], backwards: bool) -> Order:
    """The order of a list, behind other columns where there are some, as one reads it forwards or backwards."""
    columns = (*before, *sorted_by(criteria)[_shared(criteria) :], Party.id)
    return Order(columns, descends=criteria.sort.descends != backwards)


def order_in_field(sort: FieldSort, *, backwards: bool) -> Order:
    """The order of those of whom something is written in a field: along its index, which holds their ids too."""
    return Order((*sort.columns, CustomValue.party_id), descends=sort.descends != backwards)


def order_by_name(*, backwards: bool) -> Order:
    """The order of those of whom nothing is: by name, whichever way the others stand."""
    return Order((*SORTS["name"], Party.id), descends=backwards)


def _shared(criteria: PartyCriteria) -> int:
    """How many of the sort's columns all rows share; behind these the index stands in the order of the others."""
    return int(bool({"city": criteria.city, "country": criteria.country}.get(criteria.sort.column)))


def key_at(row: Sequence[Any], ordinal: int, criteria: PartyCriteria) -> PageKey:
    """The key of a row; its ordinal is that of the page's first row, or of the next page's."""
    bucket, *values = tuple(row)[-1 - len(sorted_by(criteria)) :]
    texts = [value.isoformat() if isinstance(value, datetime) else value or "" for value in values]
    return PageKey(bucket, _SEPARATOR.join(texts), row[0], ordinal)


def is_place(key: PageKey, criteria: PartyCriteria) -> bool:
    """Whether a key says a place in this order."""
    columns, values = sorted_by(criteria), key.value.split(_SEPARATOR)
    return len(values) == len(columns) and (not _is_moment(columns[0]) or moment(key.value) is not None)


def place_of(key: PageKey, criteria: PartyCriteria) -> Place:
    """The place that a key stands at in the order of its list."""
    columns, texts = sorted_by(criteria), key.value.split(_SEPARATOR)
    values = [moment(text) if _is_moment(column) else text for column, text in zip(columns, texts, strict=True)]
    return (*values[_shared(criteria) :], key.id)


def moment(text: str) -> datetime | None:
    """A moment as keys hold it; None for another text."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _is_moment(column: Any) -> bool:
    return isinstance(column.type, UtcDateTime)
