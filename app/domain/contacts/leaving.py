"""Who no longer speaks for a client: the link ends, never the person (PRODUCT.md 6)."""

from __future__ import annotations

from sqlalchemy import delete, exists, select

from app.db import db, deed
from app.domain.contacts.models import Contact
from app.domain.contacts.search import held_contact, refresh_search_text
from app.domain.errors import N_, NotFound, RuleViolation
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.models import Party

CHOOSE_FIRST = N_("Choose another primary contact first.")
UNTICK_FIRST = N_("Untick Primary and save first.")


@deed
def remove_contact(client_id: int, contact_id: int, key: str, *, by: Actor) -> Act:
    """End the link between a person and a client. The person stays on file, and so does their login.

    Raises NotFound for a contact of another client, RuleViolation for the primary one.
    """
    try:
        act = history.open_act(Deed.REMOVE_CONTACT, key, by=by, asked={"client": client_id, "contact": contact_id})
    except AlreadyDone as done:
        return done.act
    contact = _held(client_id, contact_id)
    if (refusal := why_not_removed(contact)) is not None:
        raise refusal
    name = contact.person.name
    history.record(act, EventKind.CONTACT_REMOVED, contact, party_id=client_id, name=name)
    history.record(act, EventKind.CONTACT_REMOVED, contact, party_id=contact.person_id, name=name)
    db.session.execute(delete(Contact).where(Contact.id == contact_id))
    db.session.expunge(contact)
    refresh_search_text(select(Party.id).where(Party.id == client_id))
    act.outcome = {"client": client_id, "person": contact.person_id, "name": name}
    db.session.flush()
    return act


def why_not_removed(contact: Contact) -> RuleViolation | None:
    """What has to be done first, by the table of PRODUCT.md 6; None when a contact can be removed."""
    if not contact.is_primary:
        return None
    others = exists().where(Contact.client_id == contact.client_id, Contact.is_active, Contact.id != contact.id)
    return RuleViolation(CHOOSE_FIRST if db.session.scalar(select(others)) else UNTICK_FIRST)


def _held(client_id: int, contact_id: int) -> Contact:
    """A contact of this client, held with the person and their clients, whose search text follows."""
    contact = held_contact(contact_id)
    if contact.client_id != client_id:
        raise NotFound(contact_id)
    return contact
