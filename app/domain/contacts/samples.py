"""Contacts as those to whom an email might go: for previews of templates with somebody whom the office knows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.contacts.inviting import recipient_of
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import portal_login_of
from app.domain.messaging import addresses
from app.domain.messaging.composing import Recipient, Value
from app.domain.parties.models import Party, PartyStatus

_client, _person = aliased(Party), aliased(Party)


@dataclass(frozen=True, slots=True)
class Sample:
    """A contact to choose from."""

    id: int
    name: str
    client_name: str


def latest_samples(*, limit: int = 20) -> list[Sample]:
    """The contacts that joined last: those that are active, of clients that are not archived."""
    rows = (
        select(Contact.id, _person.name, _client.name)
        .join(_client, _client.id == Contact.client_id)
        .join(_person, _person.id == Contact.person_id)
        .where(Contact.is_active, _client.status != PartyStatus.ARCHIVED)
        .order_by(Contact.id.desc())
        .limit(limit)
    )
    return [Sample(*row) for row in db.session.execute(rows)]


def sample(contact_id: int) -> tuple[Recipient, dict[str, Value]] | None:
    """Who a contact is, and what an email would tell them of their client; None where there is no such contact."""
    contact = db.session.get(Contact, contact_id)
    if contact is None:
        return None
    to = recipient_of(contact.person, portal_login_of(contact.person_id))
    return to, {
        "client_name": contact.client.name,
        "client_number": contact.client.number or "",
        "login": to.address,
        "portal_link": addresses.portal(),
        "card_link": addresses.card(contact.client_id),
    }
