"""What a portal user reaches: contact active, client not archived, person not archived (PRODUCT.md 6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import aliased

from app.db import db, holds
from app.domain.contacts.models import Contact, PortalUser
from app.domain.contacts.permissions import PortalPermission
from app.domain.errors import NotFound
from app.domain.parties.models import Party, PartyStatus
from app.domain.parties.queries import among
from app.prepared import prepared

# Made once: an alias of a wide table takes longer to make than this query to run, and it runs at every click.
client, person = aliased(Party), aliased(Party)


class Standing(Enum):
    """What the table *Signing in* says of a person."""

    OPEN = auto()  # in
    CLOSED = auto()  # a contact still, but of archived clients only, or archived themself: the courteous page
    NONE = auto()  # nobody's active contact: same text as a wrong password


@dataclass(frozen=True, slots=True)
class Reach:
    """One client in the portal's switch, and what of it opens."""

    id: int
    name: str
    number: str | None
    permissions: frozenset[PortalPermission] = frozenset()

    @property
    def initials(self) -> str:
        """Two letters for the switch."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()


def _not_archived(party: type[Party]) -> ColumnElement[bool]:
    return party.status != PartyStatus.ARCHIVED


def select_reach(login_id: int) -> Select[int, str, str | None, frozenset[PortalPermission]]:
    """The clients that a portal login opens now, by name."""
    return (
        select(client.id, client.name, client.number, Contact.permissions)
        .join(Contact, and_(Contact.client_id == client.id, Contact.is_active))
        .join(person, and_(person.id == Contact.person_id, _not_archived(person)))
        .join(PortalUser, PortalUser.person_id == person.id)
        .where(PortalUser.login_id == login_id, _not_archived(client))
        .order_by(client.sort_name, client.id)
    )


def select_opened() -> Select[int]:
    """The ids of the parties for which somebody can sign in, but for those that are archived.

    Whether a person is archived is asked last: most contacts have no login, and their rows need not be read.
    """
    is_there = exists().where(person.id == PortalUser.person_id, _not_archived(person)).correlate(PortalUser)
    return (
        select(Contact.client_id)
        .join(PortalUser, PortalUser.person_id == Contact.person_id)
        .where(Contact.is_active, is_there)
    )


def opened_for(ids: Collection[int]) -> set[int]:
    """Those of these parties for which somebody can sign in."""
    return set(
        db.session.scalars(
            select(Party.id).where(among(Party.id, ids), _not_archived(Party), Party.id.in_(select_opened()))
        )
    )


def select_openings(party_id: int) -> Select[int]:
    """A row for each person who can sign in for a party."""
    is_open = exists().where(client.id == party_id, _not_archived(client))
    is_there = exists().where(person.id == Contact.person_id, _not_archived(person)).correlate(Contact)
    asked = select(Contact.id).join(PortalUser, PortalUser.person_id == Contact.person_id)
    return asked.where(Contact.client_id == party_id, Contact.is_active, is_there, is_open)


def reach_of(login_id: int) -> list[Reach]:
    """The clients that a portal login opens now, by name; empty when none."""
    return [Reach(*row) for row in db.session.execute(*_reach_of(login_id))]


_reach_of = prepared(select_reach)


class Reader(NamedTuple):
    """Whose eyes read in the portal, and of which client."""

    login_id: int
    client_id: int

    def select_client(self, opens: PortalPermission) -> Select[int]:
        """The client's id while the reader reaches it and may open this of it; no row otherwise.

        Where every query of the portal begins, so that nothing is found first and refused afterwards.
        """
        theirs = select_reach(self.login_id).where(client.id == self.client_id, holds(Contact.permissions, opens))
        return theirs.with_only_columns(client.id).order_by(None)


def client_within(login_id: int, client_id: int) -> Party:
    """One client, when a portal login opens it now. Raises NotFound otherwise, as for one that does not exist."""
    found: Party | None = db.session.scalar(*_client_within(login_id, client_id))
    if found is None:
        raise NotFound(client_id)
    return found


@prepared
def _client_within(login_id: int, client_id: int) -> Select[Party]:
    reached = select_reach(login_id).subquery()
    return select(Party).join(reached, reached.c.id == Party.id).where(Party.id == client_id)


def standing_of(login_id: int) -> Standing:
    """Which row of the table *Signing in* holds for a portal login."""
    if db.session.execute(select_reach(login_id).limit(1)).first():
        return Standing.OPEN
    is_a_contact = exists().where(
        Contact.is_active, Contact.person_id == PortalUser.person_id, PortalUser.login_id == login_id
    )
    return Standing.CLOSED if db.session.scalar(select(is_a_contact)) else Standing.NONE
