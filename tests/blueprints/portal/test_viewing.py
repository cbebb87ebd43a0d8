"""View portal as this contact: for admins, reading only, on record, and over as soon as it should be."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.accounts.models import Login, LoginSession
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import portal_login_of
from app.domain.history.models import Event, EventKind
from app.web.guards import Door, guard_of
from tests.access.addresses import addresses
from tests.access.office import EVERYBODY, an_office
from tests.support.builders import a_contact, a_key, a_mail_item, archived
from tests.support.cast import CANARY, Cast
from tests.support.rows import all_rows, changes
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor


def look(luca: Visitor, contact: Contact) -> Answer:
    """Luca presses the button on the card."""
    return luca.post("contacts.view_portal", {"key": a_key()}, client_id=contact.client_id, contact_id=contact.id)


def test_an_admin_sees_the_client_s_page_as_the_contact_does_and_whose_it_is(luca: Visitor, cast: Cast) -> None:
    a_mail_item(cast.acme, "Agenzia delle Entrate")
    page = look(luca, cast.carla).follow()
    assert page.path == f"/portal/{cast.acme.id}"
    assert page.says("You see the portal as Carla Rossi sees it.", ", Carla", "Agenzia delle Entrate", "Acme S.r.l.")
    for endpoint in ("portal.mail", "portal.search"):
        assert luca.get(endpoint, client_id=cast.acme.id).says("You see the portal as Carla Rossi sees it.")


def test_the_button_stands_in_the_contact_s_menu_for_admins_alone(luca: Visitor, marta: Visitor, cast: Cast) -> None:
    a_contact(cast.acme, "Nora", "None")  # who has no login
    page = luca.get("clients.contacts", party_id=cast.acme.id)
    assert page.text.count("View portal as this contact") == 2
    urls = [button.get("formaction") for button in page.find("//button[contains(@formaction, '/view-portal')]")]
    assert f"/clients/{cast.acme.id}/contacts/{cast.carla.id}/view-portal" in urls
    assert not marta.get("clients.contacts", party_id=cast.acme.id).says("View portal as this contact")


def test_it_is_on_record_on_the_client_s_card(luca: Visitor, cast: Cast) -> None:
    look(luca, cast.carla)
    event = db.session.scalars(select(Event).where(Event.kind == EventKind.PORTAL_VIEWED)).one()
    assert (event.party_id, event.details) == (cast.acme.id, {"name": "Carla Rossi"})
    assert luca.get("clients.show", party_id=cast.acme.id).says("Portal looked at as Carla Rossi by Luca Prandi")


def test_the_switch_holds_what_the_contact_reaches_and_no_more(luca: Visitor, cast: Cast) -> None:
    page = look(luca, cast.renata).follow()
    assert page.says("1 of 2 companies")
    assert luca.get("portal.client", client_id=cast.bravo.id).status == 200
    stranger = luca.get("portal.client", client_id=cast.zeta.id)
    assert (stranger.status, CANARY in stranger.html) == (404, False)


def test_what_does_not_open_to_the_contact_does_not_open_to_who_looks(luca: Visitor, cast: Cast) -> None:
    cast.carla.permissions = frozenset()
    db.session.commit()
    assert look(luca, cast.carla).follow().says("Nothing is open to you here yet")
    assert luca.get("portal.mail", client_id=cast.acme.id).status == 404


def test_whether_they_have_ever_signed_in_does_not_matter(luca: Visitor, cast: Cast) -> None:
    newcomer = a_contact(cast.acme, "Nino", "New", email="nino@acme.example.com", password="four calling birds")
    portal_login_of(newcomer.person_id).password_hash = None  # type: ignore[union-attr]
    assert look(luca, newcomer).follow().says("as Nino New sees it")


def test_nothing_can_be_done_meanwhile_in_the_portal_or_at_an_account(app: Flask) -> None:
    """Every door of both kinds, from the URL map; the desk goes on."""
    office, luca = an_office(), EVERYBODY[1]
    visitor = Visitor(app).signed_in_as(luca.email)
    look(visitor, office.cast.carla)
    before, token, tried = all_rows(), visitor.token(), 0
    for rule in app.url_map.iter_rules():
        with app.app_context():
            door = guard_of(rule.endpoint).door
        if door in {Door.PORTAL, Door.SIGNED_IN} and "POST" in (rule.methods or set()):
            url, tried = next(addresses(rule, office, luca)).url, tried + 1
            answer = visitor.client.post(url, data={"csrf_token": token, "language": "it", "theme": "dark"})
            assert (answer.status_code, "You only look at this portal." in answer.text) == (403, True), url
    assert tried > 5
    assert changes(before, all_rows()) == []
    assert visitor.get("clients.index").status == 200


def test_looking_moves_nothing_of_the_contact_s(luca: Visitor, cast: Cast) -> None:
    look(luca, cast.renata)
    before = all_rows()
    luca.get("portal.client", client_id=cast.bravo.id)
    luca.get("portal.home")
    assert changes(before, all_rows(), but=frozenset()) == []


def test_the_way_back_leads_to_the_card_and_ends_it(luca: Visitor, cast: Cast) -> None:
    page = look(luca, cast.carla).follow()
    assert page.form("/portal/leave").submit().leads_to("clients.contacts", party_id=cast.acme.id)
    assert luca.get("portal.client", client_id=cast.acme.id).leads_to("today.index")


def test_the_desk_says_that_the_portal_is_still_looked_at_and_ends_it(
    luca: Visitor, marta: Visitor, cast: Cast
) -> None:
    """Who came back by the browser's own button could change nothing of theirs, and was told to go to the desk."""
    says = "You still look at the portal as a contact sees it."
    assert not luca.get("mail.index").says(says)
    look(luca, cast.carla)
    for endpoint in ("today.index", "mail.index", "account.show"):
        assert luca.get(endpoint).says(says)
        assert not marta.get(endpoint).says(says)
    assert luca.get("account.show").form("/portal/leave").submit().leads_to("today.index")
    assert not luca.get("account.show").says(says)
    assert luca.get("portal.client", client_id=cast.acme.id).leads_to("today.index")


