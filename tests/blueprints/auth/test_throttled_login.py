"""The sign-in page slows down who guesses, and says for how long."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.domain.access.entering import MARTA, marta
from tests.support.builders import PASSWORD
from tests.support.visitor import Visitor

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Freeze = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def noon(freeze: Freeze) -> None:
    freeze(NOON)


def guess(visitor: Visitor, times: int, email: str = MARTA) -> list[int]:
    form = visitor.get("auth.login").form()
    return [form.submit(email=email, password="wrong").status for _ in range(times)]


@pytest.mark.parametrize("email", [MARTA, "nobody@portico.example.com"])
def test_after_ten_failures_the_page_says_how_long_to_wait_and_keeps_the_email(visitor: Visitor, email: str) -> None:
    marta()
    assert guess(visitor, 10, email) == [422] * 10
    refused = visitor.sign_in(email)
    assert refused.status == 429
    assert refused.headers["Retry-After"] == "2"
    assert refused.errors() == ["Too many tries. Wait 2 seconds, then try again."]
    assert refused.form().values["email"] == email
    assert PASSWORD not in refused.html


def test_who_waits_gets_in(visitor: Visitor, freeze: Freeze) -> None:
    marta()
    guess(visitor, 10)
    freeze(NOON + timedelta(seconds=2))
    assert visitor.sign_in(MARTA).status == 303


def test_failures_count_although_their_answers_take_everything_back(visitor: Visitor, freeze: Freeze) -> None:
    marta()
    guess(visitor, 11)
    freeze(NOON + timedelta(seconds=3))
    guess(visitor, 1)
    assert visitor.sign_in(MARTA).headers["Retry-After"] == "4"


def test_a_device_that_has_signed_in_before_is_not_slowed_by_a_stranger(app: Flask, visitor: Visitor) -> None:
    marta()
    visitor.sign_in(MARTA)
    visitor.get("auth.confirm_logout").form().submit()
    stranger = Visitor(app, address="203.0.113.9")
    guess(stranger, 12)
    assert stranger.sign_in(MARTA).status == 429
    assert visitor.sign_in(MARTA).status == 303


def test_signing_out_does_not_forget_the_device(visitor: Visitor) -> None:
    marta()
    visitor.sign_in(MARTA)
    device = visitor.client.get_cookie("device")
    assert device is not None and device.max_age == 400 * 24 * 3600
    visitor.get("auth.confirm_logout").form().submit()
    visitor.sign_in(MARTA)
    again = visitor.client.get_cookie("device")
    assert again is not None and again.value == device.value


def test_an_address_is_slowed_after_fifty_failures_whatever_the_accounts(app: Flask, visitor: Visitor) -> None:
    marta()
    for number in range(5):
        assert guess(visitor, 10, f"{number}@acme.example.com") == [422] * 10
    assert visitor.sign_in(MARTA).status == 429
    assert Visitor(app, address="203.0.113.9").sign_in(MARTA).status == 303
