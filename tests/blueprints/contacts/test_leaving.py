"""Removing a contact from a client, by the dialog."""

from __future__ import annotations

import pytest
from flask import Flask

from app.db import db
from app.domain.contacts.models import Contact
from tests.blueprints.clients.desk import ask, flashes, follow_within
from tests.blueprints.contacts.desk import GRID
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.visitor import Answer, Visitor


def dialog(visitor: Visitor, contact: Contact) -> Answer:
    over = visitor.url("clients.contacts", party_id=contact.client_id)
    return ask(visitor, "contacts.ask_remove", over=over, client_id=contact.client_id, contact_id=contact.id)


@pytest.mark.parametrize("htmx", [False, True])
def test_a_contact_is_removed_and_the_person_stays(marta: Visitor, cast: Cast, htmx: bool) -> None:
    person_id = cast.renata.person_id
    answer = dialog(marta, cast.renata).form().submit(htmx=htmx)
    after = follow_within(answer, GRID) if htmx else answer.follow()
    assert flashes(after) == ["Renata Lis is no longer a contact of this client, and stays on file."]
    assert after.says("1 contact") and "Renata" not in "".join(after.texts("//li"))
    card = marta.get("clients.contacts", party_id=person_id)
    assert card.says("Contact of", "Bravo Sp. z o.o.") and not card.says("Acme")
    assert marta.get("clients.show", party_id=person_id).says("Renata Lis removed as a contact by Marta Wójcik")


def test_an_open_portal_page_loses_the_client_at_the_next_click(app: Flask, marta: Visitor, cast: Cast) -> None:
    renata = Visitor(app).signed_in_as("renata@lis.example.com")
    assert renata.get("portal.client", client_id=cast.acme.id).status == 200
    dialog(marta, cast.renata).form().submit()
    assert renata.get("portal.client", client_id=cast.acme.id).status == 404
    assert renata.get("portal.client", client_id=cast.bravo.id).status == 200


def test_the_primary_one_is_told_what_comes_first_and_not_removed(marta: Visitor, cast: Cast) -> None:
    before = all_rows()
    asked = dialog(marta, cast.carla)
    assert asked.says("Carla Rossi is the primary contact. Choose another primary contact first.")
    assert asked.find("//button[contains(., 'Remove from this client')]") == []
    refused = asked.form().submit(htmx=True)
    assert refused.status == 422 and refused.says("Choose another primary contact first.")
    assert dialog(marta, cast.zoe).says("Untick Primary and save first.")
    assert all_rows() == before


def test_a_double_click_removes_once(marta: Visitor, cast: Cast) -> None:
    form = dialog(marta, cast.renata).form()
    assert [form.submit().status, form.submit().status] == [303, 303]
    assert db.session.query(Contact).filter_by(client_id=cast.acme.id).count() == 1


def test_a_contact_of_another_client_is_not_found(marta: Visitor, cast: Cast) -> None:
    before = all_rows()
    for client_id, contact_id in ((cast.zeta.id, cast.renata.id), (cast.acme.id, cast.zoe.id), (cast.acme.id, 999_999)):
        where = {"client_id": client_id, "contact_id": contact_id}
        assert [marta.get("contacts.ask_remove", **where).status, marta.post("contacts.remove", **where).status] == [
            404,
            404,
        ]
    assert all_rows() == before
