"""Failures are counted, and slow down who makes them; nobody is locked out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.accounts import throttle
from app.domain.accounts.models import SignInFailure
from app.domain.accounts.throttle import Asker, MustWait
from tests.support.builders import a_login

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def someone(account: str = "marta@portico.example.com", address: str = "192.0.2.7", device: int | None = None) -> Asker:
    return throttle.asker(account, address, device_id=device)


def fail(times: int, who: Asker) -> None:
    for _ in range(times):
        throttle.count_try(who)


def wait_of(who: Asker) -> int:
    """How long this one has to wait now; a try that may be made is taken back."""
    try:
        failure = throttle.count_try(who)
    except MustWait as wait:
        return wait.seconds
    throttle.forgive(failure, Asker(who.account, who.address, None))
    db.session.commit()
    return 0


def failures() -> int:
    return db.session.scalar(select(func.count()).select_from(SignInFailure)) or 0


def test_ten_failures_of_an_account_are_free_from_wherever_they_come(app: Flask) -> None:
    for number in range(10):
        fail(1, someone(address=f"192.0.2.{number}"))
    assert wait_of(someone(address="192.0.2.99")) == 2


def test_fifty_failures_of_an_address_are_free_whatever_the_accounts(app: Flask) -> None:
    for number in range(49):
        fail(1, someone(f"{number}@acme.example.com"))
    assert wait_of(someone("new@acme.example.com")) == 0
    fail(1, someone("49@acme.example.com"))
    assert wait_of(someone("new@acme.example.com")) == 2
    assert wait_of(someone("new@acme.example.com", address="192.0.2.8")) == 0


def test_each_further_failure_doubles_the_wait_and_a_minute_is_the_longest(app: Flask) -> None:
    fail(10, someone())
    waits = []
    at = NOON
    for _ in range(8):
        with clock.frozen(at):
            waits.append(wait_of(someone()))
        at += timedelta(seconds=waits[-1])
        with clock.frozen(at):
            fail(1, someone())
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]


def test_the_wait_runs_from_the_last_failure(app: Flask) -> None:
    fail(10, someone())
    with clock.frozen(NOON + timedelta(seconds=1.2)):
        assert wait_of(someone()) == 1
    with clock.frozen(NOON + timedelta(seconds=2)):
        assert wait_of(someone()) == 0


def test_a_try_made_while_waiting_is_not_counted_and_does_not_make_the_wait_longer(app: Flask) -> None:
    fail(10, someone())
    for _ in range(5):
        assert wait_of(someone()) == 2
    assert failures() == 10


def test_after_a_quarter_of_an_hour_a_failure_no_longer_counts(app: Flask) -> None:
    fail(10, someone())
    with clock.frozen(NOON + timedelta(minutes=15)):
        assert wait_of(someone()) == 0


def test_old_failures_are_deleted_in_passing(app: Flask) -> None:
    fail(3, someone())
    with clock.frozen(NOON + timedelta(minutes=15)):
        fail(1, someone("another@acme.example.com"))
        assert failures() == 1


def test_a_known_device_is_not_slowed_by_what_others_do_to_its_account_or_address(app: Flask) -> None:
    fail(10, someone())
    for number in range(40):
        fail(1, someone(f"{number}@acme.example.com"))
    assert wait_of(someone()) == wait_of(someone("new@acme.example.com")) == 2
    assert wait_of(someone(device=7)) == 0


def test_a_known_device_has_a_count_of_its_own_which_slows_nobody_else(app: Flask) -> None:
    fail(10, someone(device=7))
    assert wait_of(someone(device=7)) == 2
    assert wait_of(someone(device=8)) == 0
    assert wait_of(someone()) == 0


def test_what_turned_out_right_is_forgiven_and_a_device_begins_anew(app: Flask) -> None:
    fail(9, someone(device=7))
    throttle.forgive(throttle.count_try(someone(device=7)), someone(device=7))
    assert failures() == 0


def test_being_right_does_not_forgive_the_other_failures_of_account_and_address(app: Flask) -> None:
    fail(5, someone())
    throttle.forgive(throttle.count_try(someone()), someone())
    assert failures() == 5


def test_a_browser_is_known_to_each_login_that_signed_in_there_and_to_no_other(app: Flask) -> None:
    marta, bob, ada = (a_login(f"{name}@portico.example.com", name, None) for name in ("marta", "bob", "ada"))
    token = throttle.remember_device(marta.id, None)
    assert throttle.remember_device(bob.id, token) == token
    db.session.commit()
    assert throttle.known_device(marta.id, token) != throttle.known_device(bob.id, token) is not None
    assert throttle.known_device(ada.id, token) is None
    assert throttle.known_device(marta.id, "another token") is None
    assert throttle.known_device(None, token) is None


def test_a_browser_is_forgotten_when_its_cookie_is(app: Flask) -> None:
    marta = a_login("marta@portico.example.com", "Marta Wójcik", None)
    token = throttle.remember_device(marta.id, None)
    db.session.commit()
    with clock.frozen(NOON + timedelta(days=400)):
        assert throttle.known_device(marta.id, token) is None
        throttle.remember_device(marta.id, token)
        assert throttle.known_device(marta.id, token) is not None


def test_what_was_typed_as_an_email_is_not_kept_in_the_clear(app: Flask) -> None:
    fail(1, someone("my password, by mistake"))
    assert "password" not in db.session.scalars(select(SignInFailure.account)).one()


def test_all_addresses_of_one_ipv6_network_count_together(app: Flask) -> None:
    assert someone(address="2001:db8:1:2::1").address == someone(address="2001:db8:1:2:ffff::9").address
    assert someone(address="2001:db8:1:2::1").address != someone(address="2001:db8:1:3::1").address
    assert someone(address="::ffff:192.0.2.7").address == "192.0.2.7"
    assert someone(address="").address == ""


def test_of_twenty_tries_at_once_ten_are_looked_at(app: Flask) -> None:
    start = Barrier(20)
    answers: list[str] = []

    def guess() -> None:
        with app.app_context():
            start.wait()
            try:
                throttle.count_try(someone())
            except MustWait:
                answers.append("wait")
            else:
                answers.append("try")

    threads = [Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["try"] * 10 + ["wait"] * 10
