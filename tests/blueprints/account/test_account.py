"""One's own account, at the desk and in the portal."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import db
from app.domain import clock
from app.domain.accounts import sessions
from app.domain.accounts.models import Density, Login, LoginSession, Theme
from app.domain.accounts.passwords import matches
from app.domain.parties.models import PartyStatus
from tests.blueprints.auth.doors import enter, form_at, send
from tests.domain.accounts.people import PASSWORD, a_client, a_contact, a_member, set_status

MARIA, CARLA = "maria@portico.example", "carla@acme.example"
NEXT = "four calling birds"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def maria(client: FlaskClient) -> Login:
    """Signed in at the desk."""
    login = a_member()
    enter(client, MARIA)
    return login


@pytest.fixture
def carla(client: FlaskClient) -> Login:
    """Signed in at the portal."""
    login = a_contact(a_client())
    enter(client, CARLA)
    return login


def elsewhere(app: Flask, email: str, user_agent: str = IPHONE) -> FlaskClient:
    """The same person on another device."""
    other = app.test_client()
    other.environ_base = {**other.environ_base, "HTTP_USER_AGENT": user_agent, "REMOTE_ADDR": "203.0.113.9"}
    enter(other, email)
    return other


def test_nobody_sees_an_account_without_signing_in(client: FlaskClient) -> None:
    assert client.get("/account").location == "/login?next=/account"


def test_staff_see_it_in_the_frame_of_the_desk_and_clients_in_that_of_the_portal(app: Flask) -> None:
    a_member()
    a_contact(a_client())
    desk, portal = app.test_client(), app.test_client()
    enter(desk, MARIA)
    enter(portal, CARLA)
    assert 'data-frame="portal"' not in desk.get("/account").text
    assert 'data-frame="portal"' in portal.get("/account").text


def test_language_theme_and_row_height_are_saved_and_seen_at_once(client: FlaskClient, maria: Login) -> None:
    saved = send(client, "/account", {"language": "pl", "theme": "dark", "density": "compact"})
    assert (saved.status_code, saved.location) == (303, "/account")
    assert (maria.language, maria.theme, maria.density) == ("pl", Theme.DARK, Density.COMPACT)
    assert '<html lang="pl" data-theme="dark" data-density="compact"' in client.get("/account").text


def test_a_client_chooses_language_and_theme_and_has_no_rows_to_choose_for(client: FlaskClient, carla: Login) -> None:
    assert 'name="density"' not in client.get("/account").text
    assert send(client, "/account", {"language": "it", "theme": "light", "density": "compact"}).status_code == 303
    assert (carla.language, carla.theme, carla.density) == ("it", Theme.LIGHT, Density.COMFORTABLE)


def test_as_the_browser_says_means_the_browser_and_not_what_was_chosen_at_the_door(client: FlaskClient) -> None:
    client.get("/login?language=it")
    a_member().language = "pl"
    enter(client, MARIA)
    send(client, "/account", {"language": "", "theme": "auto", "density": "comfortable"})
    assert '<html lang="en"' in client.get("/account", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("wrong", [{"language": "tlh"}, {"theme": "pink"}, {"density": "airy"}, {"theme": ""}])
def test_what_was_not_offered_is_refused_and_changes_nothing(
    client: FlaskClient, maria: Login, wrong: dict[str, str]
) -> None:
    refused = send(client, "/account", {"language": "pl", "theme": "dark", "density": "compact", **wrong})
    assert refused.status_code == 422
    assert (maria.language, maria.theme, maria.density) == (None, Theme.AUTO, Density.COMFORTABLE)


def test_name_email_and_role_are_not_taken_from_the_form(client: FlaskClient, maria: Login) -> None:
    asked = {"language": "", "theme": "auto", "density": "comfortable", "role": "admin", "name": "X", "email": CARLA}
    assert send(client, "/account", asked).status_code == 303
    assert (maria.name, maria.email, maria.role) == ("Maria Conti", MARIA, "staff")


def test_a_list_s_foot_saves_the_row_height_and_leads_back_to_the_list(client: FlaskClient, maria: Login) -> None:
    token = form_at(client, "/account", "/account")["csrf_token"]
    data = {"csrf_token": token, "density": "compact", "ids": "7"}
    for referrer, back in (
        ("http://localhost/archive?q=x", "/archive?q=x"),
        ("http://evil.example/archive", "/account"),
        ("http://localhost//evil.example", "/account"),
        ("http://[", "/account"),
        ("", "/account"),
    ):
        answer = client.post("/account/density", data=data, headers={"Referer": referrer})
        assert (answer.status_code, answer.location) == (303, back)
    assert maria.density is Density.COMPACT


def test_a_changed_password_keeps_this_device_and_signs_out_the_others(
    app: Flask, client: FlaskClient, maria: Login
) -> None:
    phone = elsewhere(app, MARIA)
    changed = send(client, "/account/password", {"current": PASSWORD, "new": NEXT}, page="/account")
    assert (changed.status_code, changed.location) == (303, "/account")
    assert "Your password is changed." in client.get("/account").text
    assert phone.get("/account").location.startswith("/login")
    assert enter(app.test_client(), MARIA, NEXT).status_code == 303
    assert enter(app.test_client(), MARIA, PASSWORD).status_code == 422


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [("wrong", NEXT, "current"), ("", NEXT, "current"), (PASSWORD, "short", "new"), (PASSWORD, MARIA, "new")],
)
def test_what_is_wrong_with_a_new_password_is_said_at_its_field(
    client: FlaskClient, maria: Login, current: str, new: str, field: str
) -> None:
    refused = send(client, "/account/password", {"current": current, "new": new}, page="/account")
    assert refused.status_code == 422
    assert f'id="{field}-error"' in refused.text
    assert NEXT not in refused.text and PASSWORD not in refused.text
    assert matches(PASSWORD, maria.password_hash)


def test_guessing_the_current_password_is_answered_with_a_wait(client: FlaskClient, maria: Login) -> None:
    fields = form_at(client, "/account", "/account/password")
    with clock.frozen(clock.now()):
        for _ in range(10):
            client.post("/account/password", data={**fields, "current": "wrong", "new": NEXT})
        refused = client.post("/account/password", data={**fields, "current": PASSWORD, "new": NEXT})
    assert refused.status_code == 429 and refused.headers["Retry-After"] == "2"
    assert "Wait 2 seconds" in refused.text


def test_open_sessions_are_listed_with_their_device_and_this_one_is_marked(app: Flask, client: FlaskClient) -> None:
    a_member()
    here = elsewhere(app, MARIA, FIREFOX)
    elsewhere(app, MARIA)
    page = here.get("/account").text
    assert page.count("Firefox, Linux") == 1 and "Safari, iPhone" in page and "203.0.113.9" in page
    assert page.count("This device") == 1
    assert page.count("/end") == 2  # one other, and all others


def test_a_session_is_ended_by_its_button_and_the_others_go_on(app: Flask, client: FlaskClient, maria: Login) -> None:
    phone, tablet = elsewhere(app, MARIA), elsewhere(app, MARIA)
    other = max(one.id for one in sessions.sessions_of(maria.id))
    ended = send(client, f"/account/sessions/{other}/end", page="/account")
    assert (ended.status_code, ended.location) == (303, "/account")
    assert tablet.get("/account").location.startswith("/login")
    assert phone.get("/account").status_code == client.get("/account").status_code == 200


def test_the_session_of_somebody_else_does_not_exist(app: Flask, client: FlaskClient, maria: Login) -> None:
    a_member("Bob Bianchi")
    bob = elsewhere(app, "bob@portico.example")
    theirs = max(one.id for one in db.session.query(LoginSession))
    token = form_at(client, "/account", "/account")["csrf_token"]
    assert client.post(f"/account/sessions/{theirs}/end", data={"csrf_token": token}).status_code == 404
    assert bob.get("/account").status_code == 200


def test_all_other_sessions_end_at_once(app: Flask, client: FlaskClient, maria: Login) -> None:
    others = [elsewhere(app, MARIA) for _ in range(2)]
    assert send(client, "/account/sessions/end-others", page="/account").location == "/account"
    assert all(other.get("/account").location.startswith("/login") for other in others)
    page = client.get("/account")
    assert page.status_code == 200 and "end-others" not in page.text


def test_a_session_that_was_idle_for_too_long_is_neither_listed_nor_open(
    app: Flask, client: FlaskClient, maria: Login
) -> None:
    with clock.frozen(clock.now() + timedelta(hours=13)):
        assert client.get("/account").location.startswith("/login")
        assert not sessions.sessions_of(maria.id)


def test_a_client_without_an_open_client_has_no_account_page(app: Flask, client: FlaskClient) -> None:
    acme = a_client()
    a_contact(acme)
    enter(client, CARLA)
    set_status(acme, PartyStatus.ARCHIVED)
    assert client.get("/account").location == "/login"
