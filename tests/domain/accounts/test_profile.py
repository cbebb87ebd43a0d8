"""What people change about themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.accounts import links, passwords, profile, secret, sessions, throttle
from app.domain.accounts.models import Density, LinkPurpose, Login, LoginSession, SignInFailure, Theme
from app.domain.accounts.passwords import matches
from app.domain.accounts.permissions import StaffRole
from app.domain.accounts.throttle import MustWait
from app.domain.errors import NotFound, RuleViolation
from app.domain.history.models import Act, Actor, ActorKind, Deed, Event, EventKind
from tests.support.builders import PASSWORD, a_login

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NEXT = "four calling birds"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def marta(app: Flask) -> Login:
    return a_login("marta@portico.example.com", "Marta Wójcik", StaffRole.STAFF)


@pytest.fixture
def bob(app: Flask) -> Login:
    return a_login("bob@portico.example.com", "Bob Bianchi", StaffRole.STAFF)


@pytest.fixture
def carla(app: Flask) -> Login:
    return a_login("carla@acme.example.com", "Carla Rossi", None)


def a_session(login: Login) -> LoginSession:
    token = sessions.open_session(login.id, address="192.0.2.7", device="Firefox")
    db.session.commit()
    return db.session.scalars(select(LoginSession).where(LoginSession.token_hash == sessions.hash_of(token))).one()


def change(login: Login, current: str = PASSWORD, new: str = NEXT, key: str = "k1", session_id: int = 0) -> Act:
    actor = Actor(ActorKind.STAFF if login.role else ActorKind.PORTAL, login.id, login.name, "192.0.2.7")
    act = profile.change_password(current, new, key, session_id=session_id, by=actor)
    db.session.commit()
    return act


def open_ids(login: Login) -> set[int]:
    return {one.id for one in sessions.sessions_of(login.id)}


def test_language_theme_and_row_height_are_saved(marta: Login) -> None:
    profile.set_preferences(marta.id, language="pl", theme=Theme.DARK, density=Density.COMPACT)
    db.session.commit()
    assert (marta.language, marta.theme, marta.density) == ("pl", Theme.DARK, Density.COMPACT)
    profile.set_preferences(marta.id, language=None, theme=Theme.AUTO)
    db.session.commit()
    assert (marta.language, marta.theme, marta.density) == (None, Theme.AUTO, Density.COMPACT)


def test_the_row_height_is_saved_alone_too(marta: Login) -> None:
    profile.set_density(marta.id, Density.COMPACT)
    db.session.commit()
    assert (marta.theme, marta.density) == (Theme.AUTO, Density.COMPACT)


def test_a_changed_password_ends_every_session_but_the_one_in_hand(marta: Login, bob: Login) -> None:
    here, there = a_session(marta), a_session(marta)
    a_session(bob)
    change(marta, session_id=here.id)
    assert matches(NEXT, marta.password_hash) and not matches(PASSWORD, marta.password_hash)
    assert open_ids(marta) == {here.id} and there.ended_at == NOON
    assert len(open_ids(bob)) == 1


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_a_link_that_was_sent_before_a_password_was_changed_opens_nothing(
    marta: Login, bob: Login, purpose: LinkPurpose
) -> None:
    sent, of_bob = links.issue(marta.id, purpose), links.issue(bob.id, purpose)
    db.session.commit()
    change(marta)
    assert links.find(links.token_of(sent)).state is links.LinkState.DEAD
    assert links.find(links.token_of(of_bob)).state is links.LinkState.GOOD


def test_a_changed_password_is_recorded_once_however_often_the_form_is_sent(marta: Login) -> None:
    act = change(marta)
    with pytest.raises(RuleViolation, match="current"):
        change(marta, key="k2")  # the old one is no longer the current one
    db.session.rollback()
    assert change(marta).id == act.id
    kinds = db.session.execute(select(Act.deed, Event.kind, Event.record_id).join(Event)).all()
    assert [tuple(row) for row in kinds] == [(Deed.CHANGE_PASSWORD, EventKind.PASSWORD_CHANGED, marta.id)]


def test_a_form_that_is_sent_twice_counts_no_failure(marta: Login) -> None:
    change(marta)
    change(marta)
    assert db.session.scalars(select(SignInFailure)).all() == []


@pytest.mark.parametrize(("current", "new"), [(NEXT, "five golden rings"), (NEXT, NEXT)])
def test_the_same_form_with_other_passwords_is_refused_and_the_first_one_holds(
    marta: Login, current: str, new: str
) -> None:
    change(marta)
    with pytest.raises(RuleViolation, match="other data"):
        change(marta, current, new)
    db.session.rollback()
    assert matches(NEXT, marta.password_hash)


def test_what_an_act_keeps_of_a_password_cannot_be_guessed_without_the_secret(app: Flask, marta: Login) -> None:
    before = passwords.seal(NEXT, "k1")
    assert passwords.seal(NEXT, "k1") == before != passwords.seal(NEXT, "k2")
    secret.set_secret("another")
    try:
        assert passwords.seal(NEXT, "k1") != before
    finally:
        secret.set_secret(app.config["SECRET_KEY"])


def test_a_client_changes_their_password_in_the_same_way(carla: Login) -> None:
    change(carla)
    assert matches(NEXT, carla.password_hash)


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong", NEXT, "current"),
        ("", NEXT, "current"),
        (PASSWORD, "short", "new"),
        (PASSWORD, "1qaz2wsx3edc", "new"),
        (PASSWORD, "x MARTA@portico.example.com", "new"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(
    marta: Login, current: str, new: str, field: str
) -> None:
    session = a_session(marta)
    with pytest.raises(RuleViolation) as refused:
        change(marta, current, new)
    assert refused.value.field == field
    db.session.rollback()
    assert matches(PASSWORD, marta.password_hash)
    assert open_ids(marta) == {session.id}


def test_the_same_password_again_is_allowed(marta: Login) -> None:
    change(marta, new=PASSWORD)
    assert matches(PASSWORD, marta.password_hash)


def test_guessing_the_current_password_is_slowed_down(marta: Login) -> None:
    for _ in range(10):
        with pytest.raises(RuleViolation, match="current"):
            change(marta, "wrong")
    with pytest.raises(MustWait) as wait:
        change(marta)
    assert wait.value.seconds == 2
    with clock.frozen(NOON + timedelta(seconds=2)):
        change(marta)


def test_nobody_outside_slows_down_a_change_of_password(marta: Login) -> None:
    outside = throttle.asker("marta@portico.example.com", "192.0.2.7", device_id=None)
    for _ in range(10):
        throttle.count_try(outside)
    with pytest.raises(MustWait):
        throttle.count_try(outside)
    change(marta)


def test_one_of_one_s_own_sessions_can_be_ended_and_none_of_others(marta: Login, bob: Login) -> None:
    here, there = a_session(marta), a_session(marta)
    theirs = a_session(bob)
    profile.end_session(marta.id, there.id)
    assert open_ids(marta) == {here.id}
    for session_id in (theirs.id, 4711):
        with pytest.raises(NotFound):
            profile.end_session(marta.id, session_id)
    assert theirs.ended_at is None


def test_all_other_sessions_can_be_ended_at_once(marta: Login) -> None:
    here, *_ = [a_session(marta) for _ in range(3)]
    profile.end_other_sessions(marta.id, but=here.id)
    db.session.commit()
    assert open_ids(marta) == {here.id}


def test_where_the_portal_leads_to_is_remembered_without_the_page_s_own_transaction(carla: Login) -> None:
    profile.remember_client(carla.id, 42)
    db.session.rollback()
    assert carla.last_client_id == 42
