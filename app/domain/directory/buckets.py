"""Those of a search who stand before all others, and those who stand behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, literal, not_, true

from app.domain.directory.criteria import PartyCriteria, Sort
from app.domain.directory.fields.asking import FieldSort
from app.domain.directory.finding import Found
from app.domain.directory.orders import is_place
from app.domain.directory.words import begins, exactly
from app.domain.paging import PageKey

_ANY = true()


@dataclass(frozen=True, slots=True)
class Bucket:
    """Rows of a list that stand together: `own` is what is asked of them beside what the whole list asks."""

    number: ColumnElement[int]
    own: ColumnElement[bool] = _ANY
    few: tuple[ColumnElement[bool], ...] = ()  # their ids, where they are few
    is_mixed: bool = False  # the rows of several, told apart by their numbers
    of_field: FieldSort | None = None  # rows that stand by what is written in a field of the office's own
    by_name: bool = False  # rows that stand by name, whatever the others stand by


def buckets_of(criteria: PartyCriteria, found: Found) -> Iterator[tuple[int, Bucket]]:
    """Nearest first, each with its place. A list without a search, or sorted otherwise than by name, has just one.

    A search lists the exact number, tax id or email first, then the names that begin with it, then the rest. Where few
    match they are one lookup; where many do, each is a walk of its own. Sorted by a field of the office's own, those
    come last of whom nothing is written in it.
    """
    q = criteria.q
    if isinstance(criteria.sort, FieldSort):
        yield 0, Bucket(literal(0), of_field=criteria.sort)
        yield 1, Bucket(literal(1), not_(criteria.sort.is_written()), by_name=True)
    elif not has_buckets(criteria):
        yield 0, Bucket(literal(0))
    elif found.ids is not None:
        yield 0, Bucket(case((exactly(q), 0), (begins(q), 1), else_=2), is_mixed=True)
    else:
        if found.exact:
            yield 0, Bucket(literal(0), few=(found.is_exact(),))
        others = not_(found.is_exact()) if found.exact else _ANY
        yield 1, Bucket(literal(1), and_(others, begins(q)))
        yield 2, Bucket(literal(2), and_(others, not_(begins(q))))


def has_buckets(criteria: PartyCriteria) -> bool:
    return bool(criteria.q) and criteria.sort is Sort.NAME


def is_key_of(criteria: PartyCriteria, key: PageKey) -> bool:
    """Whether a key leads to a place in this list."""
    buckets = 2 if isinstance(criteria.sort, FieldSort) else 3 if has_buckets(criteria) else 1
    return key.bucket < buckets and is_place(key, criteria)
