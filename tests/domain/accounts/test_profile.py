"""What people change about themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.accounts import profile, sessions, throttle
from app.domain.accounts.models import Density, Login, LoginSession, Theme
from app.domain.accounts.passwords import matches
from app.domain.accounts.throttle import MustWait
from app.domain.errors import NotFound, RuleViolation
from app.domain.history.models import Act, Deed, Event, EventKind
from tests.domain.accounts.people import PASSWORD, a_client, a_contact, a_member, as_actor

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NEXT = "four calling birds"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def maria(app: Flask) -> Login:
    return a_member()


def a_session(login: Login) -> LoginSession:
    token = sessions.open_session(login.id, address="192.0.2.7", device="Firefox")
    db.session.commit()
    return db.session.scalars(select(LoginSession).where(LoginSession.token_hash == sessions.hash_of(token))).one()


def change(login: Login, current: str = PASSWORD, new: str = NEXT, key: str = "k1", session_id: int = 0) -> Act:
    act = profile.change_password(current, new, key, session_id=session_id, by=as_actor(login))
    db.session.commit()
    return act


def open_ids(login: Login) -> set[int]:
    return {one.id for one in sessions.sessions_of(login.id)}


def test_language_theme_and_row_height_are_saved(maria: Login) -> None:
    profile.set_preferences(maria.id, language="pl", theme=Theme.DARK, density=Density.COMPACT)
    db.session.commit()
    assert (maria.language, maria.theme, maria.density) == ("pl", Theme.DARK, Density.COMPACT)
    profile.set_preferences(maria.id, language=None, theme=Theme.AUTO)
    db.session.commit()
    assert (maria.language, maria.theme, maria.density) == (None, Theme.AUTO, Density.COMPACT)


def test_the_row_height_is_saved_alone_too(maria: Login) -> None:
    profile.set_density(maria.id, Density.COMPACT)
    db.session.commit()
    assert (maria.theme, maria.density) == (Theme.AUTO, Density.COMPACT)


def test_a_changed_password_ends_every_session_but_the_one_in_hand(maria: Login) -> None:
    here, there = a_session(maria), a_session(maria)
    bob = a_member("Bob Bianchi")
    a_session(bob)
    change(maria, session_id=here.id)
    assert matches(NEXT, maria.password_hash) and not matches(PASSWORD, maria.password_hash)
    assert open_ids(maria) == {here.id} and there.ended_at == NOON
    assert len(open_ids(bob)) == 1


def test_a_changed_password_is_recorded_once_however_often_the_form_is_sent(maria: Login) -> None:
    act = change(maria)
    with pytest.raises(RuleViolation, match="current"):
        change(maria, key="k2")  # the old one is no longer the current one
    db.session.rollback()
    assert change(maria, current=NEXT).id == act.id
    kinds = db.session.execute(select(Act.deed, Event.kind, Event.record_id).join(Event)).all()
    assert [tuple(row) for row in kinds] == [(Deed.CHANGE_PASSWORD, EventKind.PASSWORD_CHANGED, maria.id)]


def test_a_client_changes_their_password_in_the_same_way(app: Flask) -> None:
    carla = a_contact(a_client())
    change(carla)
    assert matches(NEXT, carla.password_hash)


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong", NEXT, "current"),
        ("", NEXT, "current"),
        (PASSWORD, "short", "new"),
        (PASSWORD, "1qaz2wsx3edc", "new"),
        (PASSWORD, "x MARIA@portico.example", "new"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(
    maria: Login, current: str, new: str, field: str
) -> None:
    session = a_session(maria)
    with pytest.raises(RuleViolation) as refused:
        change(maria, current, new)
    assert refused.value.field == field
    db.session.rollback()
    assert matches(PASSWORD, maria.password_hash)
    assert open_ids(maria) == {session.id}


def test_the_same_password_again_is_allowed(maria: Login) -> None:
    change(maria, new=PASSWORD)
    assert matches(PASSWORD, maria.password_hash)


def test_guessing_the_current_password_is_slowed_down(maria: Login) -> None:
    for _ in range(10):
        with pytest.raises(RuleViolation, match="current"):
            change(maria, "wrong")
    with pytest.raises(MustWait) as wait:
        change(maria)
    assert wait.value.seconds == 2
    with clock.frozen(NOON + timedelta(seconds=2)):
        change(maria)


def test_nobody_outside_slows_down_a_change_of_password(maria: Login) -> None:
    outside = throttle.asker("maria@portico.example", "192.0.2.7", device_id=None)
    for _ in range(10):
        throttle.count_try(outside)
    with pytest.raises(MustWait):
        throttle.count_try(outside)
    change(maria)


def test_one_of_one_s_own_sessions_can_be_ended_and_none_of_others(maria: Login) -> None:
    here, there = a_session(maria), a_session(maria)
    bob = a_session(a_member("Bob Bianchi"))
    profile.end_session(maria.id, there.id)
    assert open_ids(maria) == {here.id}
    for session_id in (bob.id, 4711):
        with pytest.raises(NotFound):
            profile.end_session(maria.id, session_id)
    assert bob.ended_at is None


def test_all_other_sessions_can_be_ended_at_once(maria: Login) -> None:
    here, *_ = [a_session(maria) for _ in range(3)]
    profile.end_other_sessions(maria.id, but=here.id)
    db.session.commit()
    assert open_ids(maria) == {here.id}


def test_where_the_portal_leads_to_is_remembered_without_the_page_s_own_transaction(app: Flask) -> None:
    acme = a_client()
    carla = a_contact(acme)
    profile.remember_client(carla.id, acme.id)
    db.session.rollback()
    assert carla.last_client_id == acme.id
