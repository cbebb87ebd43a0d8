"""Telling a client's contacts that it was archived or restored (PRODUCT.md 7), once Undo is no longer possible."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Executable, and_, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact, PortalUser
from app.domain.history.models import Act
from app.domain.lifecycle.moves import moved_by
from app.domain.lifecycle.undoing import WINDOW
from app.domain.messaging import addresses, outbox
from app.domain.messaging.composing import Recipient
from app.domain.messaging.outbox import Letter
from app.domain.messaging.templates import TemplateKey
from app.domain.messaging.wordings import is_on
from app.domain.parties.models import Party, PartyStatus

client, person = aliased(Party), aliased(Party)  # made once: it takes longer than the statement


def tell_contacts(template: TemplateKey, act: Act) -> None:
    """Leave an email for each client that an act moved: to the primary contact, else to those with portal access.

    It is the access that there was before the act. Where the template is off nothing is written, not even to the log:
    it is off at first, and ten thousand clients may move at once.
    """
    if not is_on(template):
        return
    rows = db.session.execute(_concerned(act)).all()
    letters = [_letter(row) for _, theirs in groupby(rows, key=attrgetter("client_id")) for row in _told(list(theirs))]
    outbox.leave(template, letters, act=act, due_at=act.at + WINDOW)


def _told(contacts: list[Any]) -> list[Any]:
    """Of the contacts of one client: the primary one, if it has an email, else those who can sign in."""
    primary = [row for row in contacts if row.is_primary and row.email]
    return primary or [row for row in contacts if row.can_sign_in and row.email]


def _letter(row: Any) -> Letter:
    to = Recipient(row.email, row.name, row.first_name, row.chosen or row.language or None, row.login_id)
    values = {
        "client_name": row.client_name,
        "client_number": row.number or "",
        "portal_link": addresses.portal(row.client_id),
    }
    return Letter(to, values, party_id=row.client_id)


def _concerned(act: Act) -> Executable:
    moved = moved_by(act)
    # Whoever was moved along with the client had access before.
    was_there = or_(person.status != PartyStatus.ARCHIVED, person.id.in_(moved))
    can_sign_in = and_(Login.is_on, Login.password_hash.is_not(None)).label("can_sign_in")
    return (
        select(
            *(client.id.label("client_id"), client.name.label("client_name"), client.number, Contact.is_primary),
            *(person.email, person.name, person.first_name, person.language),
            *(Login.id.label("login_id"), Login.language.label("chosen"), can_sign_in),
        )
        .select_from(Contact)
        .join(client, client.id == Contact.client_id)
        .join(person, person.id == Contact.person_id)
        .outerjoin(PortalUser, PortalUser.person_id == person.id)
        .outerjoin(Login, Login.id == PortalUser.login_id)
        .where(client.id.in_(moved), Contact.is_active, was_there)
        .order_by(client.id, Contact.id)
    )
