"""Hashing takes its time on purpose, so it never happens while the others wait for a writing transaction."""

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select

from app.db import Mood, db, mood
from app.domain.accounts import passwords
from app.domain.accounts.permissions import StaffRole
from app.domain.contacts.models import Contact
from tests.domain.access.entering import CARLA, MARTA, contact_of, marta
from tests.support.builders import PASSWORD, a_client, a_login, archived
from tests.support.visitor import Visitor

NEXT = "four calling birds"
LUCA = "luca@portico.example.com"


class WatchedHasher(PasswordHasher):
    """argon2 itself, which notes in which mood the transaction is that it runs in."""

    __slots__ = ("moods",)

    def verify(self, *args: object) -> bool:
        self.moods.append(mood.get())
        return super().verify(*args)

    def hash(self, *args: object, **more: object) -> str:
        self.moods.append(mood.get())
        return super().hash(*args, **more)


@pytest.fixture
def hasher(app: Flask, monkeypatch: pytest.MonkeyPatch) -> WatchedHasher:
    """At another cost than the stored hashes were made at, so that a sign-in makes them anew."""
    watched = WatchedHasher(memory_cost=16, time_cost=1, parallelism=1)
    watched.moods = []
    marta()
    a_login(LUCA, "Luca Prandi", StaffRole.ADMIN)
    contact_of(a_client())
    monkeypatch.setattr(passwords, "_hasher", watched)
    return watched


def test_signing_in_verifies_and_hashes_anew_before_it_writes(hasher: WatchedHasher, visitor: Visitor) -> None:
    assert visitor.sign_in(MARTA, "wrong").status == 422
    assert visitor.sign_in("nobody@portico.example.com").status == 422
    assert hasher.moods == [Mood.READ_FIRST] * 2
    assert visitor.sign_in(MARTA).status == 303
    assert hasher.moods == [Mood.READ_FIRST] * 4  # verified, and hashed anew


def test_the_courteous_refusal_verifies_before_it_writes(hasher: WatchedHasher, visitor: Visitor) -> None:
    archived(db.session.scalars(select(Contact)).one().client)
    assert visitor.sign_in(CARLA).status == 403
    assert hasher.moods == [Mood.READ_FIRST]


def test_a_change_of_password_verifies_and_hashes_before_it_writes(hasher: WatchedHasher, visitor: Visitor) -> None:
    visitor.signed_in_as(MARTA)
    hasher.moods.clear()
    assert visitor.get("account.show").form("/password").submit(current=PASSWORD, new=NEXT).status == 303
    assert hasher.moods == [Mood.READ_FIRST] * 2


def test_staff_are_added_and_reset_with_a_hash_made_before(hasher: WatchedHasher, visitor: Visitor) -> None:
    visitor.signed_in_as(LUCA)
    hasher.moods.clear()
    anna = {"name": "Anna", "email": "anna@portico.example.com", "role": "staff", "password": PASSWORD}
    assert visitor.get("settings.new_staff").form().submit(**anna).status == 303
    assert visitor.get("settings.edit_staff", login_id=1).form("/password").submit(password=NEXT).status == 303
    assert hasher.moods == [Mood.READ_FIRST] * 2
