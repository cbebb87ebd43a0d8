"""One's own sessions: listed, ended one by one or all at once, and never those of others."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.db import db
from app.domain.accounts import sessions
from app.domain.accounts.devices import device_name
from app.domain.accounts.models import LoginSession
from app.domain.accounts.permissions import StaffRole
from tests.domain.access.entering import MARTA, login_of, marta
from tests.support.builders import a_login
from tests.support.visitor import Visitor

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
BOB = "bob@portico.example.com"


@pytest.fixture(autouse=True)
def marta_on_file(app: Flask) -> None:
    marta()


def signed_in(app: Flask, email: str = MARTA, browser: str = "", address: str = "127.0.0.1") -> Visitor:
    visitor = Visitor(app, address=address)
    visitor.client.environ_base["HTTP_USER_AGENT"] = browser
    return visitor.signed_in_as(email)


def newest() -> int:
    return max(one.id for one in db.session.query(LoginSession))


def test_open_sessions_are_listed_with_device_and_address_and_this_one_is_marked(app: Flask) -> None:
    here = signed_in(app, browser=FIREFOX)
    signed_in(app, browser=IPHONE, address="203.0.113.9")
    page = here.get("account.show")
    assert page.says("Firefox, Linux", "Safari, iPhone", "203.0.113.9")
    assert page.text.count("This device") == 1
    assert len(page.find("//form[contains(@action, '/sessions/')]")) == 2  # the other one, and all others


@pytest.mark.parametrize(
    ("browser", "name"),
    [(FIREFOX, "Firefox, Linux"), (EDGE, "Edge, Windows"), (IPHONE, "Safari, iPhone"), ("curl", "")],
)
def test_a_browser_is_called_as_people_call_it(browser: str, name: str) -> None:
    assert device_name(browser) == name


def test_a_session_is_ended_by_its_button_and_the_others_go_on(app: Flask) -> None:
    here, phone, tablet = signed_in(app), signed_in(app), signed_in(app)
    ended = here.get("account.show").form(f"/sessions/{newest()}/end").submit()
    assert ended.status == 303 and ended.leads_to("account.show")
    assert ended.follow().says("That session has ended.")
    assert [one.is_in() for one in (here, phone, tablet)] == [True, True, False]


def test_the_session_of_somebody_else_does_not_exist(app: Flask) -> None:
    a_login(BOB, "Bob Bianchi", StaffRole.STAFF)
    here, bob = signed_in(app), signed_in(app, BOB)
    assert here.post("account.end_session", session_id=newest()).status == 404
    assert here.post("account.end_session", session_id=4711).status == 404
    assert bob.is_in()


def test_all_other_sessions_end_at_once(app: Flask) -> None:
    a_login(BOB, "Bob Bianchi", StaffRole.STAFF)
    here, bob = signed_in(app), signed_in(app, BOB)
    others = [signed_in(app) for _ in range(2)]
    after = here.get("account.show").form("/end-others").submit().follow()
    assert after.says("You are signed out everywhere else.")
    assert not after.find("//form[contains(@action, '/sessions/')]")
    assert not any(other.is_in() for other in others)
    assert here.is_in() and bob.is_in()


def test_a_session_that_was_idle_for_too_long_is_neither_listed_nor_open(
    app: Flask, freeze: Callable[[datetime], None]
) -> None:
    here = signed_in(app)
    freeze(datetime.now(UTC) + timedelta(hours=13))
    assert not here.is_in()
    assert not sessions.sessions_of(login_of(MARTA).id)


def test_a_session_that_is_used_every_day_is_over_when_it_is_too_old(
    app: Flask, freeze: Callable[[datetime], None]
) -> None:
    opened = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    freeze(opened)
    here = signed_in(app)
    for click in range(1, 30 * 24 // 11 + 1):
        freeze(opened + click * timedelta(hours=11))
        assert here.is_in()
    freeze(opened + timedelta(days=30))
    assert not here.is_in()
    assert not sessions.sessions_of(login_of(MARTA).id)
    assert here.get("account.show").leads_to("auth.login")


@pytest.mark.sqlite
def test_how_long_a_session_lives_is_a_setting(
    make_app: Callable[..., Flask], freeze: Callable[[datetime], None]
) -> None:
    opened = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    freeze(opened)
    office = make_app(SESSION_IDLE=timedelta(hours=3), SESSION_LIFE=timedelta(hours=8))
    busy, idle = signed_in(office), signed_in(office)
    for hours in (2, 4, 6):
        freeze(opened + timedelta(hours=hours))
        assert busy.is_in()
    assert not idle.is_in()
    freeze(opened + timedelta(hours=8))
    assert not busy.is_in()
