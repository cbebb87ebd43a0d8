"""Adding a contact by the form, and associating somebody whom the office knows."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import contacts_of, portal_login_of
from app.domain.parties.models import Party
from tests.blueprints.clients.desk import ask, flashes, follow_within, is_part
from tests.domain.contacts.desk import primary_of
from tests.support.builders import a_client, a_person, archived
from tests.support.cast import Cast
from tests.support.visitor import Form, Visitor

NEW = {
    "first_name": "Dario",
    "last_name": "Neri",
    "position": "Owner",
    "email": "dario@acme.example.com",
    "phone": "011 555 0303",
    "language": "it",
}
PASSWORD = "four calling birds"


def new_form(marta: Visitor, client: Party) -> Form:
    return marta.get("contacts.new", client_id=client.id).form("contact_form")


def how_many(what: type) -> int:
    return db.session.scalar(select(func.count()).select_from(what)) or 0


def test_a_contact_is_added_as_it_was_written_and_stands_on_the_card(marta: Visitor, cast: Cast) -> None:
    answer = new_form(marta, cast.acme).submit(**NEW)
    assert answer.leads_to("clients.contacts", party_id=cast.acme.id)
    tab = answer.follow()
    assert flashes(tab) == ["Saved."] and tab.says("Dario Neri", "Owner")
    card = marta.get("clients.show", party_id=cast.acme.id)
    assert card.says("Dario Neri", "Owner", "Never signed in", "Dario Neri added as a contact by Marta Wójcik")
    person = db.session.scalars(select(Party).where(Party.last_name == "Neri")).one()
    assert (person.phone_e164, person.language, person.number) == ("+390115550303", "it", None)
    login = portal_login_of(person.id)
    assert login is not None
    assert login.password_hash is None


@pytest.mark.parametrize("tab", ["clients.show", "clients.contacts"])
def test_over_a_card_the_panel_leaves_the_tab_where_it_was(marta: Visitor, cast: Cast, tab: str) -> None:
    over = marta.url(tab, party_id=cast.acme.id)
    panel = ask(marta, "contacts.new", over=over, client_id=cast.acme.id)
    card = follow_within(panel.form("contact_form").submit(htmx=True, **NEW), "card")
    assert flashes(card) == ["Saved."] and card.says("Dario Neri")
    (current,) = card.find("//nav[contains(@class, 'tabs')]/a[@aria-current='page']")
    assert current.get("href") == over


def test_refused_over_a_card_the_panel_keeps_what_was_typed(marta: Visitor, cast: Cast) -> None:
    over = marta.url("clients.contacts", party_id=cast.acme.id)
    panel = ask(marta, "contacts.new", over=over, client_id=cast.acme.id)
    again = panel.form("contact_form").submit(htmx=True, **{**NEW, "email": "carla@acme.example.com"})
    assert again.status == 422 and is_part(again, "dialog")
    assert again.form("contact_form").values["last_name"] == "Neri"
    associated = again.form("associate_form")
    assert associated.element.get("hx-target") == "#card"


def test_with_a_password_they_sign_in_at_the_portal(app: Flask, marta: Visitor, cast: Cast) -> None:
    answer = new_form(marta, cast.acme).submit(**NEW, password=PASSWORD)
    assert answer.status == 303
    dario = Visitor(app).signed_in_as("Dario@ACME.example.com", PASSWORD)
    assert dario.get("portal.home").follow().says("Acme S.r.l.")
    assert marta.get("clients.show", party_id=cast.acme.id).says("Signed in: Today")


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"last_name": ""}, "last_name", "This field is required."),
        ({"email": "dario@"}, "email", "This is not an email address."),
        ({"password": "short"}, "password", "A password has at least 12 characters."),
        ({"password": "qwerty123456"}, "password", "one of the 10,000 commonest passwords"),
        ({"password": "dario@acme.example.com"}, "password", "must not contain the email"),
        ({"password": PASSWORD, "email": ""}, "email", "Portal access needs an email."),
        ({"password": PASSWORD, "email": "Marta@portico.example.com"}, "email", "signs in already, as Marta Wójcik."),
        ({"phone": "0" * 61}, "phone", "60 characters"),
        ({"language": "xx"}, "language", "Not a valid choice"),
    ],
)
def test_an_error_stands_at_its_field_and_all_but_the_password_is_still_there(
    marta: Visitor, cast: Cast, wrong: dict[str, str], field: str, said: str
) -> None:
    before = how_many(Party), how_many(Login)
    answer = new_form(marta, cast.acme).submit(**{**NEW, "is_primary": True, **wrong})
    assert answer.status == 422
    assert said in answer.texts(f"//*[@id='{field}-error']")[0]
    again = answer.form("contact_form")
    for name, value in {**NEW, **wrong}.items():
        if name not in {"password", "language"}:
            assert again.values[name] == value, name
    assert (again.values["password"], again.values["is_primary"]) == ("", "y")
    assert (how_many(Party), how_many(Login)) == before
    assert primary_of(cast.acme) == "Carla"


def test_the_first_contact_is_ticked_and_fixed(marta: Visitor, cast: Cast) -> None:
    empty = a_client("Empty")
    page = marta.get("contacts.new", client_id=empty.id)
    (box,) = page.find("//input[@name='is_primary']")
    assert (box.get("checked"), box.get("disabled")) == ("", "")
    page.form("contact_form").submit(**NEW)
    assert primary_of(empty) == "Dario"
    (box,) = marta.get("contacts.new", client_id=empty.id).find("//input[@name='is_primary']")
    assert (box.get("checked"), box.get("disabled")) == (None, None)


def test_a_later_contact_is_primary_when_it_is_ticked(marta: Visitor, cast: Cast) -> None:
    new_form(marta, cast.acme).submit(**NEW, is_primary=True)
    assert primary_of(cast.acme) == "Dario"


def test_a_double_click_adds_one_contact(marta: Visitor, cast: Cast) -> None:
    form = new_form(marta, cast.acme).fill(**NEW, password=PASSWORD)
    assert [form.submit().status, form.submit().status] == [303, 303]
    assert [line.name for line in contacts_of(cast.acme.id)].count("Dario Neri") == 1


def test_the_same_form_with_other_data_is_refused_and_says_so(marta: Visitor, cast: Cast) -> None:
    form = new_form(marta, cast.acme)
    form.submit(**NEW)
    answer = form.submit(email="other@acme.example.com")
    assert (answer.status, answer.says("This form was sent before with other data.")) == (422, True)


@pytest.mark.parametrize("email", ["carla@acme.example.com", "CARLA@acme.example.com"])
def test_a_known_login_offers_to_associate_the_person_and_that_form_has_no_password(
    app: Flask, marta: Visitor, cast: Cast, email: str
) -> None:
    offer = new_form(marta, cast.bravo).submit(**{**NEW, "email": email, "password": PASSWORD})
    assert offer.status == 422
    assert offer.says("signs in already, as Carla Rossi.", "Associate this person")
    form = offer.form("associate_form")
    assert "password" not in form.values
    card = form.submit().follow()
    assert card.says("Carla Rossi", "Owner")
    contact = db.session.scalars(select(Contact).where(Contact.client_id == cast.bravo.id).order_by(Contact.id)).all()[
        -1
    ]
    assert (contact.person_id, contact.position) == (cast.carla.person_id, "Owner")
    carla = Visitor(app).signed_in_as("carla@acme.example.com")  # with the password that she has
    assert carla.get("portal.client", client_id=cast.bravo.id).says("Bravo Sp. z o.o.")
    assert carla.get("portal.client", client_id=cast.acme.id).status == 200


def test_a_known_login_is_offered_also_where_no_password_was_typed(marta: Visitor, cast: Cast) -> None:
    before = how_many(Party)
    offer = new_form(marta, cast.bravo).submit(**{**NEW, "email": "carla@acme.example.com"})
    assert offer.status == 422
    assert offer.says("signs in already, as Carla Rossi.", "Associate this person")
    assert how_many(Party) == before
    assert offer.form("contact_form").submit(is_another="y").status == 303
    assert how_many(Party) == before + 1
    assert contacts_of(cast.bravo.id)[-1].has_login is False


def test_a_password_that_the_form_cannot_keep_is_asked_for_again(marta: Visitor, cast: Cast) -> None:
    answer = new_form(marta, cast.acme).submit(**{**NEW, "email": "dario@", "password": PASSWORD})
    assert answer.status == 422
    assert answer.form("contact_form").values["password"] == ""
    assert answer.says("Type the password again")


def test_who_is_a_contact_here_already_is_not_associated_again(marta: Visitor, cast: Cast) -> None:
    offer = new_form(marta, cast.acme).submit(**{**NEW, "email": "carla@acme.example.com", "password": PASSWORD})
    answer = offer.form("associate_form").submit()
    assert answer.status == 422
    assert answer.says("Carla Rossi is a contact of this client already.")
    assert len(contacts_of(cast.acme.id)) == 2


def test_only_people_on_file_can_be_associated(marta: Visitor, cast: Cast) -> None:
    for junk, status in ((cast.bravo.id, 404), (999_999, 404), ("x", 422), ("", 422), (2**31, 422), (2**70, 422)):
        answer = marta.post("contacts.associate", {"person_id": junk}, client_id=cast.acme.id)
        assert answer.status == status, junk
    answer = marta.post("contacts.associate", {"person_id": a_person().id}, client_id=999_999)
    assert answer.status == 404
    assert len(contacts_of(cast.acme.id)) == 2


def test_an_archived_client_has_contacts_too_but_they_do_not_get_in(app: Flask, marta: Visitor, cast: Cast) -> None:
    archived(cast.bravo)
    assert new_form(marta, cast.bravo).submit(**NEW, password=PASSWORD).status == 303
    refused = Visitor(app).sign_in("dario@acme.example.com", PASSWORD)
    assert refused.says("Your access to the portal of Portico Uffici is closed at the moment.")


def test_nobody_but_the_desk_adds_contacts(carla: Visitor, visitor: Visitor, cast: Cast) -> None:
    for endpoint in ("contacts.new", "contacts.create"):
        assert carla.get_url(carla.url(endpoint, client_id=cast.acme.id)).status == 404
        assert visitor.get_url(visitor.url(endpoint, client_id=cast.acme.id)).leads_to("auth.login")
    for endpoint in ("contacts.create", "contacts.associate"):
        assert carla.post(endpoint, {**NEW, "person_id": cast.zoe.person_id}, client_id=cast.acme.id).status == 404
    assert len(contacts_of(cast.acme.id)) == 2
