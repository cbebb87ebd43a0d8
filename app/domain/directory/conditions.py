"""What a list is narrowed to, as conditions on parties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select

from app.domain.access.reach import select_opened
from app.domain.contacts.models import Contact
from app.domain.directory.criteria import ActiveFilter, PartyCriteria, PortalFilter, RoleFilter, Shelf
from app.domain.directory.segments.conditions import condition_of, select_sets_of
from app.domain.directory.segments.fields import ROLES
from app.domain.directory.words import is_found
from app.domain.parties.models import ClientRole, Party, PartyStatus, PartyTag, Tag, in_archive, not_archived
from app.domain.parties.queries import IsAmong, is_met
from app.domain.parties.text import fold

# Whose rows stand in an index in the order of a list; everybody's role by role.
LANES: dict[RoleFilter, list[Any]] = {
    RoleFilter.CUSTOMER: [Party.client_role == ClientRole.CUSTOMER],
    RoleFilter.PROSPECT: [Party.client_role == ClientRole.PROSPECT],
    RoleFilter.SUPPLIER: [Party.is_supplier],
    RoleFilter.NONE: [Party.client_role == ClientRole.NONE],
    RoleFilter.ANY: [Party.client_role == role for role in ClientRole],
}


def all_conditions(criteria: PartyCriteria) -> list[ColumnElement[bool]]:
    """What makes a party one of a list, whoever is when it is asked."""
    return [*narrowed(criteria, _is_in), *([is_found(criteria.q)] if criteria.q else [])]


def narrowed(criteria: PartyCriteria, is_among: IsAmong) -> list[ColumnElement[bool]]:
    """The conditions of a list beside its search; `is_among` says how sets of others are asked."""
    filters = [_on_shelf(criteria)]
    if (role := ROLES.get(criteria.role)) is not None:
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
    if criteria.segment:
        filters.append(condition_of(criteria.segment, is_among))
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
    if criteria.segment:
        yield from select_sets_of(criteria.segment, role)
    yield from (those for asked in criteria.fields if (those := asked.select_set()) is not None)


def select_lane(criteria: PartyCriteria) -> Select[int] | None:
    """Who stands where a list is looked for, whatever narrows it: of a role, or in the Archive. None for everybody."""
    if criteria.shelf is Shelf.ARCHIVE:
        return select(Party.id).where(_on_shelf(criteria))
    return None if criteria.role is RoleFilter.ANY else select(Party.id).where(or_(*LANES[criteria.role]))


def in_city(city: str) -> list[ColumnElement[bool]]:
    return [Party.city_key == fold(city)] if city else []


def in_country(country: str) -> list[ColumnElement[bool]]:
    return [Party.country == country] if country else []


def select_bearers(tag: str) -> Select[int]:
    """The ids of the parties that bear a tag."""
    return select(PartyTag.party_id).join(Tag).where(Tag.key == fold(tag))


def _is_in(those: Select[int], _party_id: Any, _met: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    return Party.id.in_(those)
