"""The way out: asked for by a link, taken by a button."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.accounts import sessions
from tests.blueprints.auth.doors import enter, send
from tests.domain.accounts.people import a_client, a_contact, a_member

MARIA, CARLA = "maria@portico.example", "carla@acme.example"


def test_the_button_ends_the_session_for_good(app: Flask, client: FlaskClient) -> None:
    maria = a_member()
    enter(client, MARIA)
    cookie = client.get_cookie("session")
    left = send(client, "/logout")
    assert (left.status_code, left.location) == (303, "/login")
    assert not sessions.sessions_of(maria.id)
    assert client.get("/account").location.startswith("/login")
    thief = app.test_client()  # who kept the cookie
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    assert thief.get("/account").location.startswith("/login")


def test_a_link_only_asks_and_says_who_it_is(client: FlaskClient) -> None:
    maria = a_member()
    enter(client, MARIA)
    asked = client.get("/logout")
    assert asked.status_code == 200 and MARIA in asked.text
    assert len(sessions.sessions_of(maria.id)) == 1


def test_signing_out_ends_this_session_alone(app: Flask, client: FlaskClient) -> None:
    maria = a_member()
    other = app.test_client()
    enter(other, MARIA)
    enter(client, MARIA)
    send(client, "/logout")
    assert len(sessions.sessions_of(maria.id)) == 1
    assert other.get("/account").status_code == 200


def test_a_client_signs_out_of_the_portal_too(client: FlaskClient) -> None:
    a_contact(a_client())
    enter(client, CARLA)
    assert send(client, "/logout").location == "/login"
    assert client.get("/portal").location.startswith("/login")


def test_who_is_not_in_is_led_to_the_sign_in_page(client: FlaskClient) -> None:
    assert client.get("/logout").location == "/login"


@pytest.mark.parametrize("language", ["it", "pl"])
def test_the_sign_in_page_speaks_on_in_the_language_of_who_left(client: FlaskClient, language: str) -> None:
    a_member().language = language
    enter(client, MARIA)
    send(client, "/logout")
    assert f'<html lang="{language}"' in client.get("/login").text
