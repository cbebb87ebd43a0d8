"""Changing a contact by the form."""

import pytest
from flask import Flask

from app.db import db
from app.domain.accounts.passwords import matches
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import portal_login_of
from app.domain.history.models import Event, EventKind
from tests.blueprints.clients.desk import flashes
from tests.domain.contacts.desk import primary_of
from tests.support.builders import PASSWORD, a_contact
from tests.support.cast import Cast
from tests.support.visitor import Answer, Form, Visitor

NEXT = "four calling birds"


def page_of(visitor: Visitor, contact: Contact) -> Answer:
    return visitor.get("contacts.edit", client_id=contact.client_id, contact_id=contact.id)


def form_of(visitor: Visitor, contact: Contact) -> Form:
    return page_of(visitor, contact).form("contact_form")


def test_the_form_shows_what_is_on_file_and_never_the_password(marta: Visitor, cast: Cast) -> None:
    form = form_of(marta, cast.carla)
    assert (form.values["first_name"], form.values["email"], form.values["password"]) == (
        *("Carla", "carla@acme.example.com"),
        "",
    )
    assert (form.values["is_primary"], form.values["is_active"]) == ("y", "y")
    assert "argon2" not in page_of(marta, cast.carla).html


def test_what_was_changed_is_saved_and_an_empty_password_means_unchanged(marta: Visitor, cast: Cast) -> None:
    tab = form_of(marta, cast.carla).submit(first_name="Clara", position="Owner").follow()
    assert flashes(tab) == ["Saved."] and tab.says("Clara Rossi", "Owner")
    card = marta.get("clients.show", party_id=cast.acme.id)
    assert card.says("Clara Rossi", "Owner", "Contact Clara Rossi changed by Marta Wójcik")
    login = portal_login_of(cast.carla.person_id)
    assert login and matches(PASSWORD, login.password_hash)


def test_a_new_password_ends_their_sessions_and_lets_them_in_again(
    app: Flask, marta: Visitor, carla: Visitor, cast: Cast
) -> None:
    assert carla.get("portal.home").status == 303
    assert form_of(marta, cast.carla).submit(password=NEXT).status == 303
    assert carla.get("portal.home").leads_to("auth.login")
    assert Visitor(app).sign_in("carla@acme.example.com", PASSWORD).says("The email or the password is not right.")
    Visitor(app).signed_in_as("carla@acme.example.com", NEXT)


def test_other_changes_leave_them_signed_in(marta: Visitor, carla: Visitor, cast: Cast) -> None:
    form_of(marta, cast.carla).submit(position="Owner", email="carla@new.example.com")
    assert carla.get("portal.home").follow().says("Acme S.r.l.")


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"last_name": ""}, "last_name", "This field is required."),
        ({"email": ""}, "email", "Portal access needs an email."),
        ({"email": "RENATA@lis.example.com"}, "email", "signs in already, as Renata Lis."),
        ({"email": "marta@portico.example.com"}, "email", "signs in already, as Marta Wójcik."),
        ({"password": "short"}, "password", "A password has at least 12 characters."),
        ({"is_active": False}, "is_active", "Choose another primary contact first."),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_is_changed(
    marta: Visitor, carla: Visitor, cast: Cast, wrong: dict[str, str], field: str, said: str
) -> None:
    answer = form_of(marta, cast.carla).submit(**{"position": "Owner", **wrong})
    assert answer.status == 422
    assert said in answer.texts(f"//*[@id='{field}-error']")[0]
    assert answer.form("contact_form").values["position"] == "Owner"
    db.session.refresh(cast.carla)
    assert (cast.carla.position, cast.carla.is_active) == ("", True)
    assert carla.get("portal.home").status == 303


def test_unticking_primary_names_who_is_it_now(marta: Visitor, cast: Cast) -> None:
    card = form_of(marta, cast.carla).submit(is_primary=False).follow()
    assert flashes(card) == ["Saved.", "Renata Lis is the primary contact now."]
    assert primary_of(cast.acme) == "Renata"


def test_ticking_another_moves_it(marta: Visitor, cast: Cast) -> None:
    form_of(marta, cast.renata).submit(is_primary=True)
    assert primary_of(cast.acme) == "Renata"


