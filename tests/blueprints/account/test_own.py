"""What people change about themselves: what they are called, how they are reached, which emails they get."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.contacts.permissions import Notice
from app.domain.contacts.queries import portal_login_of
from app.domain.history.models import Event, EventKind
from tests.support.cast import Cast
from tests.support.rows import all_rows, changes
from tests.support.visitor import Answer, Visitor

THREE = frozenset({Notice.INVOICE, Notice.CONTRACT, Notice.MAIL_ITEM})


def switched_on(contact: Contact, *, on: frozenset[Notice] = THREE, declined: frozenset[Notice] = frozenset()) -> None:
    contact.notices, contact.declined = on, declined
    db.session.commit()


def notices_form(page: Answer, client_id: int) -> dict[str, bool]:
    """The boxes of one client, by what they say."""
    form = f"//form[contains(@action, '/notices/{client_id}')]"
    return {
        label: bool(box.get("checked") is not None)
        for box, label in zip(page.find(f"{form}//input[@name='wanted']"), page.texts(f"{form}//label"), strict=True)
    }


def last_event() -> Event:
    return db.session.scalars(select(Event).order_by(Event.id.desc())).first()  # type: ignore[return-value]


def test_a_contact_changes_name_and_phone_wherever_they_are_known(app: Flask, carla: Visitor, cast: Cast) -> None:
    form = carla.get("account.show").form("profile_form")
    assert (form.values["first_name"], form.values["last_name"]) == ("Carla", "Rossi")
    saved = form.submit(first_name="Carla Maria", last_name="Bianchi", phone="+39 011 555 0199")
    assert saved.leads_to("account.show") and saved.follow().says("Saved.", "Carla Maria Bianchi")
    db.session.expire_all()
    person, login = cast.carla.person, portal_login_of(cast.carla.person_id)
    assert (person.name, person.phone_e164, login and login.name) == (
        "Carla Maria Bianchi",
        "+390115550199",
        "Carla Maria Bianchi",
    )
    assert "bianchi" in cast.acme.search_text
    event = last_event()
    assert (event.kind, event.party_id, event.details["fields"]) == (
        EventKind.EDITED,
        person.id,
        ["first_name", "last_name", "phone"],
    )


def test_the_email_that_one_signs_in_with_is_not_changed_here(carla: Visitor, cast: Cast) -> None:
    carla.get("account.show").form("profile_form").submit(email="other@example.com", phone="1")
    db.session.expire_all()
    assert cast.carla.person.email == "carla@acme.example.com"
    assert carla.get("account.show").says("Only the office can change it.")


def test_a_person_keeps_a_last_name(carla: Visitor) -> None:
    before = all_rows()
    answer = carla.get("account.show").form("profile_form").submit(last_name=" ")
    assert answer.status == 422 and answer.errors()
    assert changes(before, all_rows()) == []


def test_when_the_office_saved_meanwhile_both_versions_are_seen_and_nothing_is_lost(carla: Visitor, cast: Cast) -> None:
    form = carla.get("account.show").form("profile_form")
    cast.carla.person.phone = "+39 02 1"
    cast.carla.person.version += 1
    db.session.commit()
    answer = form.submit(phone="+39 06 2")
    assert answer.status == 409 and answer.says("The office saved meanwhile: Carla Rossi +39 02 1.")
    assert answer.form("profile_form").submit().status == 303
    db.session.expire_all()
    assert cast.carla.person.phone == "+39 06 2"


def test_a_member_of_the_staff_changes_their_name_and_that_is_on_record(marta: Visitor, cast: Cast) -> None:
    form = marta.get("account.show").form("profile_form")
    assert form.submit(name=" Marta  Nowak ").follow().says("Marta Nowak")
    event = last_event()
    assert (event.kind, event.details) == (
        EventKind.STAFF_CHANGED,
        {"name": "Marta Nowak", "former_name": "Marta Wójcik"},
    )


def test_a_name_of_blanks_is_none(marta: Visitor) -> None:
    before = all_rows()
    assert marta.get("account.show").form("profile_form").submit(name="  ").status == 422
    assert changes(before, all_rows()) == []


def test_the_emails_that_the_office_switched_on_are_listed_client_by_client(app: Flask, cast: Cast) -> None:
    switched_on(cast.renata, declined=frozenset({Notice.CONTRACT, Notice.TICKET}))
    page = Visitor(app).signed_in_as("renata@lis.example.com").get("account.show")
    assert notices_form(page, cast.acme.id) == {
        "Invoices and reminders": True,
        "Contracts": False,
        "Mail that arrives": True,
    }
    assert len(notices_form(page, cast.bravo.id)) == len(Notice)  # what a new contact begins with


def test_one_is_declined_and_taken_again_at_once(carla: Visitor, cast: Cast) -> None:
    switched_on(cast.carla)
    form = carla.get("account.show").form(f"/notices/{cast.acme.id}")
    assert form.submit(wanted=["invoice", "mail_item"], htmx=True).leads_to("account.show")
    db.session.expire_all()
    assert (cast.carla.notices, cast.carla.declined) == (THREE, {Notice.CONTRACT})
    event = last_event()
    assert (event.kind, event.party_id) == (EventKind.NOTICES_CHOSEN, cast.acme.id)
    carla.get("account.show").form(f"/notices/{cast.acme.id}").submit(wanted=["invoice", "mail_item", "contract"])
    db.session.expire_all()
    assert cast.carla.declined == frozenset()


def test_what_the_office_switched_off_is_never_taken(carla: Visitor, cast: Cast) -> None:
    switched_on(cast.carla)
    permissions = cast.carla.permissions
    form = carla.get("account.show").form(f"/notices/{cast.acme.id}")
    form.submit(offered=["invoice", "ticket"], wanted=["invoice", "ticket", "mail_item"])
    db.session.expire_all()
    assert (cast.carla.notices, cast.carla.declined) == (THREE, frozenset())
    assert cast.carla.permissions == permissions


def test_what_was_not_offered_stays_as_it_is(carla: Visitor, cast: Cast) -> None:
    """The office switched one on since the page was opened; another was declined before it was switched off."""
    switched_on(cast.carla, on=frozenset({Notice.INVOICE}), declined=frozenset({Notice.TICKET}))
    form = carla.get("account.show").form(f"/notices/{cast.acme.id}")
    switched_on(cast.carla, on=THREE, declined=frozenset({Notice.TICKET}))
    form.submit(wanted=[])
    db.session.expire_all()
    assert cast.carla.declined == {Notice.TICKET, Notice.INVOICE}


def test_notices_of_another_s_client_are_not_there(carla: Visitor, marta: Visitor, cast: Cast) -> None:
    before = all_rows()
    for client_id in (cast.zeta.id, cast.bravo.id, 999_999):
        assert carla.post("account.update_notices", {"offered": "invoice"}, client_id=client_id).status == 404
    staff = marta.post("account.update_notices", {"offered": "invoice"}, client_id=cast.acme.id)
    assert staff.leads_to("today.index")
    assert carla.post("account.update_notices", {"offered": "gossip"}, client_id=cast.acme.id).status == 422
    assert changes(before, all_rows()) == []


def test_the_part_that_htmx_asks_for_is_given(carla: Visitor) -> None:
    part = carla.get("account.show", htmx="account_notices")
    assert not part.is_whole and part.find("//*[@id='account_notices']//form")
