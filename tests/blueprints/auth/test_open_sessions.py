"""Sessions that are open follow the table *Signing in* at their next request, whole page or part of one."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.db import db
from app.domain.accounts import sessions
from app.domain.accounts.models import LoginSession
from app.domain.contacts.models import Contact
from tests.domain.access.entering import CARLA, MARTA, contact_of, deactivated, login_of, marta, no_longer_active
from tests.support.builders import a_client, an_associate, archived, restored
from tests.support.visitor import Answer, Visitor

COURTEOUS = "Your access to the portal of Portico Uffici is closed at the moment."

Click = Callable[[Visitor], Answer]


def opens_a_page(visitor: Visitor) -> Answer:
    return visitor.get("account.show")


def asks_for_a_part(visitor: Visitor) -> Answer:
    return visitor.get("account.show", htmx="main")


def mistypes_an_address(visitor: Visitor) -> Answer:
    return visitor.get_url("/portal/nothing/here")


def uses_a_verb_that_an_address_does_not_know(visitor: Visitor) -> Answer:
    return visitor.open("DELETE", "/account")


clicks = pytest.mark.parametrize("click", [opens_a_page, asks_for_a_part])
any_click = pytest.mark.parametrize(
    "click", [opens_a_page, asks_for_a_part, mistypes_an_address, uses_a_verb_that_an_address_does_not_know]
)


def is_out(answer: Answer) -> bool:
    """Whether this leads the browser to the sign-in page: by a redirect, or by the header that htmx follows."""
    followed = answer.status == (401 if "HX-Redirect" in answer.headers else 303)
    return followed and answer.leads_to("auth.login") and not answer.html.strip().startswith("<html")


@pytest.fixture
def contact(app: Flask) -> Contact:
    return contact_of(a_client())


@pytest.fixture
def portal(app: Flask, contact: Contact) -> Visitor:
    """Carla's browser, signed in."""
    visitor = Visitor(app).signed_in_as(CARLA)
    assert opens_a_page(visitor).status == 200
    return visitor


@any_click
def test_when_the_last_open_client_is_archived_the_next_click_leads_out_and_says_why_once(
    portal: Visitor, contact: Contact, click: Click
) -> None:
    archived(contact.client)
    assert is_out(click(portal))
    assert portal.get("auth.login").says(COURTEOUS, "+39 011 555 01 40")
    assert not portal.get("auth.login").says(COURTEOUS)


@clicks
def test_who_is_archived_as_a_person_is_out_too(portal: Visitor, contact: Contact, click: Click) -> None:
    archived(contact.person)
    assert is_out(click(portal))
    assert portal.get("auth.login").says(COURTEOUS)


@clicks
def test_whose_contact_was_made_inactive_is_out_without_a_word(portal: Visitor, contact: Contact, click: Click) -> None:
    no_longer_active(contact)
    assert is_out(click(portal))
    assert not portal.get("auth.login").says(COURTEOUS)


@clicks
def test_while_one_client_is_open_the_session_goes_on(portal: Visitor, contact: Contact, click: Click) -> None:
    other = a_client("Other")
    an_associate(other, contact.person)
    archived(contact.client)
    assert click(portal).status == 200
    deactivated(other)
    assert click(portal).status == 200


def test_a_mistyped_address_ends_nobody_s_session_who_has_an_open_client(app: Flask, portal: Visitor) -> None:
    assert mistypes_an_address(portal).status == 404
    assert uses_a_verb_that_an_address_does_not_know(portal).status == 405
    assert portal.is_in()


def test_under_a_host_s_name_that_is_not_ours_nobody_is_led_anywhere(
    app: Flask, portal: Visitor, contact: Contact
) -> None:
    archived(contact.client)
    app.config["TRUSTED_HOSTS"] = ["recapito.example"]
    cookie = portal.client.get_cookie("session")
    assert cookie is not None
    headers = {"Cookie": f"session={cookie.value}"}
    assert app.test_client(use_cookies=False).get("/account", headers=headers).status_code == 400
    assert db.session.query(LoginSession).filter(LoginSession.ended_at.is_(None)).count() == 1


def test_a_session_that_was_ended_is_not_revived_by_a_restore(portal: Visitor, contact: Contact) -> None:
    archived(contact.client)
    cookie = portal.client.get_cookie("session")
    assert is_out(opens_a_page(portal))
    restored(contact.client)
    assert cookie is not None
    portal.client.set_cookie("session", cookie.value)
    assert not portal.is_in()
    assert portal.sign_in(CARLA).leads_to("portal.home")


def test_a_session_that_made_no_request_meanwhile_goes_on_after_a_restore(portal: Visitor, contact: Contact) -> None:
    archived(contact.client)
    restored(contact.client)
    assert opens_a_page(portal).status == 200


def test_a_form_that_was_open_does_nothing_any_more(portal: Visitor, contact: Contact) -> None:
    form = portal.get("account.show").form("/account")
    archived(contact.client)
    assert is_out(form.submit(language="pl", theme="dark"))
    assert login_of(CARLA).language is None


def test_the_courteous_text_comes_in_the_language_of_who_reads_it(app: Flask, contact: Contact) -> None:
    login_of(CARLA).language = "pl"
    portal = Visitor(app, language="pl").signed_in_as(CARLA)
    archived(contact.client)
    portal.client.get("/account")
    assert '<html lang="pl"' in portal.client.get("/login", headers={"Accept-Language": "en"}).text


@clicks
@pytest.mark.parametrize("change", ["switched off", "ended elsewhere"])
def test_staff_are_out_at_the_next_click_too(app: Flask, click: Click, change: str) -> None:
    login = marta()
    desk = Visitor(app).signed_in_as(MARTA)
    if change == "switched off":
        login.is_on = False
    else:
        sessions.end_all_of(login.id)
    assert click(desk).leads_to("auth.login")


def test_the_end_of_a_session_is_kept_although_the_answer_is_a_refusal(portal: Visitor, contact: Contact) -> None:
    archived(contact.client)
    assert asks_for_a_part(portal).status == 401
    assert db.session.query(LoginSession).filter(LoginSession.ended_at.is_(None)).count() == 0
