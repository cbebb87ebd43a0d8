"""Emails in the outbox, for tests of what becomes of them."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.domain.messaging import outbox
from app.domain.messaging.composing import Recipient
from app.domain.messaging.models import Email, EmailState
from app.domain.messaging.outbox import Letter
from app.domain.messaging.templates import TemplateKey

NOTICE = TemplateKey.MAIL_ITEM
VALUES = {"client_name": "Acme S.r.l.", "sender": "Enel", "mail_kind": "Letter", "mail_number": "M-0001"}


def leave(*addresses: str, template: TemplateKey = NOTICE, **values: str) -> list[int]:
    """An email to each of these addresses; the ids of all in the outbox."""
    letters = [Letter(Recipient(address, "Carla Rossi", "Carla", "en"), {**VALUES, **values}) for address in addresses]
    outbox.leave(template, letters)
    db.session.commit()
    return list(db.session.scalars(select(Email.id).order_by(Email.id)))


def leave_many(how_many: int) -> list[int]:
    """So many emails, each to an address of its own."""
    return leave(*(f"carla{n}@example.com" for n in range(how_many)))


def states() -> list[EmailState]:
    """The state of each email, in the order in which they were written."""
    db.session.rollback()
    return list(db.session.scalars(select(Email.state).order_by(Email.id)))


def the_email() -> Email:
    """The one email that there is."""
    db.session.rollback()
    return db.session.scalars(select(Email).execution_options(populate_existing=True)).one()
