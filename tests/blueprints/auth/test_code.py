"""The second step of signing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.accounts import two_factor
from app.domain.accounts.models import KnownDevice, LoginSession
from app.domain.accounts.passwords import hash_password
from app.domain.contacts.models import Contact
from app.domain.history.models import Act, Actor, ActorKind, Deed
from tests.domain.access.entering import CARLA, contact_of, login_of
from tests.support.builders import PASSWORD, a_client, archived
from tests.support.codes import app_code, two_factor_on
from tests.support.rows import all_rows, changes
from tests.support.visitor import Answer, Visitor

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
Freeze = Callable[[datetime], None]


@pytest.fixture
def secret(app: Flask, freeze: Freeze) -> str:
    """Carla signs in with a code; it is five minutes later."""
    freeze(NOON)
    contact_of(a_client())
    login = login_of(CARLA)
    secret, _ = two_factor_on(Actor(ActorKind.PORTAL, login.id, login.name))
    freeze(NOON + timedelta(minutes=5))
    return secret


def first_step(visitor: Visitor) -> Answer:
    answer = visitor.sign_in(CARLA)
    assert answer.leads_to("auth.code")
    return answer.follow()


def test_the_right_password_leads_to_the_code_and_opens_nothing(visitor: Visitor, secret: str) -> None:
    before = all_rows()
    first_step(visitor)
    assert changes(before, all_rows()) == []
    assert not visitor.is_in()
    assert visitor.get("portal.home").leads_to("auth.login", next="/portal")


def test_a_code_of_the_app_lets_in(visitor: Visitor, secret: str) -> None:
    assert first_step(visitor).form().submit(code=app_code(secret)).leads_to("portal.home")
    assert visitor.is_in()


def test_so_does_a_recovery_code_once(app: Flask, visitor: Visitor, secret: str) -> None:
    login = login_of(CARLA)
    code = two_factor.recovery_codes(login.id, two_factor_act())[3]
    assert first_step(visitor).form().submit(code=code).leads_to("portal.home")
    answer = first_step(Visitor(app)).form().submit(code=code)
    assert (answer.status, answer.errors()[0]) == (
        422,
        "This code is not right, or was used before. Wait for the next one.",
    )


def two_factor_act() -> Act:
    return db.session.scalars(select(Act).where(Act.deed == Deed.ADD_TWO_FACTOR)).one()


def test_a_code_that_was_seen_over_the_shoulder_is_used_up(app: Flask, visitor: Visitor, secret: str) -> None:
    code = app_code(secret)
    first_step(visitor).form().submit(code=code)
    assert first_step(Visitor(app)).form().submit(code=code).status == 422


def test_where_it_was_wanted_to_go_is_kept_over_both_steps(visitor: Visitor, secret: str) -> None:
    page = visitor.get("auth.login", next="/account").form().submit(email=CARLA, password=PASSWORD)
    assert page.follow().form().submit(code=app_code(secret)).leads_to("account.show")


def test_the_wrong_password_says_nothing_of_a_code(visitor: Visitor, secret: str) -> None:
    answer = visitor.sign_in(CARLA, "wrong horse battery")
    assert (answer.status, answer.errors()[0]) == (422, "The email or the password is not right.")


def test_without_a_first_step_there_is_no_second(visitor: Visitor, secret: str) -> None:
    assert visitor.get("auth.code").leads_to("auth.login")
    assert visitor.post("auth.enter_code", {"code": app_code(secret)}).leads_to("auth.login")


def test_after_five_minutes_it_begins_again(visitor: Visitor, secret: str, freeze: Freeze) -> None:
    page = first_step(visitor)
    freeze(NOON + timedelta(minutes=10))
    answer = page.form().submit(code=app_code(secret))
    assert answer.leads_to("auth.login") and answer.follow().says("Please sign in once more.")
    assert not visitor.is_in()


def test_another_password_in_between_ends_the_first_step(visitor: Visitor, secret: str) -> None:
    page = first_step(visitor)
    login_of(CARLA).password_hash = hash_password("four calling birds")
    db.session.commit()
    assert page.form().submit(code=app_code(secret)).leads_to("auth.login")


@pytest.mark.parametrize("switched_off", [True, False])
def test_who_may_no_longer_in_is_told_as_at_the_first_step(visitor: Visitor, secret: str, switched_off: bool) -> None:
    page = first_step(visitor)
    if switched_off:
        login_of(CARLA).is_on = False
        db.session.commit()
        assert page.form().submit(code=app_code(secret)).leads_to("auth.login")
    else:
        archived(contact().client)
        assert page.form().submit(code=app_code(secret)).says("Closed at the moment")
    assert not visitor.is_in()


def contact() -> Contact:
    return db.session.scalars(select(Contact)).one()


def test_wrong_codes_wait_as_wrong_passwords_do_and_the_right_password_does_not_reset_them(
    app: Flask, visitor: Visitor, secret: str
) -> None:
    page = first_step(visitor)
    answers = [page.form().submit(code="000000").status for _ in range(10)]
    assert answers == [422] * 10
    other = Visitor(app, address="192.0.2.9")
    answer = first_step(other).form().submit(code=app_code(secret))
    assert (answer.status, answer.headers["Retry-After"]) == (429, "2")


def test_a_browser_that_has_signed_in_here_is_not_slowed_down_by_others(
    app: Flask, secret: str, freeze: Freeze
) -> None:
    known = Visitor(app)
    first_step(known).form().submit(code=app_code(secret))
    known.get("auth.confirm_logout").form().submit()
    page = first_step(Visitor(app, address="192.0.2.9"))
    for _ in range(11):
        page.form().submit(code="000000")
    freeze(NOON + timedelta(minutes=6))
    assert first_step(known).form().submit(code=app_code(secret)).leads_to("portal.home")


def test_only_who_is_in_is_known_by_their_browser(visitor: Visitor, secret: str) -> None:
    first_step(visitor)
    assert not db.session.scalars(select(KnownDevice)).all()
    assert not db.session.scalars(select(LoginSession)).all()


def test_a_second_factor_that_came_in_between_is_asked_for(app: Flask, visitor: Visitor) -> None:
    """The form of the first step was open when it was switched on elsewhere."""
    contact_of(a_client())
    form = visitor.get("auth.login").form()
    login = login_of(CARLA)
    two_factor_on(Actor(ActorKind.PORTAL, login.id, login.name))
    assert form.submit(email=CARLA, password=PASSWORD).leads_to("auth.code")
