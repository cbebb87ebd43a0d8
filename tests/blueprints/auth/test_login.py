"""The sign-in page: who gets in and where to, what the others read."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.accounts import sessions
from tests.domain.access.entering import (
    CARLA,
    MARTA,
    contact_of,
    login_of,
    marta,
    no_longer_active,
)
from tests.support.builders import PASSWORD, a_client, archived
from tests.support.visitor import Visitor

WRONG = "The email or the password is not right."


def test_staff_come_to_the_desk_and_clients_to_the_portal(app: Flask) -> None:
    marta()
    contact_of(a_client())
    for email, endpoint in ((MARTA, "today.index"), (CARLA, "portal.home")):
        entered = Visitor(app).sign_in(email)
        assert entered.status == 303 and entered.leads_to(endpoint)


def test_no_page_is_kept_by_the_browser_and_no_cookie_is_read_by_scripts(visitor: Visitor) -> None:
    marta()
    entered = visitor.sign_in(MARTA)
    cookies = entered.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"session", "device"}
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert entered.headers["Cache-Control"] == "no-store"


def test_cookies_on_https_bear_the_host_prefix(make_app: Callable[..., Flask]) -> None:
    app = make_app(SECURE_COOKIES=True)
    with app.app_context():
        marta()
    client: FlaskClient = app.test_client()
    options = {"base_url": "https://portico.example.com"}
    token = client.get("/login", **options).text.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"email": MARTA, "password": PASSWORD, "csrf_token": token}
    cookies = client.post("/login", data=data, **options).headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"__Host-session", "__Host-device"}
    assert all("Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie for cookie in cookies)


def nobody() -> None:
    pass


def without_a_password() -> None:
    contact_of(a_client())
    login_of(CARLA).password_hash = None


def inactive() -> None:
    no_longer_active(contact_of(a_client()))


def switched_off() -> None:
    contact_of(a_client())
    login_of(CARLA).is_on = False


@pytest.mark.parametrize("somebody", [nobody, without_a_password, inactive, switched_off])
def test_everybody_who_may_not_enter_reads_the_same_page(visitor: Visitor, somebody: Callable[[], None]) -> None:
    somebody()
    refused = visitor.sign_in(CARLA)
    assert refused.status == 422
    assert refused.errors() == [WRONG]
    assert refused.form().values["email"] == CARLA
    assert PASSWORD not in refused.html
    assert visitor.client.get_cookie("device") is None
    assert not visitor.is_in()


def test_a_wrong_password_reads_as_an_unknown_email_does(visitor: Visitor) -> None:
    contact_of(a_client())
    wrong, unknown = visitor.sign_in(CARLA, "wrong"), visitor.sign_in("nobody@acme.example.com", "wrong")
    assert (wrong.status, wrong.text) == (unknown.status, unknown.text) == (422, wrong.text)


def test_an_empty_form_is_told_what_is_missing_at_each_field(visitor: Visitor) -> None:
    refused = visitor.sign_in("", "")
    assert refused.status == 422
    assert refused.errors()[:2] == ["Type your email.", "Type your password."]


def whose_client_is_archived() -> None:
    archived(contact_of(a_client()).client)


def who_is_archived() -> None:
    archived(contact_of(a_client()).person)


@pytest.mark.parametrize("somebody", [whose_client_is_archived, who_is_archived])
def test_who_has_no_open_client_reads_a_courteous_page_that_says_how_to_reach_the_office(
    visitor: Visitor, somebody: Callable[[], None]
) -> None:
    somebody()
    refused = visitor.sign_in(CARLA)
    assert refused.status == 403
    assert refused.says("Your access to the portal of Portico Uffici is closed at the moment.")
    assert refused.find("//a[@href='tel:+390115550140']") and refused.find("//a[@href='mailto:desk@portico.example']")
    assert WRONG not in refused.text
    assert not visitor.is_in()


def test_the_courteous_page_says_only_what_the_office_has_said_of_itself(make_app: Callable[..., Flask]) -> None:
    app = make_app(OFFICE_PHONE="", OFFICE_EMAIL="")
    with app.app_context():
        archived(contact_of(a_client()).client)
    refused = Visitor(app).sign_in(CARLA)
    assert refused.says("please get in touch with the office.")
    assert not refused.find("//a[starts-with(@href, 'tel:')]") and not refused.find(
        "//a[starts-with(@href, 'mailto:')]"
    )


def test_a_sign_in_in_place_of_another_makes_a_new_session_and_ends_the_old_one(visitor: Visitor) -> None:
    login = marta()
    contact_of(a_client())
    form = visitor.get("auth.login").form()
    visitor.sign_in(MARTA)
    with visitor.client.session_transaction() as cookie:
        first = cookie["_user_id"]
    form.fill(csrf_token=visitor.token()).submit(email=CARLA, password=PASSWORD)
    with visitor.client.session_transaction() as cookie:
        assert cookie["_user_id"] != first
    assert not sessions.sessions_of(login.id)
    assert len(sessions.sessions_of(login_of(CARLA).id)) == 1


def test_nothing_that_an_earlier_visitor_left_in_the_session_survives_a_sign_in(visitor: Visitor) -> None:
    marta()
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    visitor.sign_in(MARTA)
    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_signing_in_from_another_site_is_refused(visitor: Visitor) -> None:
    marta()
    data = {"email": MARTA, "password": PASSWORD}
    assert visitor.client.post("/login", data=data).status_code == 400  # without a token
    data["csrf_token"] = visitor.token()
    assert visitor.client.post("/login", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert visitor.client.post("/login", data=data, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_the_sign_in_page_hints_at_nothing_that_does_not_exist(visitor: Visitor) -> None:
    words = visitor.get("auth.login").text.lower()
    assert not [word for word in ("register", "sign up", "account") if word in words]


@pytest.mark.parametrize("code", ["it", "pl", "en"])
def test_the_language_is_chosen_on_the_sign_in_page_and_stays(visitor: Visitor, code: str) -> None:
    marta()
    chosen = visitor.client.get(f"/login?language={code}&next=/account")
    assert chosen.status_code == 303
    assert chosen.location == "/login?next=/account"
    visitor.language = code
    form = visitor.get_url(chosen.location).form()
    assert f'<html lang="{code}"' in visitor.client.get("/login", headers={"Accept-Language": "en"}).text
    assert form.submit(email=MARTA, password=PASSWORD).leads_to("account.show")
    assert f'<html lang="{code}"' in visitor.client.get("/account", headers={"Accept-Language": "en"}).text


def test_a_language_that_we_do_not_speak_changes_nothing(visitor: Visitor) -> None:
    assert visitor.get_url("/login?language=tlh").tree.get("lang") == "en"


def test_before_a_choice_the_browser_says_which_language(visitor: Visitor) -> None:
    asked = {"Accept-Language": "pl-PL,pl;q=0.9,en;q=0.8"}
    assert '<html lang="pl"' in visitor.client.get("/login", headers=asked).text
