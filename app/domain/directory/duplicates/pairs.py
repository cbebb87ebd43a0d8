"""Who is likely on file twice: pairs of one kind that share tax id, email or phone, or whose names are alike.

Each key has an index, along which those are found who share one, as many as a page needs: nobody else is read. Within a
group each is compared with its next few neighbours, so that a name that thousands bear makes no millions of pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, func, literal, not_, or_, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.db import db
from app.domain.directory.duplicates.models import ToldApart
from app.domain.paging import Page, PageKey, Walk
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus

# What tells, the surest first: a pair stands where it is surest, and says all that it shares.
KEYS = ("tax_key", "email_key", "phone_e164", "name_key")
NEIGHBOURS = 5  # in a group of six each is compared with each
PER_PAGE = 25
STRETCH = 200  # shared values that are looked at together

first, second = aliased(Party), aliased(Party)  # made once: it takes longer than the statement
_SIDE = ("id", "name", "sort_name", "number", "city", "kind", "client_role", "is_supplier", "status", *KEYS)


@dataclass(frozen=True, slots=True)
class Side:
    """One of a pair, as the page shows it."""

    id: int
    name: str
    sort_name: str
    number: str | None
    city: str
    kind: PartyKind
    client_role: ClientRole
    is_supplier: bool
    status: PartyStatus
    tax_key: str
    email_key: str
    phone_e164: str
    name_key: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be the same, and what they share, the surest first."""

    first: Side
    second: Side

    @property
    def shared(self) -> tuple[str, ...]:
        """Columns, as `look_alikes.in_common` says them."""
        values = ((key, getattr(self.first, key), getattr(self.second, key)) for key in (*KEYS[:-1], "sort_name"))
        same = tuple(key for key, one, other in values if one and one == other)
        is_alike = "sort_name" not in same and self.first.name_key == self.second.name_key
        return (*same, *KEYS[-1:]) if is_alike else same


def page_of_pairs(*, after: PageKey | None = None, before: PageKey | None = None) -> Page[Pair]:
    """One page of those who look alike, the surest first, whatever their status; a statement for each key, and one.

    Where whole stretches were told apart, each costs two more. A page key of another list leads to the first page.
    """

    def fetch(key: PageKey | None, backwards: bool) -> list[Sequence[Any]]:
        rows: list[Sequence[Any]] = []
        places = _places(key, backwards=backwards)
        edges = {place: _value_at(key) if key and key.bucket == place else None for place in places}
        shared = _shared(edges, backwards=backwards)
        for place in places:
            beyond = key if key and key.bucket == place else None
            for values in _stretches(place, shared[place], backwards=backwards):
                pairs = _select_pairs(place, values, beyond, backwards=backwards)
                rows += [(place, *row) for row in db.session.execute(pairs.limit(PER_PAGE + 1 - len(rows)))]
                if len(rows) > PER_PAGE:
                    return rows
        return rows

    known = [key if key and _is_key(key) else None for key in (after, before)]
    return Walk(fetch, line=_pair, key_at=_key_at, per_page=PER_PAGE).page(after=known[0], before=known[1])


def _places(key: PageKey | None, *, backwards: bool) -> Sequence[int]:
    """The keys that a page may hold pairs of, in its direction."""
    if backwards:
        return range(key.bucket if key else len(KEYS) - 1, -1, -1)
    return range(key.bucket if key else 0, len(KEYS))


def _stretches(place: int, values: list[str], *, backwards: bool) -> Iterator[list[str]]:
    """The values of a key that some share, stretch by stretch along its index, from the first stretch on."""
    while values:
        yield values
        is_full = len(values) == STRETCH
        values = _shared({place: values[-1]}, backwards=backwards, beyond=True)[place] if is_full else []


