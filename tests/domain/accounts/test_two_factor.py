"""The second factor: what the app's codes and the recovery codes open, once, and what is kept of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.accounts import two_factor
from app.domain.accounts.models import RecoveryCode, SignInFailure, TwoFactor
from app.domain.accounts.throttle import MustWait
from app.domain.errors import RuleViolation
from app.domain.history.models import Actor, ActorKind, Event, EventKind
from tests.domain.access.entering import marta
from tests.support.builders import PASSWORD, a_key
from tests.support.codes import app_code, two_factor_on
from tests.support.rows import all_rows
from tests.support.together import at_once

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
Freeze = Callable[[datetime], None]


@pytest.fixture
def by_marta(app: Flask, freeze: Freeze) -> Actor:
    freeze(NOON)
    login = marta()
    return Actor(ActorKind.STAFF, login.id, login.name)


def takes(by: Actor, code: str) -> bool:
    taken = two_factor.takes(by.id or 0, code)
    db.session.commit()
    return taken


def test_until_it_is_confirmed_it_asks_nothing_of_anybody(by_marta: Actor) -> None:
    two_factor.begin(by_marta.id or 0)
    assert not two_factor.is_on(by_marta.id or 0)
    assert two_factor.protection_of(by_marta.id or 0) is None


def test_neither_a_table_nor_an_act_holds_the_secret_or_a_code(by_marta: Actor) -> None:
    secret, act = two_factor_on(by_marta)
    rows = str(all_rows())
    for code in [secret, secret.lower(), *two_factor.recovery_codes(by_marta.id or 0, act)]:
        assert code not in rows
        assert code.replace("-", "") not in rows


def test_to_begin_anew_tells_the_app_another_secret(by_marta: Actor) -> None:
    secrets = set()
    for _ in range(2):
        two_factor.begin(by_marta.id or 0)
        setup = two_factor.setup_of(by_marta.id or 0, email="m@example.com", office="Portico Uffici")
        assert setup and setup.uri.startswith("otpauth://totp/Portico%20Uffici:m%40example.com?secret=")
        assert setup.secret in setup.uri and len(setup.secret) == 32
        secrets.add(setup.secret)
    assert len(secrets) == 2


def test_what_is_on_is_not_begun_anew(by_marta: Actor) -> None:
    two_factor_on(by_marta)
    before = all_rows()
    with pytest.raises(RuleViolation, match="on already"):
        two_factor.begin(by_marta.id or 0)
    db.session.rollback()
    assert all_rows() == before


@pytest.mark.parametrize(("seconds", "is_right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_s_clock_may_be_off_by_one_step(by_marta: Actor, freeze: Freeze, seconds: int, is_right: bool) -> None:
    secret, _ = two_factor_on(by_marta)
    freeze(NOON + timedelta(hours=1))
    assert takes(by_marta, app_code(secret, later=seconds)) is is_right


def test_a_code_is_good_once_and_none_before_it_is_good_any_more(by_marta: Actor, freeze: Freeze) -> None:
    secret, _ = two_factor_on(by_marta)
    freeze(NOON + timedelta(hours=1))
    before, code = app_code(secret, later=-30), app_code(secret)
    assert [takes(by_marta, one) for one in (code, code, before)] == [True, False, False]


def test_the_code_that_confirmed_it_signs_nobody_in(by_marta: Actor) -> None:
    secret, _ = two_factor_on(by_marta)
    assert not takes(by_marta, app_code(secret))


def test_blanks_in_a_code_do_not_count(by_marta: Actor, freeze: Freeze) -> None:
    secret, _ = two_factor_on(by_marta)
    freeze(NOON + timedelta(hours=1))
    code = app_code(secret)
    assert takes(by_marta, f" {code[:3]} {code[3:]} ")


def test_each_recovery_code_is_good_once_however_it_is_typed(by_marta: Actor) -> None:
    _, act = two_factor_on(by_marta)
    codes = two_factor.recovery_codes(by_marta.id or 0, act)
    assert len(set(codes)) == two_factor.HOW_MANY == 10
    typed = [codes[0], codes[1].upper(), codes[2].replace("-", " "), codes[0]]
    assert [takes(by_marta, code) for code in typed] == [True, True, True, False]
    protection = two_factor.protection_of(by_marta.id or 0)
    assert protection and (protection.since, protection.codes_left) == (NOON, 7)


def test_of_many_who_use_a_code_at_once_one_is_let_in(by_marta: Actor, app: Flask, freeze: Freeze) -> None:
    _, act = two_factor_on(by_marta)
    code = two_factor.recovery_codes(by_marta.id or 0, act)[0]
    db.session.rollback()
    answers = at_once(app, *[lambda: two_factor.takes(by_marta.id or 0, code)] * 5)
    assert sorted(map(str, answers)) == ["False"] * 4 + ["True"]


def test_other_recovery_codes_end_the_former_ones(by_marta: Actor) -> None:
    _, act = two_factor_on(by_marta)
    renewed = two_factor.renew_codes(PASSWORD, a_key(), by=by_marta)
    db.session.commit()
    assert not takes(by_marta, two_factor.recovery_codes(by_marta.id or 0, act)[0])
    assert takes(by_marta, two_factor.recovery_codes(by_marta.id or 0, renewed)[0])


def test_wrong_codes_are_slowed_down_and_counted_apart_from_passwords(by_marta: Actor) -> None:
    two_factor.begin(by_marta.id or 0)
    db.session.commit()
    for _ in range(10):
        with pytest.raises(RuleViolation, match="not right"):
            two_factor.confirm("000000", a_key(), session_id=0, by=by_marta)
        db.session.rollback()
    with pytest.raises(MustWait):
        two_factor.confirm("000000", a_key(), session_id=0, by=by_marta)
    assert {one.account for one in db.session.scalars(select(SignInFailure))} == {
        two_factor.asker(by_marta.id or 0, "", device_id=None).account
    }


def test_a_wrong_code_switches_nothing_on(by_marta: Actor) -> None:
    two_factor.begin(by_marta.id or 0)
    db.session.commit()
    with pytest.raises(RuleViolation):
        two_factor.confirm("000000", a_key(), session_id=0, by=by_marta)
    db.session.rollback()
    assert db.session.scalars(select(TwoFactor.confirmed_at)).all() == [None]
    assert not db.session.scalars(select(RecoveryCode)).all()


@pytest.mark.parametrize("deed", [two_factor.switch_off, two_factor.renew_codes])
def test_what_takes_something_away_asks_the_password(by_marta: Actor, deed: Callable[..., object]) -> None:
    two_factor_on(by_marta)
    before = all_rows()
    more = {"session_id": 0} if deed is two_factor.switch_off else {}
    with pytest.raises(RuleViolation, match="not your current password"):
        deed("wrong horse battery", a_key(), by=by_marta, **more)
    db.session.rollback()
    assert {**all_rows(), "sign_in_failure": []} == before


def test_switched_off_nothing_is_left_of_it_but_what_was_done(by_marta: Actor) -> None:
    two_factor_on(by_marta)
    key = a_key()
    for _ in range(2):  # a double click
        two_factor.switch_off(PASSWORD, key, session_id=0, by=by_marta)
        db.session.commit()
    assert not db.session.scalars(select(TwoFactor)).all()
    assert not db.session.scalars(select(RecoveryCode)).all()
    kinds = db.session.scalars(select(Event.kind).order_by(Event.id)).all()
    assert kinds == [EventKind.TWO_FACTOR_ADDED, EventKind.TWO_FACTOR_REMOVED]


def test_what_is_not_on_is_not_switched_off(by_marta: Actor) -> None:
    with pytest.raises(RuleViolation, match="not on"):
        two_factor.take_away(by_marta.id or 0, a_key(), by=by_marta)
