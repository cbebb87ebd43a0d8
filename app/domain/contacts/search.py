"""A client is found by its contacts too, and by what stands in fields of the office's own: their words stand in its
search text. It is sorted by its primary contact.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.errors import NotFound
from app.domain.parties.custom_fields.models import CustomField, CustomValue
from app.domain.parties.custom_fields.queries import stands_on_card
from app.domain.parties.models import Party
from app.domain.parties.queries import number_as_searched, refuse_anonymised

person = aliased(Party)  # made once: it takes longer than the statement


def refresh_search_text(clients: Select[int]) -> None:
    """Compose what these clients are found and sorted by through their contacts.

    The search text is own words, numbers, what stands in fields of the office's own, and the words of the active
    contacts.
    """
    in_fields = (
        select(CustomValue.words)
        .join(CustomField, CustomField.id == CustomValue.field_id)
        .where(CustomValue.party_id == Party.id, CustomValue.words != "", stands_on_card())
        .order_by(CustomValue.id)
    )
    of_contacts = (
        select(person.words)
        .join(Contact, Contact.person_id == person.id)
        .where(Contact.client_id == Party.id, Contact.is_active, Contact.person_id != Party.id)
        .order_by(Contact.id)
    )
    primary = (
        select(person.sort_name)
        .join(Contact, Contact.person_id == person.id)
        .where(Contact.client_id == Party.id, Contact.is_primary)
        .correlate(Party)
        .scalar_subquery()
    )
    numbers = number_as_searched(Party.number) + number_as_searched(Party.second_number)
    composed = Party.words + numbers + _joined(in_fields) + _joined(of_contacts)
    db.session.flush()
    db.session.execute(
        update(Party).where(Party.id.in_(clients)).values(search_text=composed, contact_key=func.coalesce(primary, "")),
        execution_options={"synchronize_session": False},
    )


def _joined(words: Select[str]) -> ColumnElement[str]:
    """Of each party all its words as one text, in their order: the same words are the same text."""
    (word,) = words.correlate(Party).subquery().c
    return func.coalesce(select(func.aggregate_strings(word, "")).scalar_subquery(), "")


def clients_of(person_id: int) -> Select[int]:
    """The clients that a person speaks for, or spoke for."""
    return select(Contact.client_id).where(Contact.person_id == person_id)


def held_contact(contact_id: int) -> Contact:
    """A contact as it is now, held with the person and all their clients.

    Raises NotFound, also where somebody has removed it while it was waited for; RuleViolation for the anonymised.
    """
    person_id = db.session.scalar(select(Contact.person_id).where(Contact.id == contact_id))
    if person_id is None:
        raise NotFound(contact_id)
    lock_with_clients(person_id)
    held = select(Contact).where(Contact.id == contact_id).with_for_update()
    contact = db.session.scalar(held.execution_options(populate_existing=True))
    if contact is None:
        raise NotFound(contact_id)
    refuse_anonymised(contact.client, contact.person)
    return contact


def lock_with_clients(person_id: int) -> None:
    """Hold a person and the clients they speak for, whose search text will follow, in the order of their ids."""
    held = select(Party).where(or_(Party.id == person_id, Party.id.in_(clients_of(person_id)))).order_by(Party.id)
    db.session.scalars(held.with_for_update().execution_options(populate_existing=True)).all()
