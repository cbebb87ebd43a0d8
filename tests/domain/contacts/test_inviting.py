"""The table *welcome template* of PRODUCT.md 7, and the one link that all emails of an act carry."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.accounts.models import Login, OneUseLink
from app.domain.accounts.passwords import hash_password
from app.domain.contacts.actions import ContactDraft, add_contact, associate_person
from app.domain.contacts.inviting import Invitation
from app.domain.history.models import SYSTEM
from app.domain.messaging.fields import HIDDEN_LINK
from app.domain.messaging.models import Email, EmailState, TemplateRow
from app.domain.messaging.templates import TemplateKey
from app.domain.parties.models import Party
from tests.support.builders import PASSWORD, a_client, a_contact, a_key, archived


def emails() -> list[tuple[str, str]]:
    """Template and state of all emails, in the order in which they were written."""
    return [(e.template.value, e.state.value) for e in db.session.scalars(select(Email).order_by(Email.id))]


def add(client: Party, **draft: object) -> None:
    add_contact(client.id, ContactDraft("Dario", "Neri", **draft), a_key(), by=SYSTEM)  # type: ignore[arg-type]
    db.session.commit()


@pytest.mark.parametrize(
    ("template_is_on", "box_is_ticked", "email", "written"),
    [
        (True, False, "dario@example.com", [("welcome", "queued")]),
        (True, True, "dario@example.com", []),
        (False, False, "dario@example.com", [("welcome", "suppressed")]),
        (False, True, "dario@example.com", []),
        (True, False, "", []),
        (False, False, "", []),
    ],
)
def test_a_welcome_is_sent_as_the_table_says(
    app: object, template_is_on: bool, box_is_ticked: bool, email: str, written: list[tuple[str, str]]
) -> None:
    db.session.add(TemplateRow(key=TemplateKey.WELCOME, is_on=template_is_on))
    add(a_client(), email=email, invitation=Invitation(welcome=not box_is_ticked))
    assert emails() == written


def test_a_welcome_tells_portal_login_and_client_and_holds_no_link_that_the_table_could_tell(app: object) -> None:
    add(a_client("Bottega Perché No"), email="dario@example.com", invitation=Invitation(welcome=True))
    email = db.session.scalars(select(Email)).one()
    for words in ("https://portal.portico.example/portal", "dario@example.com", "Bottega Perché No"):
        assert words in email.text
        assert words in email.html
    assert HIDDEN_LINK in email.text
    assert "set-password" not in email.text + email.html


def test_who_has_a_password_is_welcomed_without_a_link(app: object) -> None:
    add(
        a_client(),
        email="dario@example.com",
        password_hash=hash_password(PASSWORD),
        invitation=Invitation(welcome=True),
    )
    email = db.session.scalars(select(Email)).one()
    assert HIDDEN_LINK not in email.text + email.html
    assert "link_valid_until" not in email.text + email.html
    assert db.session.scalar(select(OneUseLink)) is None


def test_both_emails_of_one_act_carry_the_same_link(app: object) -> None:
    add(a_client(), email="dario@example.com", invitation=Invitation(welcome=True, set_password=True))
    assert emails() == [("welcome", "queued"), ("set_password", "queued")]
    (link,) = db.session.scalars(select(OneUseLink))
    assert {email.link_id for email in db.session.scalars(select(Email))} == {link.id}


def test_nothing_goes_out_for_an_archived_client_and_the_desk_is_told(app: object) -> None:
    client = a_client()
    archived(client)
    draft = ContactDraft("Dario", "Neri", email="dario@example.com", invitation=Invitation(True, True))
    saved = add_contact(client.id, draft, a_key(), by=SYSTEM)
    assert saved.note
    assert saved.note.msgid == "No invitation is sent while the client is archived."
    assert emails() == []
    assert db.session.scalar(select(Login)) is None


def test_of_a_person_in_the_archive_it_is_not_said_that_the_client_is(app: object) -> None:
    carla = a_contact(a_client("Acme"), "Carla", "Rossi", email="carla@example.com")
    archived(carla.person)
    bravo = a_client("Bravo")
    saved = associate_person(bravo.id, carla.person_id, a_key(), invitation=Invitation(welcome=True), by=SYSTEM)
    assert saved.note
    assert saved.note.msgid == "No invitation is sent to %(name)s, who is in the Archive."
    assert saved.note.values == {"name": "Carla Rossi"}
    assert emails() == []


def test_who_is_associated_is_welcomed_for_the_new_client_and_needs_no_second_password(app: object) -> None:
    carla = a_contact(a_client("Acme"), email="carla@example.com", password=PASSWORD)
    bravo = a_client("Bravo")
    associate_person(bravo.id, carla.person_id, a_key(), invitation=Invitation(welcome=True), by=SYSTEM)
    email = db.session.scalars(select(Email)).one()
    assert "Bravo" in email.text
    assert email.link_id is None
    assert email.state is EmailState.QUEUED