def _shared(edges: Mapping[int, str | None], *, backwards: bool, beyond: bool = False) -> dict[int, list[str]]:
    """The next values that some share, of each of these keys from a value on, or beyond it; in one statement."""
    stretches = [select_shared(place, edge, backwards=backwards, beyond=beyond) for place, edge in edges.items()]
    found: dict[int, list[str]] = {place: [] for place in edges}
    for place, _turn, value in sorted(db.session.execute(union_all(*stretches)), key=lambda row: row[:2]):
        found[place].append(value)
    return found


def select_shared(place: int, edge: str | None, *, backwards: bool, beyond: bool) -> Select[Any]:
    """A stretch of the values of one key that some share: which key, the how-manieth, the value."""
    column: InstrumentedAttribute[str] = getattr(Party, KEYS[place])
    order = column.desc() if backwards else column.asc()
    shared = select(column.label("value")).where(column != "").group_by(column).having(func.count() > 1)
    if edge is not None:
        passes = column < edge if backwards else column > edge
        shared = shared.where(passes if beyond else or_(passes, column == edge))
    values = shared.order_by(order).limit(STRETCH).subquery()
    in_turn = values.c.value.desc() if backwards else values.c.value.asc()
    return select(literal(place).label("place"), func.row_number().over(order_by=in_turn).label("turn"), values.c.value)


def _select_pairs(place: int, values: Sequence[str], key: PageKey | None, *, backwards: bool) -> Select[Any]:
    """The pairs that share one of these values, beyond a page key: no surer key, and not told apart."""
    ids = _neighbours(getattr(Party, KEYS[place]), values)
    surer = [and_(getattr(first, name) != "", getattr(first, name) == getattr(second, name)) for name in KEYS[:place]]
    apart = exists().where(ToldApart.first_id == first.id, ToldApart.second_id == second.id)
    order = (getattr(first, KEYS[place]), first.id, second.id)
    pairs = (
        select(*(getattr(side, name) for side in (first, second) for name in _SIDE))
        .select_from(ids)
        .join(first, first.id == ids.c.first_id)
        .join(second, second.id == ids.c.second_id)
        .where(*(not_(each) for each in surer), not_(apart))
        .order_by(*(each.desc() if backwards else each for each in order))
    )
    if key is not None:
        there = tuple_(_value_at(key), _first_at(key), key.id)
        pairs = pairs.where(tuple_(*order) < there if backwards else tuple_(*order) > there)
    return pairs


def _neighbours(column: InstrumentedAttribute[str], values: Sequence[str]) -> Any:
    """Each who bears one of these values, beside the next few of their kind."""
    in_turn: dict[str, Any] = {"partition_by": (column, Party.kind), "order_by": Party.id}
    following = [func.lead(Party.id, step).over(**in_turn).label(f"next_{step}") for step in range(1, NEIGHBOURS + 1)]
    groups = select(Party.id.label("id"), *following).where(column.in_(values)).cte("neighbours")
    beside = [groups.c[f"next_{step}"] for step in range(1, NEIGHBOURS + 1)]
    return union_all(
        *(select(groups.c.id.label("first_id"), other.label("second_id")).where(other.is_not(None)) for other in beside)
    ).subquery()


def _pair(row: Sequence[Any]) -> Pair:
    width = len(_SIDE)
    return Pair(Side(*row[1 : width + 1]), Side(*row[width + 1 :]))


def _key_at(row: Sequence[Any], ordinal: int) -> PageKey:
    pair = _pair(row)
    return PageKey(row[0], f"{pair.first.id} {getattr(pair.first, KEYS[row[0]])}", pair.second.id, ordinal)


def _value_at(key: PageKey) -> str:
    """The value that the pair of a page key shares; the id of its first stands before it."""
    return key.value.partition(" ")[2]


def _first_at(key: PageKey) -> int:
    return int(key.value.partition(" ")[0])


def _is_key(key: PageKey) -> bool:
    first_id, blank, _value = key.value.partition(" ")
    return key.bucket < len(KEYS) and bool(blank) and first_id.isascii() and first_id.isdigit() and len(first_id) < 10
