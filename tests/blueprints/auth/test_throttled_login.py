"""The sign-in page slows down who guesses, and says for how long."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain import clock
from tests.blueprints.auth.doors import enter, send
from tests.domain.accounts.people import PASSWORD, a_member

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MARIA = "maria@portico.example"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def guess(client: FlaskClient, times: int, email: str = MARIA) -> list[int]:
    return [enter(client, email, "wrong").status_code for _ in range(times)]


@pytest.mark.parametrize("email", [MARIA, "nobody@portico.example"])
def test_after_ten_failures_the_page_says_how_long_to_wait_and_keeps_the_email(client: FlaskClient, email: str) -> None:
    a_member()
    assert guess(client, 10, email) == [422] * 10
    refused = enter(client, email)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "2"
    assert "Wait 2 seconds, then try again." in refused.text
    assert f'value="{email}"' in refused.text
    assert PASSWORD not in refused.text


def test_who_waits_gets_in(client: FlaskClient) -> None:
    a_member()
    guess(client, 10)
    with clock.frozen(NOON + timedelta(seconds=2)):
        assert enter(client, MARIA).status_code == 303


def test_failures_count_although_their_answers_take_everything_back(client: FlaskClient) -> None:
    a_member()
    guess(client, 11)
    with clock.frozen(NOON + timedelta(seconds=3)):
        guess(client, 1)
        assert enter(client, MARIA).headers["Retry-After"] == "4"


def test_a_device_that_has_signed_in_before_is_not_slowed_by_a_stranger(app: Flask, client: FlaskClient) -> None:
    a_member()
    enter(client, MARIA)
    send(client, "/logout")
    stranger = app.test_client()
    stranger.environ_base = {**stranger.environ_base, **ELSEWHERE}
    guess(stranger, 12)
    assert enter(stranger, MARIA).status_code == 429
    assert enter(client, MARIA).status_code == 303


def test_signing_out_does_not_forget_the_device(client: FlaskClient) -> None:
    a_member()
    enter(client, MARIA)
    device = client.get_cookie("device")
    assert device is not None and device.max_age == 400 * 24 * 3600
    send(client, "/logout")
    assert client.get_cookie("device") is not None
    enter(client, MARIA)
    again = client.get_cookie("device")
    assert again is not None and again.value == device.value


def test_an_address_is_slowed_after_fifty_failures_whatever_the_accounts(app: Flask, client: FlaskClient) -> None:
    a_member()
    for number in range(5):
        assert guess(client, 10, f"{number}@acme.example") == [422] * 10
    assert enter(client, MARIA).status_code == 429
    elsewhere = app.test_client()
    elsewhere.environ_base = {**elsewhere.environ_base, **ELSEWHERE}
    assert enter(elsewhere, MARIA).status_code == 303
