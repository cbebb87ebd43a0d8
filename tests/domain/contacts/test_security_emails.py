"""Whoever's access changes is told, at their own address; nobody can switch these emails off (PRODUCT.md 7)."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.accounts.passwords import hash_password
from app.domain.contacts.actions import ContactDraft, edit_contact, version_of
from app.domain.contacts.models import Contact
from app.domain.messaging.models import Email, EmailState, TemplateRow
from app.domain.messaging.templates import TEMPLATES
from tests.support.builders import a_key
from tests.support.cast import Cast
from tests.support.visitor import Visitor

NEXT = "another correct horse"


def told() -> list[tuple[str, str]]:
    """Template and address of every email."""
    return [(e.template.value, e.to_address) for e in db.session.scalars(select(Email).order_by(Email.id))]


def change(contact: Contact, cast: Cast, **more: object) -> None:
    person = contact.person
    fields = {"email": person.email, "is_primary": contact.is_primary, **more}
    draft = ContactDraft(person.first_name, person.last_name, **fields)  # type: ignore[arg-type]
    edit_contact(contact.id, draft, version_of(contact), a_key(), by=cast.by_marta)
    db.session.commit()


def test_the_old_address_is_told_when_the_email_to_sign_in_with_changes(cast: Cast) -> None:
    change(cast.carla, cast, email="carla.rossi@acme.example.com")
    assert told() == [("email_changed", "carla@acme.example.com")]
    assert "carla.rossi@acme.example.com" in db.session.scalars(select(Email.text)).one()


def test_a_password_that_the_desk_typed_is_told(cast: Cast) -> None:
    change(cast.carla, cast, password_hash=hash_password(NEXT))
    assert told() == [("password_changed", "carla@acme.example.com")]


def test_a_sign_in_from_another_device_is_told_and_the_first_one_and_a_known_one_are_not(
    app: Flask, cast: Cast
) -> None:
    known = Visitor(app)
    for _ in range(2):
        assert known.sign_in("carla@acme.example.com").status == 303
        known.get("auth.confirm_logout").form().submit()
    assert told() == []
    Visitor(app).sign_in("carla@acme.example.com")
    assert told() == [("new_device", "carla@acme.example.com")]


def test_no_switch_keeps_them_back(app: Flask, cast: Cast) -> None:
    for template in TEMPLATES.values():
        if template.is_security:
            db.session.add(TemplateRow(key=template.key, is_on=False))
    db.session.commit()
    change(cast.carla, cast, password_hash=hash_password(NEXT))
    assert db.session.scalars(select(Email.state)).one() is EmailState.QUEUED
