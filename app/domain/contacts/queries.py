"""Who speaks for a client."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact, PortalUser
from app.domain.errors import NotFound
from app.domain.parties.models import Party, PartyStatus
from app.domain.parties.queries import among
from app.prepared import prepared

other = aliased(Contact)


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact as the card shows it."""

    id: int
    person_id: int
    name: str
    position: str
    email: str
    phone: str
    is_primary: bool
    is_active: bool
    person_status: PartyStatus
    has_login: bool
    last_sign_in_at: datetime | None

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


_LINE = (
    Contact.id,
    Party.id,
    Party.name,
    Contact.position,
    Party.email,
    Party.phone,
    Contact.is_primary,
    Contact.is_active,
    Party.status,
    PortalUser.id.is_not(None),
    Login.last_sign_in_at,
)


@dataclass(frozen=True, slots=True)
class PrimaryContact:
    """Whom to ask for at a client, and how many active contacts there are beside."""

    name: str
    others: int


def primary_contacts_of(clients: Collection[int]) -> dict[int, PrimaryContact]:
    """The primary contact of each of these clients. Who has none is not in it."""
    actives = select(func.count()).where(other.client_id == Contact.client_id, other.is_active).scalar_subquery()
    lines = select(Contact.client_id, Party.name, actives).join(Party, Party.id == Contact.person_id)
    found = db.session.execute(lines.where(Contact.is_primary, among(Contact.client_id, clients)))
    return {client_id: PrimaryContact(name, count - 1) for client_id, name, count in found}


def contacts_of(client_id: int, *, active_only: bool = False, limit: int | None = None) -> list[ContactLine]:
    """The contacts of a client: primary first, then active, then by how long they have been one."""
    return [ContactLine(*row) for row in db.session.execute(*_contacts_of(client_id, active_only, limit))]


@prepared
def _contacts_of(client_id: int, active_only: bool, limit: int | None) -> Select[Any]:
    lines = _lines_of(client_id, *_LINE).limit(limit)
    return lines.where(Contact.is_active) if active_only else lines


def first_contacts_of(client_id: int, *, limit: int) -> tuple[list[ContactLine], int]:
    """The first contacts of a client, in the order of all, and how many there are. In one statement."""
    rows = db.session.execute(*_first_of(client_id, limit)).all()
    return [ContactLine(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


@prepared
def _first_of(client_id: int, limit: int) -> Select[Any]:
    return _lines_of(client_id, *_LINE, func.count().over()).limit(limit)


def _lines_of(client_id: int, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Contact)
        .join(Party, Party.id == Contact.person_id)
        .outerjoin(PortalUser, PortalUser.person_id == Party.id)
        .outerjoin(Login, Login.id == PortalUser.login_id)
        .where(Contact.client_id == client_id)
        .order_by(Contact.is_primary.desc(), Contact.is_active.desc(), Contact.since, Contact.id)
    )


def contact_of(client_id: int, contact_id: int) -> Contact:
    """One contact of this client, not of another. Raises NotFound."""
    found = db.session.scalar(select(Contact).where(Contact.id == contact_id, Contact.client_id == client_id))
    if found is None:
        raise NotFound(contact_id)
    return found


def is_a_contact(person_id: int) -> bool:
    """Whether a person speaks, or spoke, for anybody."""
    return bool(db.session.scalar(select(exists().where(Contact.person_id == person_id))))


def portal_login_of(person_id: int) -> Login | None:
    """The portal login of a person, if there is one."""
    return db.session.scalar(
        select(Login).join(PortalUser, PortalUser.login_id == Login.id).where(PortalUser.person_id == person_id)
    )


def contact_people_among(client_id: int, people: Collection[int]) -> set[int]:
    """Those of these people who are contacts of a client already, active or not."""
    there = select(Contact.person_id).where(Contact.client_id == client_id, among(Contact.person_id, people))
    return set(db.session.scalars(there))


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A client of whom a person is a contact, as the person's own card shows it."""

    contact_id: int
    client_id: int
    name: str
    number: str | None
    status: PartyStatus
    position: str
    is_primary: bool
    is_active: bool


def clients_spoken_for(person_id: int) -> list[ClientLine]:
    """All whom a person is a contact of: those that are open to them first, by name."""
    lines = (
        select(
            *(Contact.id, Party.id, Party.name, Party.number, Party.status),
            *(Contact.position, Contact.is_primary, Contact.is_active),
        )
        .join(Party, Party.id == Contact.client_id)
        .where(Contact.person_id == person_id)
        .order_by(Contact.is_active.desc(), Party.status == PartyStatus.ARCHIVED, Party.sort_name, Party.id)
    )
    return [ClientLine(*row) for row in db.session.execute(lines)]
