"""A hash takes tens of milliseconds: it is never made while others wait for the lock (ARCHITECTURE.md 3.6)."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from flask import Flask

from app.db import Mood, db, mood
from app.domain.accounts import passwords
from tests.support.builders import PASSWORD
from tests.support.cast import Cast
from tests.support.visitor import Visitor

NEW = "another long one, please"


class WatchedHasher(PasswordHasher):
    """Hashes as usual, and notes each time whether a writing transaction was open."""

    def __init__(self) -> None:
        super().__init__(memory_cost=8, time_cost=1, parallelism=1)
        self.held_the_lock: list[bool] = []

    def hash(self, *args: object, **kwargs: object) -> str:
        self._look()
        return super().hash(*args, **kwargs)  # type: ignore[arg-type]

    def verify(self, *args: object, **kwargs: object) -> bool:
        self._look()
        return super().verify(*args, **kwargs)  # type: ignore[arg-type, return-value]

    def _look(self) -> None:
        self.held_the_lock.append(mood.get() is Mood.WRITE and db.session().in_transaction())


@pytest.fixture
def hasher(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> WatchedHasher:
    """In place of the app's own, once everybody is on file."""
    watched = WatchedHasher()
    monkeypatch.setattr(passwords, "_hasher", watched)
    return watched


@pytest.fixture
def marta(app: Flask, cast: Cast, hasher: WatchedHasher) -> Visitor:
    return Visitor(app).signed_in_as(cast.marta.email)


@pytest.mark.parametrize("email", ["marta@portico.example.com", "carla@acme.example.com", "nobody@example.com"])
@pytest.mark.parametrize("password", [PASSWORD, "not this one"])
def test_signing_in(app: Flask, hasher: WatchedHasher, email: str, password: str) -> None:
    Visitor(app).sign_in(email, password)
    assert hasher.held_the_lock
    assert not any(hasher.held_the_lock)


def test_signing_in_with_a_hash_of_yesterday_s_cost(app: Flask, hasher: WatchedHasher, cast: Cast) -> None:
    cast.marta.password_hash = PasswordHasher(memory_cost=16, time_cost=1, parallelism=1).hash(PASSWORD)
    db.session.commit()
    Visitor(app).sign_in(cast.marta.email)
    assert hasher.held_the_lock == [False, False]  # verified, then hashed anew


def test_a_contact_with_a_login(marta: Visitor, hasher: WatchedHasher, cast: Cast) -> None:
    hasher.held_the_lock.clear()
    form = marta.get("contacts.new", client_id=cast.bravo.id).form("/new")
    form.submit(first_name="Nora", last_name="Nowak", email="nora@example.com", password=NEW)
    assert hasher.held_the_lock == [False]


def test_a_contact_s_new_password(marta: Visitor, hasher: WatchedHasher, cast: Cast) -> None:
    hasher.held_the_lock.clear()
    marta.get("contacts.edit", client_id=cast.acme.id, contact_id=cast.carla.id).form("/edit").submit(password=NEW)
    assert hasher.held_the_lock == [False]


def test_one_s_own_password(marta: Visitor, hasher: WatchedHasher) -> None:
    hasher.held_the_lock.clear()
    marta.get("account.show").form("/password").submit(current=PASSWORD, new=NEW)
    assert hasher.held_the_lock == [False, False]


@pytest.mark.parametrize("at", ["new", "password"])
def test_a_member_of_the_staff(app: Flask, hasher: WatchedHasher, cast: Cast, at: str) -> None:
    luca = Visitor(app).signed_in_as(cast.luca.email)
    hasher.held_the_lock.clear()
    if at == "new":
        form = luca.get("settings.new_staff").form("/new")
        form.submit(name="Nina", email="nina@portico.example.com", password=NEW)
    else:
        luca.get("settings.edit_staff", login_id=cast.marta.id).form("/password").submit(password=NEW)
    assert hasher.held_the_lock == [False]
