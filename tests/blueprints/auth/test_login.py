"""The sign-in page: who gets in and where to, what the others read."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain import clock
from app.domain.accounts import sessions
from app.domain.parties.models import PartyStatus
from tests.blueprints.auth.doors import FORM, attribute, enter, form_at
from tests.domain.accounts.people import (
    PASSWORD,
    a_client,
    a_contact,
    a_member,
    person_of,
    set_active,
    set_status,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WRONG = "The email or the password is not right."
MARIA, CARLA = "maria@portico.example", "carla@acme.example"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def test_staff_come_to_the_desk_and_clients_to_the_portal(app: Flask, client: FlaskClient) -> None:
    a_member()
    a_contact(a_client())
    assert enter(client, MARIA).location == "/"
    other = app.test_client()
    entered = enter(other, CARLA)
    assert (entered.status_code, entered.location) == (303, "/portal")


def test_no_page_is_kept_by_the_browser_and_no_cookie_is_read_by_scripts(client: FlaskClient) -> None:
    a_member()
    entered = enter(client, MARIA)
    cookies = entered.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"session", "device"}
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert entered.headers["Cache-Control"] == "no-store"


def test_cookies_on_https_bear_the_host_prefix(make_app: Callable[..., Flask]) -> None:
    app = make_app(SECURE_COOKIES=True)
    with app.app_context():
        a_member()
    client = app.test_client()
    options = {"base_url": "https://portico.example"}
    token = client.get("/login", **options).text.split('name="csrf_token" value="')[1].split('"')[0]
    headers = {"Referer": "https://portico.example/login"}
    data = {"email": MARIA, "password": PASSWORD, "csrf_token": token}
    cookies = client.post("/login", data=data, headers=headers, **options).headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"__Host-session", "__Host-device"}
    assert all("Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie for cookie in cookies)


def nobody() -> None:
    pass


def wrong_password() -> None:
    a_contact(a_client()).password_hash = None


def inactive() -> None:
    set_active(a_contact(a_client()), is_active=False)


def switched_off() -> None:
    a_contact(a_client()).is_on = False


@pytest.mark.parametrize("somebody", [nobody, wrong_password, inactive, switched_off])
def test_everybody_who_may_not_enter_reads_the_same_page(client: FlaskClient, somebody: Callable[[], None]) -> None:
    somebody()
    refused = enter(client, CARLA)
    assert refused.status_code == 422
    assert WRONG in refused.text
    assert f'value="{CARLA}"' in refused.text
    assert PASSWORD not in refused.text
    assert not client.get_cookie("device")
    assert client.get("/portal").location.startswith("/login")


def test_an_empty_form_is_told_what_is_missing_at_each_field(client: FlaskClient) -> None:
    refused = enter(client, "", "")
    assert refused.status_code == 422
    assert 'id="email-error"' in refused.text and 'id="password-error"' in refused.text
    assert WRONG not in refused.text


def closed_client() -> None:
    a_contact(a_client(status=PartyStatus.ARCHIVED))


def closed_person() -> None:
    set_status(person_of(a_contact(a_client())), PartyStatus.ARCHIVED)


@pytest.mark.parametrize("somebody", [closed_client, closed_person])
def test_who_has_no_open_client_reads_a_courteous_page_that_says_how_to_reach_the_office(
    client: FlaskClient, somebody: Callable[[], None]
) -> None:
    somebody()
    refused = enter(client, CARLA)
    assert refused.status_code == 403
    for words in ("Portico Uffici", 'href="tel:+390115550140"', 'href="mailto:desk@portico.example"'):
        assert words in refused.text
    assert WRONG not in refused.text
    assert client.get("/portal").location.startswith("/login")


def test_a_new_sign_in_makes_a_new_session_and_ends_the_one_it_replaces(app: Flask, client: FlaskClient) -> None:
    maria, bob = a_member(), a_member("Bob Bianchi")
    enter(client, MARIA)
    first = client.get_cookie("session")
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    fields = form_at(client, "/logout", "/logout")
    client.post("/login", data={**fields, "email": "bob@portico.example", "password": PASSWORD})
    assert client.get_cookie("session") != first
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != token
    assert not sessions.sessions_of(maria.id)
    assert len(sessions.sessions_of(bob.id)) == 1


def test_nothing_that_an_earlier_visitor_left_in_the_session_survives_a_sign_in(client: FlaskClient) -> None:
    a_member()
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    enter(client, MARIA)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_who_is_in_is_led_on_from_the_sign_in_page(app: Flask, client: FlaskClient) -> None:
    a_member()
    a_contact(a_client())
    enter(client, MARIA)
    assert client.get("/login").location == "/"
    assert client.get("/login?next=/clients?q=lodz").location == "/clients?q=lodz"
    carla = app.test_client()
    enter(carla, CARLA)
    assert carla.get("/login").location == "/portal"


def test_signing_in_leads_to_the_page_that_was_asked_for(client: FlaskClient) -> None:
    a_member()
    asked = client.get("/settings/staff?x=1&y=2")
    assert asked.status_code == 303
    action = attribute(FORM.findall(client.get(asked.location).text)[0], "action")
    entered = enter(client, MARIA, query=action.removeprefix("/login"))
    assert entered.location == "/settings/staff?x=1&y=2"


@pytest.mark.parametrize(
    "spelling",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "%2F%2Fevil.example",
        "%0a//evil.example",
        "/%0d%0aLocation: https://evil.example",
        "javascript:alert(1)",
        "HTTPS:evil.example",
        "evil.example",
        "?q=1",
        "//[",
        "http://[",
        "",
    ],
)
def test_next_leads_nowhere_but_within_the_site_in_every_spelling(client: FlaskClient, spelling: str) -> None:
    a_member()
    entered = enter(client, MARIA, query=f"?next={spelling}")
    assert (entered.status_code, entered.location) == (303, "/")
    assert client.get(f"/login?next={spelling}").location == "/"


def test_a_client_s_next_leads_into_the_portal_alone(client: FlaskClient) -> None:
    acme = a_client()
    a_contact(acme)
    assert enter(client, CARLA, query="?next=/clients").location == "/portal"
    assert client.get(f"/login?next=/portal/{acme.id}").location == f"/portal/{acme.id}"
    assert client.get("/login?next=/account").location == "/account"


def test_signing_in_from_another_site_is_refused(client: FlaskClient) -> None:
    a_member()
    data = {"email": MARIA, "password": PASSWORD}
    assert client.post("/login", data=data).status_code == 400  # no token
    assert client.post("/login", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400


@pytest.mark.parametrize(("code", "words"), [("it", "Italiano"), ("pl", "Polski"), ("en", "English")])
def test_the_language_is_chosen_on_the_sign_in_page_and_stays(client: FlaskClient, code: str, words: str) -> None:
    chosen = client.get(f"/login?language={code}&next=/clients")
    assert chosen.status_code == 303
    page = client.get(chosen.location, headers={"Accept-Language": "en"}).text
    assert f'<html lang="{code}"' in page
    assert f">{words}</span>" in page  # the one that is chosen is no link
    a_member()
    assert enter(client, MARIA, query="?next=/clients").location == "/clients"
    with client.session_transaction() as cookie:
        assert cookie["language"] == code


def test_a_language_that_we_do_not_speak_changes_nothing(client: FlaskClient) -> None:
    assert '<html lang="en"' in client.get("/login?language=tlh").text


def test_before_a_choice_the_browser_says_which_language(client: FlaskClient) -> None:
    assert '<html lang="pl"' in client.get("/login", headers={"Accept-Language": "pl-PL,pl;q=0.9,en;q=0.8"}).text


def test_the_sign_in_page_hints_at_nothing_that_does_not_exist(client: FlaskClient) -> None:
    page = client.get("/login").text.lower()
    assert "forgot" not in page and "register" not in page and "sign up" not in page
