"""The way out: asked for by a link, taken by a button."""

import pytest
from flask import Flask

from app.domain.accounts import sessions
from tests.domain.access.entering import MARTA, login_of, marta
from tests.support.visitor import Visitor


@pytest.fixture
def desk(app: Flask) -> Visitor:
    """Marta's browser, signed in."""
    marta()
    return Visitor(app).signed_in_as(MARTA)


def test_the_button_ends_the_session_for_good(app: Flask, desk: Visitor) -> None:
    cookie = desk.client.get_cookie("session")
    left = desk.get("auth.confirm_logout").form().submit()
    assert left.status == 303 and left.leads_to("auth.login")
    assert not sessions.sessions_of(login_of(MARTA).id)
    assert not desk.is_in()
    thief = Visitor(app)  # who kept the cookie
    assert cookie is not None
    thief.client.set_cookie("session", cookie.value)
    assert not thief.is_in()


def test_a_link_only_asks_and_says_who_it_is(desk: Visitor) -> None:
    asked = desk.get("auth.confirm_logout")
    assert asked.status == 200 and asked.says(MARTA)
    assert len(sessions.sessions_of(login_of(MARTA).id)) == 1


def test_signing_out_ends_this_session_alone(app: Flask, desk: Visitor) -> None:
    other = Visitor(app).signed_in_as(MARTA)
    desk.get("auth.confirm_logout").form().submit()
    assert other.get("account.show").status == 200


def test_a_client_signs_out_of_the_portal_too(carla: Visitor) -> None:
    assert carla.get("account.show").form("logout").submit().leads_to("auth.login")
    assert not carla.is_in()


def test_who_is_not_in_is_led_to_the_sign_in_page(visitor: Visitor) -> None:
    assert visitor.get("auth.confirm_logout").leads_to("auth.login")
    assert visitor.post("auth.logout").leads_to("auth.login")


@pytest.mark.parametrize("language", ["it", "pl"])
def test_the_sign_in_page_speaks_on_in_the_language_of_who_left(app: Flask, language: str) -> None:
    marta().language = language
    desk = Visitor(app, language=language).signed_in_as(MARTA)
    desk.post("auth.logout")
    assert f'<html lang="{language}"' in desk.client.get("/login", headers={"Accept-Language": "en"}).text
