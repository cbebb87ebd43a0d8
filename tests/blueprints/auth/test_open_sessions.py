"""Sessions that are open follow the table *Signing in* at their next request, whole page or part of one."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import db
from app.domain.accounts import sessions
from app.domain.accounts.models import Login, LoginSession
from app.domain.parties.models import Party, PartyStatus
from tests.blueprints.auth.doors import enter
from tests.domain.accounts.people import a_client, a_contact, a_member, person_of, set_active, set_status

CARLA = "carla@acme.example"
COURTEOUS = "Your access to the portal of"

Click = Callable[[FlaskClient], TestResponse]


def opens_a_page(client: FlaskClient) -> TestResponse:
    return client.get("/account")


def asks_for_a_part(client: FlaskClient) -> TestResponse:
    return client.get("/account", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/account"})


clicks = pytest.mark.parametrize("click", [opens_a_page, asks_for_a_part])


def is_out(answer: TestResponse) -> bool:
    """Whether this leads the browser to the sign-in page: by a redirect, or by the header that htmx follows."""
    if answer.status_code == 303:
        return answer.location == "/login"
    return answer.status_code == 401 and answer.headers.get("HX-Redirect") == "/login" and not answer.data


@pytest.fixture
def acme(app: Flask) -> Party:
    return a_client()


@pytest.fixture
def carla(acme: Party, client: FlaskClient) -> Login:
    """Signed in at the portal."""
    login = a_contact(acme)
    enter(client, CARLA)
    assert client.get("/account").status_code == 200
    return login


@clicks
def test_when_the_last_open_client_is_archived_the_next_click_leads_out_and_says_why_once(
    client: FlaskClient, acme: Party, carla: Login, click: Click
) -> None:
    set_status(acme, PartyStatus.ARCHIVED)
    assert is_out(click(client))
    first = client.get("/login").text
    assert COURTEOUS in first and "Portico Uffici" in first and "+39 011 555 01 40" in first
    assert COURTEOUS not in client.get("/login").text


@clicks
def test_who_is_archived_as_a_person_is_out_too(client: FlaskClient, carla: Login, click: Click) -> None:
    set_status(person_of(carla), PartyStatus.ARCHIVED)
    assert is_out(click(client))
    assert COURTEOUS in client.get("/login").text


@clicks
def test_whose_contact_was_made_inactive_is_out_without_a_word(client: FlaskClient, carla: Login, click: Click) -> None:
    set_active(carla, is_active=False)
    assert is_out(click(client))
    assert COURTEOUS not in client.get("/login").text


@clicks
def test_while_one_client_is_open_the_session_goes_on(client: FlaskClient, app: Flask, click: Click) -> None:
    acme, other = a_client(), a_client("Other")
    a_contact(acme, other)
    enter(client, CARLA)
    set_status(acme, PartyStatus.ARCHIVED)
    assert click(client).status_code == 200
    set_status(other, PartyStatus.DEACTIVATED)
    assert click(client).status_code == 200


def test_a_session_that_was_ended_is_not_revived_by_a_restore(client: FlaskClient, acme: Party, carla: Login) -> None:
    set_status(acme, PartyStatus.ARCHIVED)
    cookie = client.get_cookie("session")
    assert is_out(opens_a_page(client))
    assert cookie is not None
    client.set_cookie("session", cookie.value)
    set_status(acme, PartyStatus.ACTIVE)
    assert client.get("/account").location.startswith("/login")
    assert enter(client, CARLA).location == "/portal"


def test_a_session_that_made_no_request_meanwhile_goes_on_after_a_restore(
    client: FlaskClient, acme: Party, carla: Login
) -> None:
    set_status(acme, PartyStatus.ARCHIVED)
    set_status(acme, PartyStatus.ACTIVE)
    assert client.get("/account").status_code == 200


def test_a_form_that_was_open_does_nothing_any_more(client: FlaskClient, acme: Party, carla: Login) -> None:
    token = client.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    set_status(acme, PartyStatus.ARCHIVED)
    sent = client.post("/account", data={"csrf_token": token, "language": "pl", "theme": "dark"})
    assert is_out(sent)
    assert db.session.get_one(Login, carla.id).language is None


@clicks
@pytest.mark.parametrize("change", ["switched off", "session ended"])
def test_staff_are_out_at_the_next_click_too(client: FlaskClient, app: Flask, click: Click, change: str) -> None:
    maria = a_member()
    enter(client, "maria@portico.example")
    if change == "switched off":
        maria.is_on = False
    else:
        sessions.end_all_of(maria.id)
    answer = click(client)
    where = answer.location or answer.headers.get("HX-Redirect")
    assert where and where.startswith("/login")


def test_the_end_of_a_session_is_kept_although_the_answer_is_a_refusal(
    client: FlaskClient, acme: Party, carla: Login
) -> None:
    set_status(acme, PartyStatus.ARCHIVED)
    asks_for_a_part(client)
    assert db.session.query(LoginSession).filter(LoginSession.ended_at.is_(None)).count() == 0