def test_it_is_over_with_the_session(app: Flask, luca: Visitor, cast: Cast) -> None:
    look(luca, cast.carla)
    elsewhere = Visitor(app).signed_in_as(cast.luca.email)
    assert elsewhere.get("portal.client", client_id=cast.acme.id).leads_to("today.index")


def test_it_is_over_when_the_admin_is_none_any_more(luca: Visitor, cast: Cast) -> None:
    """Had the session not been ended by that."""
    look(luca, cast.carla)
    db.session.get_one(Login, cast.luca.id).role = cast.marta.role
    db.session.commit()
    assert luca.get("portal.client", client_id=cast.acme.id).leads_to("today.index")
    assert luca.get("account.show").status == 200


@pytest.mark.parametrize("why", ["archived", "inactive", "switched off"])
def test_it_is_over_when_the_contact_has_no_way_in_any_more(luca: Visitor, cast: Cast, why: str) -> None:
    look(luca, cast.carla)
    if why == "archived":
        archived(cast.acme)
    elif why == "inactive":
        cast.carla.is_active = cast.carla.is_primary = False
    else:
        portal_login_of(cast.carla.person_id).is_on = False  # type: ignore[union-attr]
    db.session.commit()
    answer = luca.get("portal.client", client_id=cast.acme.id)
    assert answer.leads_to("today.index")
    assert answer.follow().says("This contact has no way into the portal any more.")
    assert db.session.scalars(select(LoginSession.viewing_id)).all() == [None]


def test_staff_who_are_no_admins_do_not_look(marta: Visitor, carla: Visitor, cast: Cast) -> None:
    before = all_rows()
    assert look(marta, cast.carla).status == 403
    assert look(carla, cast.renata).status == 404
    assert (marta.post("portal.leave").status, carla.post("portal.leave").status) == (403, 404)
    assert changes(before, all_rows()) == []


def test_a_contact_who_cannot_sign_in_has_no_portal_to_look_at(luca: Visitor, cast: Cast) -> None:
    speechless = a_contact(cast.acme, "Nora", "None")
    before = all_rows()
    assert look(luca, speechless).says("This contact cannot sign in to the portal")
    answer = luca.post("contacts.view_portal", {"key": a_key()}, client_id=cast.zeta.id, contact_id=cast.carla.id)
    assert answer.status == 404
    assert changes(before, all_rows()) == []


def test_a_client_that_is_closed_to_the_contact_is_not_looked_at(luca: Visitor, cast: Cast) -> None:
    archived(cast.bravo)
    before = all_rows()
    of_bravo = db.session.scalars(select(Contact).where(Contact.client_id == cast.bravo.id)).one()
    answer = look(luca, of_bravo)
    assert (answer.status, answer.says("This client is not open to this contact")) == (422, True)
    assert changes(before, all_rows()) == []


def test_to_look_costs_one_statement_more_than_to_be_there(luca: Visitor, carla: Visitor, cast: Cast) -> None:
    look(luca, cast.carla)
    counts = []
    for visitor in (carla, luca):
        visitor.get("portal.client", client_id=cast.acme.id)
        with count_statements() as statements:
            visitor.get("portal.client", client_id=cast.acme.id)
        counts.append(len(statements))
    assert counts[1] == counts[0] + 1
