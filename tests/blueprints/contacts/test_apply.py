"""Copying what one contact opens and gets to others of the client."""

from __future__ import annotations

import pytest

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.contacts.permissions import Notice, PortalPermission
from tests.blueprints.clients.desk import ask, flashes, follow_within
from tests.blueprints.contacts.desk import GRID, is_ticked
from tests.support.builders import a_contact
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.visitor import Answer, Visitor


@pytest.fixture
def nina(cast: Cast) -> Contact:
    """A third contact of Acme; Carla opens the mail, and gets word of it."""
    cast.carla.permissions, cast.carla.notices = frozenset({PortalPermission.MAIL}), frozenset({Notice.MAIL_ITEM})
    db.session.commit()
    return a_contact(cast.acme, "Nina", "Verdi")


def dialog(visitor: Visitor, contact: Contact) -> Answer:
    over = visitor.url("clients.contacts", party_id=contact.client_id)
    return ask(visitor, "contacts.ask_apply", over=over, client_id=contact.client_id, contact_id=contact.id)


def test_the_dialog_names_the_others_who_are_active(marta: Visitor, cast: Cast, nina: Contact) -> None:
    a_contact(cast.acme, "Olga", "Neri").is_active = False
    db.session.commit()
    page = dialog(marta, cast.carla)
    assert page.texts("//fieldset//label") == ["Renata Lis", "Nina Verdi"]
    assert page.texts("//dl//dd") == ["Mail", "Mail item"]
    assert page.find("//fieldset//input[@checked]") == []


@pytest.mark.parametrize("htmx", [False, True])
def test_whom_one_chooses_has_the_same_and_undo_gives_it_back(
    marta: Visitor, cast: Cast, nina: Contact, htmx: bool
) -> None:
    form = dialog(marta, cast.carla).form()
    answer = form.submit(htmx=htmx, others=[nina.id])
    after = follow_within(answer, GRID) if htmx else answer.follow()
    assert flashes(after) == ["1 contact has what Carla Rossi has now."]
    assert [is_ticked(after, f"Mail, {name}") for name in ("Carla Rossi", "Renata Lis", "Nina Verdi")] == [True] * 3
    assert [is_ticked(after, f"Support, {name}") for name in ("Renata Lis", "Nina Verdi")] == [True, False]
    undo = next(form.get("action") for form in after.find("//form") if "/undo" in (form.get("action") or ""))
    back = after.form(undo.partition("?")[0]).submit().follow()
    assert is_ticked(back, "Support, Nina Verdi")
    assert back.says("Taken back: Nina Verdi is as before.")


def test_who_had_it_already_is_counted(marta: Visitor, cast: Cast, nina: Contact) -> None:
    dialog(marta, cast.carla).form().submit(others=[nina.id])
    after = dialog(marta, cast.carla).form().submit(others=[nina.id, cast.renata.id]).follow()
    assert after.says("1 contact has what Carla Rossi has now.", "1 had it already.")


def test_nobody_chosen_and_somebody_who_left_are_asked_again(marta: Visitor, cast: Cast, nina: Contact) -> None:
    form = dialog(marta, cast.carla).form()
    cast.renata.is_active = False
    db.session.commit()
    before = all_rows()
    for others, said in (
        ([], "Choose at least one contact."),
        ([10**30], "Choose at least one contact."),  # no id: PostgreSQL would have failed
        ([cast.zoe.id], "Somebody of these is no longer a contact. Choose again."),
        ([nina.id, cast.renata.id], "Renata Lis is no longer an active contact."),
        (["nobody"], None),
    ):
        again = form.submit(htmx=True, others=others)
        assert again.status == 422 and again.headers["HX-Retarget"] == "#dialog"
        assert said is None or again.says(said)
    assert all_rows() == before


def test_a_contact_of_another_client_has_no_such_dialog(marta: Visitor, cast: Cast) -> None:
    for client_id, contact_id in ((cast.zeta.id, cast.carla.id), (cast.acme.id, cast.zoe.id)):
        where = {"client_id": client_id, "contact_id": contact_id}
        assert marta.get("contacts.ask_apply", **where).status == 404
        assert marta.post("contacts.apply", {"others": cast.renata.id}, **where).status == 404
