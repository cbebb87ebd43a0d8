"""What a list is narrowed to, as conditions on parties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select, union_all

from app.db import db
from app.domain.access.reach import select_opened
from app.domain.contacts.models import Contact
from app.domain.directory.criteria import ActiveFilter, PartyCriteria, PortalFilter, RoleFilter, Shelf
from app.domain.directory.words import has_words, select_matching
from app.domain.parties.models import ClientRole, Party, PartyStatus, PartyTag, Tag
from app.domain.parties.queries import among
from app.domain.parties.text import fold, key_of, natural_key, sort_name_of

# Whom a search, a tag or the portal finds is looked up where they are fewer, and else met on the walk.
FEW = 1000

ROLES: dict[RoleFilter, Any] = {
    RoleFilter.CUSTOMER: Party.client_role == ClientRole.CUSTOMER,
    RoleFilter.PROSPECT: Party.client_role == ClientRole.PROSPECT,
    RoleFilter.SUPPLIER: Party.is_supplier,
    RoleFilter.NONE: and_(Party.client_role == ClientRole.NONE, not_(Party.is_supplier)),
    RoleFilter.ANY: None,
}


class Found:
    """Whom a search finds now."""

    def __init__(self, q: str) -> None:
        self.q = q

    @cached_property
    def ids(self) -> Sequence[int] | None:
        """All of them, where they are few."""
        exact = select(Party.id).where(exactly(self.q))
        # A select of its own: where the words are many, SQLite would otherwise read them all before it stops.
        some = select(select_matching(self.q).limit(FEW).subquery())
        ids = set(db.session.scalars(union_all(exact, some)))
        return sorted(ids) if len(ids) < FEW else None

    @property
    def condition(self) -> ColumnElement[bool]:
        """Whether a party is one of them."""
        return or_(exactly(self.q), has_words(self.q)) if self.ids is None else among(Party.id, self.ids)


IsAmong = Callable[[Select[int], Any], ColumnElement[bool]]


def is_one_of(those: Select[int], _party_id: Any) -> ColumnElement[bool]:
    """Whether a party is one of those, whoever they are when it is asked."""
    return Party.id.in_(those)


def is_met_or_known(those: Select[int], party_id: Any) -> ColumnElement[bool]:
    """Whether a party is one of those who are now: for a walk, which they are looked up for where they are few."""
    ids = db.session.scalars(those.limit(FEW)).all()
    if len(ids) < FEW:
        return among(Party.id, ids)
    return those.where(party_id == Party.id).correlate(Party).exists()


def all_conditions(criteria: PartyCriteria) -> list[ColumnElement[bool]]:
    """What makes a party one of a list, whoever is when it is asked."""
    is_found = or_(exactly(criteria.q), Party.id.in_(select_matching(criteria.q)))
    return [*narrowed(criteria), *([is_found] if criteria.q else [])]


def narrowed(criteria: PartyCriteria, is_among: IsAmong = is_one_of) -> list[ColumnElement[bool]]:
    """The conditions of a list beside its search."""
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
        filters.append(is_among(_bearers(criteria.tag), PartyTag.party_id))
    if criteria.portal is not PortalFilter.ANY:
        opens = is_among(select_opened(), Contact.client_id)
        filters.append(opens if criteria.portal is PortalFilter.YES else not_(opens))
    return filters


def _bearers(tag: str) -> Select[int]:
    """Who bears a tag."""
    return select(PartyTag.party_id).join(Tag).where(Tag.key == fold(tag))


def exactly(q: str) -> ColumnElement[bool]:
    """The number, the tax id or the email is just what was looked for."""
    key = key_of(q)
    return or_(
        and_(Party.tax_key != "", Party.tax_key == key),
        and_(Party.email_key != "", Party.email_key == q.strip().casefold()),
        and_(Party.number.is_not(None), Party.number_key == natural_key(q)),
    )


def begins(q: str) -> ColumnElement[bool]:
    """What a reader would call "begins with", as a range that an index serves on both databases."""
    name = sort_name_of(q)
    return and_(Party.sort_name >= name, Party.sort_name < name + "\U0010ffff") if name else false()
