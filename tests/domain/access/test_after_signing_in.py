"""What a sign-in leaves behind: a session of its own, a device that is known again, a hash of today's cost."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.access.signing_in import NotSignedIn, Visitor, sign_in
from app.domain.accounts import passwords, sessions
from app.domain.accounts.models import Login, LoginSession
from app.domain.accounts.permissions import StaffRole
from app.domain.accounts.throttle import MustWait
from tests.domain.access.entering import HERE, MARTA, NOON, count_of, enter, marta
from tests.support.builders import PASSWORD, a_login


@pytest.fixture(autouse=True)
def noon(freeze: Callable[[datetime], None]) -> None:
    freeze(NOON)


def test_every_sign_in_opens_a_session_of_its_own(app: Flask) -> None:
    login = marta()
    first, second = enter(MARTA), enter(MARTA)
    assert first.token != second.token
    assert len(sessions.sessions_of(login.id)) == 2
    assert login.last_sign_in_at == NOON
    assert first.token not in db.session.scalars(select(LoginSession.token_hash)).all()


def test_a_sign_in_over_an_open_session_ends_that_one(app: Flask) -> None:
    login, bob = marta(), a_login("bob@portico.example.com", "Bob Bianchi", StaffRole.ADMIN)
    enter(MARTA)
    (open_one,) = sessions.sessions_of(login.id)
    sign_in("bob@portico.example.com", PASSWORD, HERE, replacing=open_one.id)
    db.session.commit()
    assert not sessions.sessions_of(login.id)
    assert len(sessions.sessions_of(bob.id)) == 1


def test_a_device_that_has_signed_in_before_is_not_slowed_by_others(app: Flask) -> None:
    marta()
    device = enter(MARTA).device
    for _ in range(10):
        with pytest.raises(NotSignedIn):
            enter(MARTA, "wrong", Visitor("203.0.113.9"))
    with pytest.raises(MustWait):
        enter(MARTA)
    assert enter(MARTA, visitor=Visitor("192.0.2.7", device=device)).device == device
    with pytest.raises(MustWait):
        enter(MARTA, visitor=Visitor("192.0.2.7", device="made up"))


def test_a_wait_passes_and_the_right_password_opens(app: Flask, freeze: Callable[[datetime], None]) -> None:
    marta()
    for _ in range(10):
        with pytest.raises(NotSignedIn):
            enter(MARTA, "wrong")
    freeze(NOON + timedelta(seconds=2))
    assert enter(MARTA)


def test_a_hash_of_another_cost_is_made_anew_at_sign_in(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    login = marta()
    before = login.password_hash
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(memory_cost=16, time_cost=1, parallelism=1))
    enter(MARTA)
    assert login.password_hash != before
    assert "m=16" in str(login.password_hash)
    assert passwords.matches(PASSWORD, login.password_hash)


def test_a_login_that_changed_while_its_password_was_verified_stays_outside(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    login_id = marta().id

    class SlowHasher(PasswordHasher):
        """argon2 itself, during which an admin switches the login off."""

        def verify(self, *args: object) -> bool:
            db.session.rollback()
            db.session.query(Login).filter_by(id=login_id).update({"is_on": False})
            db.session.commit()
            return super().verify(*args)

    monkeypatch.setattr(passwords, "_hasher", SlowHasher(memory_cost=8, time_cost=1, parallelism=1))
    with pytest.raises(NotSignedIn):
        enter(MARTA)
    assert count_of(LoginSession) == 0
