"""Who is written to by themselves, who is not, and why (PRODUCT.md 6). Nobody left means that nothing is sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact, PortalUser
from app.domain.contacts.permissions import OPENS, Notice, PortalPermission
from app.domain.errors import N_, Sentence
from app.domain.messaging.composing import Recipient
from app.domain.messaging.models import BouncingAddress
from app.domain.parties.models import Party, PartyStatus
from app.prepared import prepared

client, person = aliased(Party), aliased(Party)  # made once: it takes longer than the statement

CLIENT_ARCHIVED = N_("The client is archived.")
INACTIVE = N_("Not active.")
SWITCHED_OFF = N_("Switched off for them.")
DECLINED = N_("Switched off by themself.")
NO_EMAIL = N_("No email address.")
BOUNCES = N_("Mail to this address comes back.")


@dataclass(frozen=True, slots=True)
class Addressee:
    """One contact of a client, as far as emails that come by themselves are concerned."""

    contact_id: int
    person_id: int
    name: str
    first_name: str
    email: str
    language: str  # what the office knows of them
    chosen_language: str | None  # what they chose in the portal
    login_id: int | None
    is_active: bool
    permissions: frozenset[PortalPermission]
    notices: frozenset[Notice]
    declined: frozenset[Notice]
    client_status: PartyStatus
    bounces: bool

    @property
    def recipient(self) -> Recipient:
        """As somebody whom an email goes to: in the language that they chose, else the one that we know of them."""
        language = self.chosen_language or self.language or None
        return Recipient(self.email, self.name, self.first_name, language, self.login_id)

    @property
    def unopened(self) -> tuple[Notice, ...]:
        """The kinds that are on and tell of what does not open for them in the portal: allowed, and flagged."""
        return tuple(kind for kind in Notice if kind in self.notices and OPENS[kind] not in self.permissions)

    def why_not(self, kind: Notice) -> Sentence | None:
        """Why no email of this kind comes to them by itself; None for a recipient."""
        reasons = {
            CLIENT_ARCHIVED: self.client_status is PartyStatus.ARCHIVED,
            INACTIVE: not self.is_active,
            SWITCHED_OFF: kind not in self.notices,
            DECLINED: kind in self.declined,
            NO_EMAIL: not self.email,
            BOUNCES: self.bounces,
        }
        return next((Sentence(reason) for reason, holds in reasons.items() if holds), None)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets the emails of one kind, and for everyone else why not."""

    kind: Notice
    recipients: tuple[Addressee, ...]
    others: tuple[tuple[Addressee, Sentence], ...]


def who_is_written_to(kind: Notice, client_id: int) -> Audience:
    """The automatic recipients of a kind at a client, in the order of the card's contacts, and the others."""
    return audience_of(kind, addressees_of(client_id))


def audiences_of(client_id: int) -> list[Audience]:
    """The same for every kind, in as many statements as for one."""
    addressees = addressees_of(client_id)
    return [audience_of(kind, addressees) for kind in Notice]


def audience_of(kind: Notice, addressees: Collection[Addressee]) -> Audience:
    """Part the contacts of a client into those whom a kind comes to and the others."""
    reasons = [(addressee, addressee.why_not(kind)) for addressee in addressees]
    recipients = tuple(addressee for addressee, reason in reasons if reason is None)
    return Audience(kind, recipients, tuple((addressee, reason) for addressee, reason in reasons if reason))


def addressees_of(client_id: int) -> list[Addressee]:
    """The contacts of a client: primary first, then active, then by how long they have been one."""
    return [Addressee(*tuple(row)) for row in db.session.execute(*_addressees_of(client_id))]


@prepared
def _addressees_of(client_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Contact.id, person.id, person.name, person.first_name, person.email, person.language),
            *(Login.language.label("chosen_language"), Login.id.label("login_id")),
            *(Contact.is_active, Contact.permissions, Contact.notices, Contact.declined, client.status),
            BouncingAddress.id.is_not(None),
        )
        .join(person, person.id == Contact.person_id)
        .join(client, client.id == Contact.client_id)
        .outerjoin(PortalUser, PortalUser.person_id == person.id)
        .outerjoin(Login, Login.id == PortalUser.login_id)
        .outerjoin(BouncingAddress, and_(BouncingAddress.email_key == person.email_key, person.email_key != ""))
        .where(Contact.client_id == client_id)
        .order_by(Contact.is_primary.desc(), Contact.is_active.desc(), Contact.since, Contact.id)
    )