def test_who_is_no_longer_active_is_out_at_the_next_click_without_a_word_about_it(
    app: Flask, marta: Visitor, cast: Cast
) -> None:
    dario = a_contact(cast.acme, "Dario", "Neri", email="dario@example.com", password=PASSWORD)
    visit = Visitor(app).signed_in_as("dario@example.com")
    assert form_of(marta, dario).submit(is_active=False).status == 303
    assert visit.get("portal.home").leads_to("auth.login")
    login = visit.get("auth.login")
    assert not login.says("closed at the moment")
    assert visit.sign_in("dario@example.com").says("The email or the password is not right.")
    assert form_of(marta, dario).submit(is_active=True).status == 303
    visit.signed_in_as("dario@example.com")


def test_the_second_of_two_editors_gets_both_versions_and_can_then_save(
    marta: Visitor, luca: Visitor, cast: Cast
) -> None:
    marta_s, luca_s = form_of(marta, cast.carla), form_of(luca, cast.carla)
    assert marta_s.submit(position="Owner", phone="+39 011 555 0202").status == 303
    conflict = luca_s.submit(position="Cook", language="pl")
    assert conflict.status == 409
    assert conflict.says("Somebody else changed this contact while you were writing.")
    assert conflict.texts("//dl[@class='versions']/dt") == ["Position", "Phone", "Language"]
    assert conflict.texts("//dl[@class='versions']/dd") == ["Owner", "+39 011 555 0202", "–"]
    assert conflict.form("contact_form").values["position"] == "Cook"
    db.session.refresh(cast.carla)
    assert cast.carla.position == "Owner"
    assert conflict.form("contact_form").submit().status == 409
    seen = conflict.find("//input[@name='seen_version']")[0].get("value")
    assert conflict.form("contact_form").submit(seen_version=seen).status == 303
    db.session.refresh(cast.carla)
    assert cast.carla.position == "Cook"


def test_two_who_edit_one_person_for_two_clients_meet_all_the_same(marta: Visitor, luca: Visitor, cast: Cast) -> None:
    at_bravo = db.session.query(Contact).filter_by(client_id=cast.bravo.id).one()
    marta_s, luca_s = form_of(marta, cast.renata), form_of(luca, at_bravo)
    marta_s.submit(phone="+39 011 555 0202")
    conflict = luca_s.submit(language="pl")
    assert (conflict.status, conflict.says("+39 011 555 0202")) == (409, True)


def test_a_double_click_saves_once(marta: Visitor, cast: Cast) -> None:
    form = form_of(marta, cast.carla).fill(position="Owner", password=NEXT)
    assert [form.submit().status, form.submit().status] == [303, 303]
    assert db.session.query(Event).filter_by(kind=EventKind.CONTACT_CHANGED).count() == 1


def test_a_contact_under_another_client_s_address_is_not_found(marta: Visitor, cast: Cast) -> None:
    own = form_of(marta, cast.carla)
    for client_id, contact_id in ((cast.zeta.id, cast.carla.id), (cast.acme.id, cast.zoe.id), (cast.acme.id, 999_999)):
        assert marta.get("contacts.edit", client_id=client_id, contact_id=contact_id).status == 404
        data = {**own.values.to_dict(), "position": "Spy"}
        assert marta.post("contacts.update", data, client_id=client_id, contact_id=contact_id).status == 404
    db.session.refresh(cast.carla)
    assert cast.carla.position == ""


def test_an_edit_writes_to_this_link_only(marta: Visitor, cast: Cast) -> None:
    form_of(marta, cast.renata).submit(
        position="Owner", client_id=cast.zeta.id, person_id=cast.zoe.person_id, role="admin", is_on=False
    )
    at_bravo = db.session.query(Contact).filter_by(client_id=cast.bravo.id).one()
    db.session.refresh(cast.renata)
    assert (cast.renata.client_id, cast.renata.position, at_bravo.position) == (cast.acme.id, "Owner", "")
    login = portal_login_of(cast.renata.person_id)
    assert login and (login.role, login.is_on) == (None, True)


def test_a_box_in_the_other_version_is_told_as_yes_or_no(app: Flask, luca: Visitor, cast: Cast) -> None:
    marta = Visitor(app, language="pl").signed_in_as(cast.marta.email)
    marta_s = form_of(marta, cast.renata)
    assert form_of(luca, cast.renata).submit(is_active=False).status == 303
    conflict = marta_s.submit(is_active=True, is_primary=True)
    assert conflict.status == 409
    assert conflict.texts("//dl[@class='versions']/dt") == ["Główna osoba kontaktowa", "Aktywna"]
    assert conflict.texts("//dl[@class='versions']/dd") == ["Nie", "Nie"]
