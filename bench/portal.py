"""The portal of one client of every office, and what its pages cost beside their floor."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from app.db import db, own_transaction
from app.domain.accounts.models import Login
from app.domain.accounts.passwords import hash_password
from app.domain.contacts.models import Contact, PortalUser
from app.domain.contacts.permissions import PortalPermission
from app.domain.mailroom.models import MailItem, MailKind, MailState
from app.domain.parties.text import words_of
from bench import people
from bench.pages import PARTY, Measured, of_client
from bench.places import PASSWORD, Place

READER = 800  # an active customer with a contact who signs in, in every office
LETTERS = 24
FIRST_LETTER = 10**9  # beyond every id that an office of any size has given
CLIENT = 3 * READER - 2

SHELF = """
    SELECT id, sender, received_at FROM mail_item WHERE party_id = ? AND state = 'waiting'
    ORDER BY received_at DESC, id DESC LIMIT {}
"""
LETTER = "SELECT id, sender, number, received_at, place FROM mail_item WHERE id = ?"
SHELVES = "SELECT count(*), count(CASE WHEN state = 'waiting' THEN 1 END) FROM mail_item WHERE party_id = ?"


def open_to_somebody(place: Place) -> str:
    """Let a contact in who reads a well-filled shelf; their email. What is there already stays."""
    app = place.app()
    with app.app_context():
        with own_transaction():
            person_id = CLIENT + 1
            portal_user = db.session.scalars(select(PortalUser).where(PortalUser.person_id == person_id)).one()
            login = db.session.get_one(Login, portal_user.login_id)
            login.password_hash = login.password_hash or hash_password(PASSWORD)
            login.last_client_id = CLIENT
            contact = db.session.scalars(select(Contact).where(Contact.person_id == person_id)).one()
            contact.permissions = frozenset(PortalPermission)
            held = db.session.scalar(select(func.count()).where(MailItem.id >= FIRST_LETTER)) or 0
            db.session.add_all(a_letter(number) for number in range(held, LETTERS))
            email = login.email
        db.engine.dispose()
    return email


def a_letter(number: int) -> MailItem:
    sender, stands = f"{people.TRADES[number % 8]} {people.WORDS[number % 18]}", f"M-P{number:03d}"
    at = people.BEGAN + timedelta(days=30 * number)
    return MailItem(
        id=FIRST_LETTER + number,
        number=stands,
        party_id=CLIENT,
        kind=MailKind.LETTER,
        sender=sender,
        received_at=at,
        created_at=at,
        place=f"Shelf {number}",
        note="",
        state=MailState.WAITING,
        words=words_of(sender, stands),
    )


def pages() -> list[Measured]:
    """The portal's pages, in the order in which they are visited."""
    there = f"/portal/{CLIENT}"
    party, shelves = (PARTY, [CLIENT]), (SHELVES, [CLIENT])
    return [
        Measured("portal home", there, asked=[(SHELF.format(3), [CLIENT]), party, shelves]),
        Measured("portal mail", f"{there}/mail", asked=[(SHELF.format(51), [CLIENT]), party, shelves]),
        Measured("portal item", f"{there}/mail/{FIRST_LETTER}", asked=of_client(LETTER, client=FIRST_LETTER)),
        Measured("portal shelf", f"{there}/mail?show=all", "letters", [(SHELF.format(51), [CLIENT]), shelves]),
        Measured("portal profile", "/account", asked=of_client(PARTY, client=CLIENT + 1)),
    ]
