"""Who gets in with which password: the table *Signing in*, and one answer for all who do not."""

from collections.abc import Callable
from datetime import datetime

import pytest
from argon2 import PasswordHasher
from flask import Flask

from app.db import db, own_transaction
from app.domain.access.signing_in import Closed, NotSignedIn
from app.domain.accounts import passwords
from app.domain.accounts.models import KnownDevice, Login, LoginSession, SignInFailure
from app.domain.accounts.permissions import StaffRole
from app.domain.accounts.throttle import MustWait
from tests.domain.access.entering import (
    CARLA,
    MARTA,
    NOON,
    contact_of,
    count_of,
    deactivated,
    enter,
    login_of,
    marta,
    no_longer_active,
)
from tests.support.builders import PASSWORD, a_client, a_login, archived, restored


@pytest.fixture(autouse=True)
def noon(freeze: Callable[[datetime], None]) -> None:
    freeze(NOON)


class CountingHasher(PasswordHasher):
    """argon2 itself, which also counts how often it is asked."""

    __slots__ = ("verified",)

    def verify(self, *args: object) -> bool:
        self.verified = getattr(self, "verified", 0) + 1
        return super().verify(*args)


@pytest.fixture
def hasher(app: Flask, monkeypatch: pytest.MonkeyPatch) -> CountingHasher:
    counting = CountingHasher(memory_cost=8, time_cost=1, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", counting)
    return counting


# The table ------------------------------------------------------------------------------------------------------------


def test_one_open_client_is_enough(app: Flask) -> None:
    other = a_client("Other")
    contact_of(a_client(), other, deactivated(a_client("Third")))
    archived(other)
    assert enter(CARLA).is_portal


def test_a_deactivated_client_is_no_reason_to_stay_outside(app: Flask) -> None:
    contact_of(deactivated(a_client()))
    assert enter(CARLA).is_portal


def test_whose_clients_are_all_archived_is_told_that_courteously(app: Flask) -> None:
    acme, other = a_client(), a_client("Other")
    contact_of(acme, other)
    archived(acme, other)
    with pytest.raises(Closed):
        enter(CARLA)


def test_who_is_archived_as_a_person_is_told_that_courteously(app: Flask) -> None:
    archived(contact_of(a_client()).person)
    with pytest.raises(Closed):
        enter(CARLA)


def test_the_courteous_answer_is_for_the_right_password_alone_and_counts_as_no_failure(app: Flask) -> None:
    archived(contact_of(a_client()).client)
    with pytest.raises(Closed):
        enter(CARLA)
    assert count_of(SignInFailure) == count_of(LoginSession) == count_of(KnownDevice) == 0
    with pytest.raises(NotSignedIn):
        enter(CARLA, "wrong")
    assert count_of(SignInFailure) == 1


def test_a_restored_client_opens_again_with_the_same_password(app: Flask) -> None:
    acme = contact_of(a_client()).client
    archived(acme)
    with pytest.raises(Closed):
        enter(CARLA)
    restored(acme)
    assert enter(CARLA).is_portal


def test_staff_enter_the_desk_whatever_their_role(app: Flask) -> None:
    marta()
    a_login("luca@portico.example.com", "Luca Prandi", StaffRole.ADMIN)
    assert not enter(MARTA).is_portal
    assert not enter("luca@portico.example.com").is_portal


@pytest.mark.parametrize("typed", [MARTA.upper(), f"  {MARTA} ", f"{MARTA}\0"])
def test_the_case_of_an_email_and_the_blanks_around_it_do_not_count(app: Flask, typed: str) -> None:
    marta()
    assert enter(typed)


# Meanwhile ------------------------------------------------------------------------------------------------------------


def gets_another_password(login: Login) -> None:
    login.password_hash = passwords.hash_password("four calling birds")


def is_switched_off(login: Login) -> None:
    login.is_on = False


@pytest.mark.parametrize("happens", [gets_another_password, is_switched_off])
def test_who_is_shut_out_while_the_password_is_verified_stays_outside(
    app: Flask, monkeypatch: pytest.MonkeyPatch, happens: Callable[[Login], None]
) -> None:
    """Verifying takes its time, and stands in no transaction: just then an admin acts."""
    marta()
    verify = passwords.matches

    def verify_while_it_happens(password: str, stored: str | None) -> bool:
        is_right = verify(password, stored)
        with own_transaction():
            happens(login_of(MARTA))
        return is_right

    monkeypatch.setattr(passwords, "matches", verify_while_it_happens)
    with pytest.raises(NotSignedIn):
        enter(MARTA)
    db.session.rollback()
    assert count_of(LoginSession) == count_of(KnownDevice) == 0
    assert count_of(SignInFailure) == 1


# One answer -----------------------------------------------------------------------------------------------------------


def nobody() -> None:
    pass


def staff_switched_off() -> None:
    a_login(CARLA, "Carla Rossi", StaffRole.ADMIN).is_on = False


def portal_user_switched_off() -> None:
    contact_of(a_client())
    login_of(CARLA).is_on = False


def inactive_contact() -> None:
    no_longer_active(contact_of(a_client()))


def inactive_contact_of_an_archived_client() -> None:
    contact = contact_of(a_client())
    no_longer_active(contact)
    archived(contact.client)


def contact_of_nobody() -> None:
    a_login(CARLA, "Carla Rossi", None)


def without_a_password() -> None:
    contact_of(a_client())
    login_of(CARLA).password_hash = None


refused = pytest.mark.parametrize(
    "somebody",
    [
        nobody,
        staff_switched_off,
        portal_user_switched_off,
        inactive_contact,
        inactive_contact_of_an_archived_client,
        contact_of_nobody,
        without_a_password,
    ],
)


@refused
@pytest.mark.parametrize("password", [PASSWORD, "wrong", "nobody"])
def test_all_who_may_not_enter_get_one_answer_for_one_hash(
    app: Flask, hasher: CountingHasher, somebody: Callable[[], None], password: str
) -> None:
    somebody()
    db.session.commit()
    with pytest.raises(NotSignedIn) as answer:
        enter(CARLA, password)
    assert answer.value.sentence == NotSignedIn().sentence
    assert hasher.verified == 1
    assert count_of(SignInFailure) == 1
    assert count_of(LoginSession) == 0


def test_a_wrong_password_and_a_right_one_cost_one_hash_too(app: Flask, hasher: CountingHasher) -> None:
    contact_of(a_client())
    with pytest.raises(NotSignedIn) as answer:
        enter(CARLA, "wrong")
    assert answer.value.sentence == NotSignedIn().sentence
    assert hasher.verified == 1
    enter(CARLA)
    assert hasher.verified == 2


@pytest.mark.parametrize("email", [CARLA, "nobody@acme.example.com"])
def test_an_account_that_does_not_exist_is_slowed_down_like_one_that_does(
    app: Flask, hasher: CountingHasher, email: str
) -> None:
    contact_of(a_client())
    for _ in range(10):
        with pytest.raises(NotSignedIn):
            enter(email, "wrong")
    for password in ("wrong", PASSWORD):
        with pytest.raises(MustWait) as wait:
            enter(email, password)
        assert wait.value.seconds == 2
    assert hasher.verified == 10
