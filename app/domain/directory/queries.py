"""The list of parties: filtered, found as one types, paged by key (ARCHITECTURE.md 3.4).

A search lists in buckets: exact number, tax id or email; name begins with it; the rest. Each bucket is a walk along an
index, so that a page costs the same at a thousand clients and at a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)

from app.db import UtcDateTime, db, is_postgresql
from app.domain.access.reach import select_opened
from app.domain.contacts.models import Contact
from app.domain.directory.criteria import (
    ActiveFilter,
    PartyCriteria,
    PortalFilter,
    RoleFilter,
    Shelf,
    Sort,
)
from app.domain.directory.words import has_index, has_words, select_matching
from app.domain.history.models import Act
from app.domain.paging import Page, PageKey, Walk
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus, PartyTag, Tag
from app.domain.parties.text import fold, key_of, natural_key, sort_name_of

# A search that finds fewer is looked up in SQLite's index; one that finds more is met on the walk.
FEW = 1000

ROLES: dict[RoleFilter, Any] = {
    RoleFilter.CUSTOMER: Party.client_role == ClientRole.CUSTOMER,
    RoleFilter.PROSPECT: Party.client_role == ClientRole.PROSPECT,
    RoleFilter.SUPPLIER: Party.is_supplier,
    RoleFilter.NONE: and_(Party.client_role == ClientRole.NONE, not_(Party.is_supplier)),
    RoleFilter.ANY: None,
}
# What a list is sorted by, before the id; each stands in an index. Where many share a value, they stand by name.
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
class PartyLine:
    """One row of a list. The archived columns are empty in the everyday list."""

    id: int
    name: str
    number: str | None
    kind: PartyKind
    client_role: ClientRole
    is_supplier: bool
    city: str
    country: str
    tax_id: str
    email: str
    phone: str
    phone_is_known: bool
    status: PartyStatus
    customer_since: date | None
    last_mail_key: str
    archived_at: datetime | None = None
    archived_by: str = ""
    reason: str = ""
    expected_back_on: date | None = None
    beside: int = 0  # what another area counts of it; see page_of_parties

    @property
    def last_mail_at(self) -> datetime | None:
        """When mail last came for it."""
        return _moment(self.last_mail_key)


PartyPage = Page[PartyLine]

_LINE = (
    Party.id,
    Party.name,
    Party.number,
    Party.kind,
    Party.client_role,
    Party.is_supplier,
    Party.city,
    Party.country,
    Party.tax_id,
    Party.email,
    Party.phone,
    or_(Party.phone == "", Party.phone_e164 != ""),
    Party.status,
    Party.customer_since,
    Party.last_mail_key,
)


def select_parties(criteria: PartyCriteria) -> Select[int]:
    """The ids of all that match, whatever the page."""
    return select(Party.id).where(*_filters(criteria))


def count_parties(criteria: PartyCriteria) -> int:
    """How many match. Never on the way to a page: at 100,000 rows it costs more than the page."""
    return db.session.scalar(select(func.count()).select_from(Party).where(*_filters(criteria))) or 0


def page_of_parties(criteria: PartyCriteria, *, beside: ColumnElement[int] | None = None) -> PartyPage:
    """One page of the list, in one statement; in two when all that stood beyond the key has left the list meanwhile.

    In the Archive each row also says the number that `beside` is for it, such as how much mail waits.
    A key that is none of this list's leads to the first page, one with nothing beyond it to the nearest page.
    """
    sorted_by = len(SORTS[criteria.sort.column])

    def fetch(key: PageKey | None, backwards: bool) -> list[Sequence[Any]]:
        return list(db.session.execute(_select_page(criteria, key, beside, backwards=backwards)))

    walk = Walk(
        fetch,
        line=lambda row: PartyLine(*tuple(row)[: -1 - sorted_by]),
        key_at=lambda row, ordinal: _key_at(row, ordinal, sorted_by),
        per_page=criteria.per_page,
    )
    after, before = (key if key and _is_key_of(criteria, key) else None for key in (criteria.after, criteria.before))
    return walk.page(after=after, before=before)


def _is_key_of(criteria: PartyCriteria, key: PageKey) -> bool:
    columns, values = SORTS[criteria.sort.column], key.value.split(_SEPARATOR)
    is_moment = isinstance(columns[0].type, UtcDateTime)
    return (
        key.bucket < (3 if _has_buckets(criteria) else 1)
        and len(values) == len(columns)
        and (not is_moment or _moment(key.value) is not None)
    )


def _key_at(row: Sequence[Any], ordinal: int, sorted_by: int) -> PageKey:
    """The key of a row; its ordinal is that of the page's first row, or of the next page's."""
    bucket, *values = tuple(row)[-1 - sorted_by :]
    texts = [value.isoformat() if isinstance(value, datetime) else value or "" for value in values]
    return PageKey(bucket, _SEPARATOR.join(texts), row[0], ordinal)


def _filters(criteria: PartyCriteria) -> list[ColumnElement[bool]]:
    filters = _narrowed(criteria)
    if criteria.q:
        filters.append(or_(exactly(criteria.q), found_by(criteria.q)))
    return filters


def _narrowed(criteria: PartyCriteria) -> list[ColumnElement[bool]]:
    archived = Party.status == PartyStatus.ARCHIVED
    filters = [archived if criteria.shelf is Shelf.ARCHIVE else Party.status != PartyStatus.ARCHIVED]
    if (role := ROLES[criteria.role]) is not None:
        filters.append(role)
    if criteria.active is ActiveFilter.YES:
        filters.append(Party.status == PartyStatus.ACTIVE)
    elif criteria.active is ActiveFilter.NO:
        filters.append(Party.status == PartyStatus.DEACTIVATED)
    if criteria.country:
        filters.append(Party.country == criteria.country)
    if criteria.city:
        filters.append(Party.city_key == fold(criteria.city))
    if criteria.tag:
        filters.append(_bears(criteria.tag))
    if criteria.portal is not PortalFilter.ANY:
        opens = _is_among(select_opened(), Contact.client_id)
        filters.append(opens if criteria.portal is PortalFilter.YES else not_(opens))
    return filters


def _bears(tag: str) -> ColumnElement[bool]:
    """Whether a party bears a tag."""
    return _is_among(select(PartyTag.party_id).join(Tag).where(Tag.key == fold(tag)), PartyTag.party_id)


def _is_among(those: Select[int], party_id: Any) -> ColumnElement[bool]:
    """Whether a party is one of those: looked up where they are few, else met on the walk, as words are."""
    if is_postgresql() or _are_few(those):
        return Party.id.in_(those)
    return those.where(party_id == Party.id).correlate(Party).exists()


def found_by(q: str) -> ColumnElement[bool]:
    """Every word of the search is found: looked up where few match, else met on the walk."""
    if is_postgresql() or not has_index(q):
        return has_words(q)  # PostgreSQL's planner chooses by itself between the walk and the trigram index
    found = select_matching(q)
    return Party.id.in_(found) if _are_few(found) else has_words(q)


def exactly(q: str) -> ColumnElement[bool]:
    """The number, the tax id or the email is just what was looked for."""
    key = key_of(q)
    return or_(
        and_(Party.tax_key != "", Party.tax_key == key),
        and_(Party.email_key != "", Party.email_key == q.strip().casefold()),
        and_(Party.number.is_not(None), Party.number_key == natural_key(q)),
    )


def _are_few(found: Select[Any]) -> bool:
    """Whether looking them up costs less than meeting them on the walk, which stops as soon as the page is full."""
    few = select(func.count()).select_from(found.limit(FEW).subquery())
    return (db.session.scalar(few) or 0) < FEW


def _has_buckets(criteria: PartyCriteria) -> bool:
    return bool(criteria.q) and criteria.sort is Sort.NAME


def _buckets(criteria: PartyCriteria) -> list[ColumnElement[bool]]:
    """The conditions of each bucket, nearest first; a list without a search, or sorted otherwise, has just one."""
    if not _has_buckets(criteria):
        return [and_(*_filters(criteria))]
    here = and_(*_narrowed(criteria))
    exact, found, name = exactly(criteria.q), found_by(criteria.q), sort_name_of(criteria.q)
    # What a reader would call "begins with", as a range that the index on sort_name serves on both databases.
    begins = and_(Party.sort_name >= name, Party.sort_name < name + "\U0010ffff")
    rest = and_(here, found, not_(exact))
    return [and_(here, exact), and_(rest, begins), and_(rest, not_(begins))]


def _select_page(
    criteria: PartyCriteria, key: PageKey | None, beside: ColumnElement[int] | None, *, backwards: bool
) -> Select[Any]:
    sort = SORTS[criteria.sort.column]
    values = [column.label(f"sort_{place}") for place, column in enumerate(sort)]
    descends = criteria.sort.descends != backwards
    lines: Any = select(*_LINE)
    if criteria.shelf is Shelf.ARCHIVE:
        lines = lines.add_columns(Party.archived_at, func.coalesce(Act.by_name, ""), func.coalesce(Act.reason, ""))
        lines = lines.add_columns(Party.expected_back_on, literal(0) if beside is None else beside)
        lines = lines.outerjoin(Act, Act.id == Party.status_act_id)
    lines = lines.limit(criteria.per_page + 1)
    branches = []
    for number, condition in enumerate(_buckets(criteria)):
        branch = lines.add_columns(literal(number).label("bucket"), *values).where(condition)
        if key is not None:
            if (number > key.bucket) if backwards else (number < key.bucket):
                continue
            if number == key.bucket:
                branch = branch.where(_beyond(sort, key, descends=descends))
        order = (*sort, Party.id)
        branches.append(branch.order_by(*(column.desc() if descends else column for column in order)))
    return branches[0] if len(branches) == 1 else _joined(branches, criteria.per_page + 1, descends, backwards)


def _joined(branches: list[Select[Any]], limit: int, descends: bool, backwards: bool) -> Select[Any]:
    """Several walks by name as one statement: each stops by itself, the outer order keeps the buckets apart."""
    joined = union_all(*(select(branch.subquery()) for branch in branches)).subquery()
    *_, bucket, name = joined.c
    id_ = joined.c[0]
    order = (name.desc(), id_.desc()) if descends else (name, id_)
    return select(joined).order_by(bucket.desc() if backwards else bucket, *order).limit(limit)


def _beyond(sort: tuple[Any, ...], key: PageKey, *, descends: bool) -> ColumnElement[bool]:
    there = [
        literal(_moment(text) if isinstance(column.type, UtcDateTime) else text, column.type)
        for column, text in zip(sort, key.value.split(_SEPARATOR), strict=True)
    ]
    here, there_ = tuple_(*sort, Party.id), tuple_(*there, literal(key.id))
    return here < there_ if descends else here > there_


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
