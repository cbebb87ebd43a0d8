"""How the tests of contacts write what the desk would write."""

from dataclasses import replace
from typing import Any

from app.db import db
from app.domain.contacts.actions import ContactDraft, Saved, edit_contact, version_of
from app.domain.contacts.models import Contact
from app.domain.history.models import SYSTEM
from app.domain.parties.models import Party
from tests.support.builders import a_key


def draft_for(contact: Contact, **changes: Any) -> ContactDraft:
    """The contact's form as it stands, with something changed."""
    person = contact.person
    draft = ContactDraft(
        person.first_name,
        person.last_name,
        contact.position,
        person.email,
        person.phone,
        person.language,
        is_primary=contact.is_primary,
        is_active=contact.is_active,
    )
    return replace(draft, **changes)


def save(contact: Contact, *, version: int | None = None, key: str = "", **changes: Any) -> Saved:
    """Save the contact's form with something changed."""
    seen = version_of(contact) if version is None else version
    saved = edit_contact(contact.id, draft_for(contact, **changes), seen, key or a_key(), by=SYSTEM, home_country="IT")
    db.session.commit()
    return saved


def primary_of(client: Party) -> str | None:
    """Who is the primary contact of a client."""
    db.session.expire_all()
    found = [c for c in db.session.query(Contact).filter_by(client_id=client.id) if c.is_primary]
    assert len(found) <= 1
    return found[0].person.first_name if found else None
