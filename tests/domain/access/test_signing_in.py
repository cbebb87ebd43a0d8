"""Who gets in with which password: the table *Signing in*, and one answer for all who do not."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.access.signing_in import Closed, NotSignedIn, SignedIn, Visitor, sign_in
from app.domain.accounts import passwords, sessions
from app.domain.accounts.models import KnownDevice, Login, LoginSession, SignInFailure
from app.domain.accounts.permissions import StaffRole
from app.domain.accounts.throttle import MustWait
from app.domain.parties.models import PartyStatus
from tests.domain.accounts.people import (
    PASSWORD,
    a_client,
    a_contact,
    a_member,
    an_admin,
    person_of,
    set_active,
    set_status,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE = Visitor("192.0.2.7", "Firefox")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


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


def enter(email: str, password: str = PASSWORD, visitor: Visitor = HERE) -> SignedIn:
    entered = sign_in(email, password, visitor)
    db.session.commit()
    return entered


def count_of(model: type[KnownDevice | LoginSession | SignInFailure]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# The table ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("others", [[], [PartyStatus.ARCHIVED], [PartyStatus.DEACTIVATED]])
def test_one_open_client_is_enough(app: Flask, others: list[PartyStatus]) -> None:
    a_contact(a_client(), *(a_client("Other", status) for status in others))
    assert enter("carla@acme.example").is_portal


def test_a_deactivated_client_is_no_reason_to_stay_outside(app: Flask) -> None:
    a_contact(a_client(status=PartyStatus.DEACTIVATED))
    assert enter("carla@acme.example").is_portal


def test_whose_clients_are_all_archived_is_told_that_courteously(app: Flask) -> None:
    a_contact(a_client(status=PartyStatus.ARCHIVED), a_client("Other", PartyStatus.ARCHIVED))
    with pytest.raises(Closed):
        enter("carla@acme.example")


def test_who_is_archived_as_a_person_is_told_that_courteously(app: Flask) -> None:
    carla = a_contact(a_client())
    set_status(person_of(carla), PartyStatus.ARCHIVED)
    with pytest.raises(Closed):
        enter("carla@acme.example")


def test_the_courteous_answer_is_for_the_right_password_alone_and_counts_as_no_failure(app: Flask) -> None:
    a_contact(a_client(status=PartyStatus.ARCHIVED))
    with pytest.raises(Closed):
        enter("carla@acme.example")
    assert count_of(SignInFailure) == count_of(LoginSession) == count_of(KnownDevice) == 0
    with pytest.raises(NotSignedIn):
        enter("carla@acme.example", "wrong")
    assert count_of(SignInFailure) == 1


def test_a_restored_client_opens_again_with_the_same_password(app: Flask) -> None:
    acme = a_client(status=PartyStatus.ARCHIVED)
    a_contact(acme)
    with pytest.raises(Closed):
        enter("carla@acme.example")
    set_status(acme, PartyStatus.ACTIVE)
    assert enter("carla@acme.example").is_portal


def test_staff_enter_the_desk_whatever_their_role(app: Flask) -> None:
    a_member()
    an_admin()
    assert not enter("maria@portico.example").is_portal
    assert not enter("olga@portico.example").is_portal


@pytest.mark.parametrize("typed", ["MARIA@portico.example", "  maria@Portico.Example ", "maria@portico.example\0"])
def test_the_case_of_an_email_and_the_blanks_around_it_do_not_count(app: Flask, typed: str) -> None:
    a_member()
    assert enter(typed)


# One answer -----------------------------------------------------------------------------------------------------------


def nobody() -> None:
    pass


def switched_off() -> None:
    a_member("Carla Verdi", is_on=False).email_key = "carla@acme.example"


def portal_user_switched_off() -> None:
    a_contact(a_client()).is_on = False


def inactive_contact() -> None:
    set_active(a_contact(a_client()), is_active=False)


def inactive_contact_of_an_archived_client() -> None:
    set_active(a_contact(a_client(status=PartyStatus.ARCHIVED)), is_active=False)


def contact_of_nobody() -> None:
    a_contact()


def without_a_password() -> None:
    a_contact(a_client()).password_hash = None


refused = pytest.mark.parametrize(
    "somebody",
    [
        nobody,
        switched_off,
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
        enter("carla@acme.example", password)
    assert answer.value.sentence == NotSignedIn().sentence
    assert hasher.verified == 1
    assert count_of(SignInFailure) == 1
    assert count_of(LoginSession) == 0


def test_a_wrong_password_and_a_right_one_cost_one_hash_too(app: Flask, hasher: CountingHasher) -> None:
    a_contact(a_client())
    with pytest.raises(NotSignedIn) as answer:
        enter("carla@acme.example", "wrong")
    assert answer.value.sentence == NotSignedIn().sentence
    assert hasher.verified == 1
    enter("carla@acme.example")
    assert hasher.verified == 2


@pytest.mark.parametrize("email", ["carla@acme.example", "nobody@acme.example"])
def test_an_account_that_does_not_exist_is_slowed_down_like_one_that_does(
    app: Flask, hasher: CountingHasher, email: str
) -> None:
    a_contact(a_client())
    for _ in range(10):
        with pytest.raises(NotSignedIn):
            enter(email, "wrong")
    for password in ("wrong", PASSWORD):
        with pytest.raises(MustWait) as wait:
            enter(email, password)
        assert wait.value.seconds == 2
    assert hasher.verified == 10


# What a sign-in leaves behind -----------------------------------------------------------------------------------------


def test_every_sign_in_opens_a_session_of_its_own(app: Flask) -> None:
    maria = a_member()
    first, second = enter("maria@portico.example"), enter("maria@portico.example")
    assert first.token != second.token
    assert len(sessions.sessions_of(maria.id)) == 2
    assert maria.last_sign_in_at == NOON
    assert first.token not in db.session.scalars(select(LoginSession.token_hash)).all()


def test_a_sign_in_over_an_open_session_ends_that_one(app: Flask) -> None:
    maria, bob = a_member(), a_member("Bob Bianchi", StaffRole.ADMIN)
    enter("maria@portico.example")
    (open_one,) = sessions.sessions_of(maria.id)
    sign_in("bob@portico.example", PASSWORD, HERE, replacing=open_one.id)
    db.session.commit()
    assert not sessions.sessions_of(maria.id)
    assert len(sessions.sessions_of(bob.id)) == 1


def test_a_device_that_has_signed_in_before_is_not_slowed_by_others(app: Flask) -> None:
    a_member()
    device = enter("maria@portico.example").device
    for _ in range(10):
        with pytest.raises(NotSignedIn):
            enter("maria@portico.example", "wrong", Visitor("203.0.113.9"))
    with pytest.raises(MustWait):
        enter("maria@portico.example")
    assert enter("maria@portico.example", visitor=Visitor("192.0.2.7", device=device)).device == device
    with pytest.raises(MustWait):
        enter("maria@portico.example", visitor=Visitor("192.0.2.7", device="made up"))


def test_a_wait_passes_and_the_right_password_opens(app: Flask) -> None:
    a_member()
    for _ in range(10):
        with pytest.raises(NotSignedIn):
            enter("maria@portico.example", "wrong")
    with clock.frozen(NOON + timedelta(seconds=2)):
        assert enter("maria@portico.example")


def test_a_hash_of_another_cost_is_made_anew_at_sign_in(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    maria = a_member()
    before = maria.password_hash
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(memory_cost=16, time_cost=1, parallelism=1))
    enter("maria@portico.example")
    assert maria.password_hash != before
    assert "m=16" in str(maria.password_hash)
    assert passwords.matches(PASSWORD, maria.password_hash)


def test_a_login_that_changed_while_its_password_was_verified_stays_outside(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    maria_id = a_member().id

    class SlowHasher(PasswordHasher):
        """argon2 itself, during which an admin switches the login off."""

        def verify(self, *args: object) -> bool:
            db.session.rollback()
            db.session.query(Login).filter_by(id=maria_id).update({"is_on": False})
            db.session.commit()
            return super().verify(*args)

    monkeypatch.setattr(passwords, "_hasher", SlowHasher(memory_cost=8, time_cost=1, parallelism=1))
    with pytest.raises(NotSignedIn):
        enter("maria@portico.example")
    assert count_of(LoginSession) == 0
