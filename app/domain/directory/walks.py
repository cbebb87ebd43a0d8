"""How a list is walked: each walk goes along an index, and stops as soon as the page is full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, literal, not_, or_, select, tuple_, union_all

from app.db import UtcDateTime
from app.domain.directory.conditions import begins, exactly
from app.domain.directory.criteria import PartyCriteria, RoleFilter, Shelf, Sort
from app.domain.directory.finding import Found, Narrowing, are_exact
from app.domain.directory.words import has_words
from app.domain.paging import PageKey
from app.domain.parties.models import ClientRole, Party
from app.domain.parties.queries import among

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
# Between the values of a page key: folding takes it out of every text.
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Bucket:
    """Those of a list who stand before all others, or behind them."""

    number: ColumnElement[int]
    condition: ColumnElement[bool]
    is_few: bool = False  # looked up by their ids: there is nothing to walk along
    is_mixed: bool = False  # the rows of several, told apart by their numbers


def buckets_of(criteria: PartyCriteria) -> Iterator[Bucket]:
    """Nearest first. A list without a search, or sorted otherwise than by name, has just one.

    A search lists the exact number, tax id or email first, then the names that begin with it, then the rest. Where few
    match they are one lookup; where many do, each is a walk of its own.
    """
    here, q = Narrowing(criteria), criteria.q
    found = Found(q)
    if not q:
        yield Bucket(literal(0), here.condition(), is_few=bool(here.few))
    elif found.ids is not None:
        condition = here.condition(among(Party.id, found.ids))
        number = case((exactly(q), 0), (begins(q), 1), else_=2)
        is_mixed = has_buckets(criteria)
        yield Bucket(number if is_mixed else literal(0), condition, is_few=True, is_mixed=is_mixed)
    elif not has_buckets(criteria):
        is_one = or_(exactly(q), has_words(q))
        yield Bucket(literal(0), and_(here.condition(), is_one), is_few=bool(here.few))
    else:
        rest, are_few = and_(here.condition(), has_words(q), not_(exactly(q))), bool(here.few)
        yield Bucket(literal(0), here.condition(are_exact(q)), is_few=True)
        yield Bucket(literal(1), and_(rest, begins(q)), is_few=are_few)
        yield Bucket(literal(2), and_(rest, not_(begins(q))), is_few=are_few)


def has_buckets(criteria: PartyCriteria) -> bool:
    return bool(criteria.q) and criteria.sort is Sort.NAME


def walk(lines: Select[Any], criteria: PartyCriteria, key: PageKey | None, *, backwards: bool) -> Iterator[Select[Any]]:
    """The lines of a page, as selects to be asked one after the other until it is full; each has its order.

    Behind its own columns each line has its bucket and the values it is sorted by.
    """
    buckets = list(enumerate(buckets_of(criteria)))
    for place, bucket in reversed(buckets) if backwards else buckets:
        is_passed = (
            key is not None and not bucket.is_mixed and (place > key.bucket if backwards else place < key.bucket)
        )
        if not is_passed:
            here = key if bucket.is_mixed or (key is not None and key.bucket == place) else None
            yield _in_order(lines, criteria, bucket, here, backwards=backwards)


def _in_order(
    lines: Select[Any], criteria: PartyCriteria, bucket: Bucket, key: PageKey | None, *, backwards: bool
) -> Select[Any]:
    sort = SORTS[criteria.sort.column]
    descends = criteria.sort.descends != backwards
    values = [column.label(f"sort_{place}") for place, column in enumerate(sort)]
    lines = lines.add_columns(bucket.number.label("bucket"), *values).where(bucket.condition)
    order = (*([bucket.number] if bucket.is_mixed else []), *sort, Party.id)
    if key is not None:
        there = [*([literal(key.bucket)] if bucket.is_mixed else []), *values_of(key, sort), literal(key.id)]
        here, beyond = tuple_(*order), tuple_(*there)
        lines = lines.where(here < beyond if descends else here > beyond)
    if criteria.role is RoleFilter.ANY and criteria.shelf is Shelf.CLIENTS and not bucket.is_few:
        return _merged(lines, order, criteria.per_page + 1, descends=descends)
    return lines.order_by(*(column.desc() if descends else column for column in order))


def _merged(lines: Select[Any], order: tuple[Any, ...], limit: int, *, descends: bool) -> Select[Any]:
    """Everybody, role by role: the indexes stand behind the role, and a walk along each stops by itself."""
    ordered = lines.order_by(*(column.desc() if descends else column for column in order)).limit(limit)
    each = [select(ordered.where(Party.client_role == role).subquery()) for role in ClientRole]
    joined = union_all(*each).subquery()
    id_, *values = joined.c[0], *list(joined.c)[1 - len(order) :]
    return select(joined).order_by(*(column.desc() if descends else column for column in (*values, id_)))


def key_at(row: Sequence[Any], ordinal: int, criteria: PartyCriteria) -> PageKey:
    """The key of a row; its ordinal is that of the page's first row, or of the next page's."""
    bucket, *values = tuple(row)[-1 - len(SORTS[criteria.sort.column]) :]
    texts = [value.isoformat() if isinstance(value, datetime) else value or "" for value in values]
    return PageKey(bucket, _SEPARATOR.join(texts), row[0], ordinal)


def is_key_of(criteria: PartyCriteria, key: PageKey) -> bool:
    """Whether a key leads to a place in this list."""
    columns, values = SORTS[criteria.sort.column], key.value.split(_SEPARATOR)
    is_moment = isinstance(columns[0].type, UtcDateTime)
    return (
        key.bucket < (3 if has_buckets(criteria) else 1)
        and len(values) == len(columns)
        and (not is_moment or moment(key.value) is not None)
    )


def values_of(key: PageKey, sort: tuple[Any, ...]) -> list[ColumnElement[Any]]:
    """The values that a key stands at."""
    return [
        literal(moment(text) if isinstance(column.type, UtcDateTime) else text, column.type)
        for column, text in zip(sort, key.value.split(_SEPARATOR), strict=True)
    ]


def moment(text: str) -> datetime | None:
    """A moment as keys hold it; None for another text."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
