"""What a list is narrowed to, as conditions on parties."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select

from app.domain.access.reach import select_opened
from app.domain.contacts.models import Contact
from app.domain.directory.criteria import ActiveFilter, PartyCriteria, PortalFilter, RoleFilter, Shelf
from app.domain.directory.words import has_words, select_likely
from app.domain.parties.merging import bore_number
from app.domain.parties.models import ClientRole, Party, PartyStatus, PartyTag, Tag, in_archive, not_archived
from app.domain.parties.text import fold, key_of, natural_key, sort_name_of

ROLES: dict[RoleFilter, Any] = {
    RoleFilter.CUSTOMER: Party.client_role == ClientRole.CUSTOMER,
    RoleFilter.PROSPECT: Party.client_role == ClientRole.PROSPECT,
    RoleFilter.SUPPLIER: Party.is_supplier,
    RoleFilter.NONE: and_(Party.client_role == ClientRole.NONE, not_(Party.is_supplier)),
    RoleFilter.ANY: None,
}
# Whose rows stand in an index in the order of a list; everybody's role by role.
LANES: dict[RoleFilter, list[Any]] = {
    RoleFilter.CUSTOMER: [Party.client_role == ClientRole.CUSTOMER],
    RoleFilter.PROSPECT: [Party.client_role == ClientRole.PROSPECT],
    RoleFilter.SUPPLIER: [Party.is_supplier],
    RoleFilter.NONE: [Party.client_role == ClientRole.NONE],
    RoleFilter.ANY: [Party.client_role == role for role in ClientRole],
}
# Whether a party is one of those whom a select yields, through the column that holds its id; a third argument
# is what is asked of one party after the other, where that is another way.
IsAmong = Callable[..., ColumnElement[bool]]


def all_conditions(criteria: PartyCriteria) -> list[ColumnElement[bool]]:
    """What makes a party one of a list, whoever is when it is asked."""
    bears_words = and_(Party.id.in_(select_likely(criteria.q)), has_words(criteria.q))
    is_found = or_(exactly(criteria.q), bears_words)
    return [*narrowed(criteria, _is_in), *([is_found] if criteria.q else [])]


def narrowed(criteria: PartyCriteria, is_among: IsAmong) -> list[ColumnElement[bool]]:
    """The conditions of a list beside its search; `is_among` says how sets of others are asked."""
    filters = [_on_shelf(criteria)]
    if (role := ROLES[criteria.role]) is not None:
        filters.append(role)
    if criteria.active is ActiveFilter.YES:
        filters.append(Party.status == PartyStatus.ACTIVE)
    elif criteria.active is ActiveFilter.NO:
        filters.append(Party.status == PartyStatus.DEACTIVATED)
    filters += [*in_country(criteria.country), *in_city(criteria.city)]
    if criteria.tag:
        filters.append(is_among(select_bearers(criteria.tag), PartyTag.party_id))
    if criteria.portal is PortalFilter.YES:
        filters.append(is_among(select_opened(), Contact.client_id))
    elif criteria.portal is PortalFilter.NO:
        filters.append(not_(is_met(select_opened(), Contact.client_id)))
    filters += [asked.condition(is_among) for asked in criteria.fields]
    return filters


def _on_shelf(criteria: PartyCriteria) -> ColumnElement[bool]:
    """In the everyday list, in the Archive, or among those who were anonymised there."""
    if criteria.shelf is Shelf.CLIENTS:
        return not_archived()
    if criteria.anonymised:
        return and_(Party.status == PartyStatus.ARCHIVED, Party.anonymised_at.is_not(None))
    return in_archive()


def lanes_of(criteria: PartyCriteria) -> list[ColumnElement[bool]]:
    """What begins the indexes that a list is walked along; none for the Archive, where fewer wait."""
    if criteria.shelf is Shelf.ARCHIVE:
        return []
    shared = {"city": in_city(criteria.city), "country": in_country(criteria.country)}.get(criteria.sort.column, [])
    return [and_(lane, *shared) for lane in LANES[criteria.role]]


def select_sets(criteria: PartyCriteria) -> Iterator[Select[int]]:
    """Sets of parties of which each holds the whole list, and each is read from one index alone.

    A city or country by which the list is sorted as well is none of them: there a walk meets nobody else.
    """
    role = or_(*LANES[criteria.role])
    if criteria.active is ActiveFilter.NO:
        yield select(Party.id).where(role, Party.status == PartyStatus.DEACTIVATED)
    if criteria.country and criteria.sort.column != "country":
        yield select(Party.id).where(role, *in_country(criteria.country))
    if criteria.city and criteria.sort.column != "city":
        yield select(Party.id).where(role, *in_city(criteria.city))
    if criteria.tag:
        yield select_bearers(criteria.tag)
    yield from (those for asked in criteria.fields if (those := asked.select_set()) is not None)


def in_city(city: str) -> list[ColumnElement[bool]]:
    return [Party.city_key == fold(city)] if city else []


def in_country(country: str) -> list[ColumnElement[bool]]:
    return [Party.country == country] if country else []


def select_bearers(tag: str) -> Select[int]:
    """The ids of the parties that bear a tag."""
    return select(PartyTag.party_id).join(Tag).where(Tag.key == fold(tag))


def _is_in(those: Select[int], _party_id: Any, _met: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    return Party.id.in_(those)


def is_met(those: Select[int], party_id: Any) -> ColumnElement[bool]:
    """Whether a party is one of those, asked of one party after the other."""
    return those.where(party_id == Party.id).correlate(Party).exists()


def exactly(q: str) -> ColumnElement[bool]:
    """The number, the tax id or the email is just what was looked for; or the number of who was merged into it."""
    key = key_of(q)
    return or_(
        and_(Party.tax_key != "", Party.tax_key == key),
        and_(Party.email_key != "", Party.email_key == q.strip().casefold()),
        and_(Party.number.is_not(None), Party.number_key == natural_key(q)),
        and_(Party.second_number.is_not(None), Party.second_number_key == natural_key(q)),
        bore_number(q),
    )


def begins(q: str) -> ColumnElement[bool]:
    """What a reader would call "begins with", as a range that an index serves on both databases."""
    name = sort_name_of(q)
    return and_(Party.sort_name >= name, Party.sort_name < name + "\U0010ffff") if name else false()
