"""A database that cannot do it now answers "try again", never "something broke" (SAFETY.md 16)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, insert, text
from werkzeug.test import TestResponse

from app.db import db, patience
from app.domain.jobs.models import Job, JobKind
from tests.access.office import session_of
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.visitor import Visitor
from tests.web import rooms
from tests.web.rooms import notes
from tests.web.trouble import break_the_connection, full_disk, no_database, read_only, somebody_holds, somebody_writes


@pytest.fixture
def meanwhile() -> Iterator[list[Callable[[], None]]]:
    """What happens between a deed and its answer."""
    yield rooms.meanwhile
    rooms.meanwhile.clear()


@pytest.fixture
def impatient() -> Iterator[None]:
    """Nobody waits ten seconds in a test."""
    before = patience.set(50)
    yield
    patience.reset(before)


def asks_to_try_again(answer: TestResponse) -> bool:
    return answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0 and "The office is busy" in answer.text


@pytest.mark.sqlite
def test_who_writes_while_another_does_is_asked_to_try_again(
    house: Flask, browser: FlaskClient, database: str, impatient: None
) -> None:
    with somebody_writes(database):
        assert asks_to_try_again(browser.post("/note/200"))
    assert notes(house) == []
    assert browser.post("/note/200").status_code == 200


def test_who_finds_every_connection_in_use_is_asked_to_try_again(make_app: Callable[..., Flask]) -> None:
    one = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0.1}
    app = make_app(SQLALCHEMY_ENGINE_OPTIONS=one)
    with app.app_context(), db.engine.connect():
        assert asks_to_try_again(app.test_client().get("/login"))
    assert app.test_client().get("/login").status_code == 200


@pytest.mark.sqlite
def test_who_only_reads_does_not_wait_for_a_writer(browser: FlaskClient, database: str) -> None:
    browser.post("/note/200")
    with somebody_writes(database):
        started = time.monotonic()
        assert browser.get("/notes").text == "before 200"
        assert time.monotonic() - started < 5  # a writer would have waited for ten


@pytest.mark.sqlite
def test_a_form_that_is_refused_before_its_deed_does_not_wait_for_a_writer(browser: FlaskClient, database: str) -> None:
    with somebody_writes(database):
        assert browser.post("/abort/422").status_code == 422


@pytest.mark.sqlite
def test_a_page_does_not_wait_to_note_when_its_reader_was_last_seen(
    app: Flask, cast: Cast, database: str, freeze: Callable[[datetime], None]
) -> None:
    freeze(datetime(2026, 11, 18, 9, 0, tzinfo=UTC))
    marta = Visitor(app).signed_in_as(cast.marta.email)
    before = all_rows()
    freeze(datetime(2026, 11, 18, 9, 0, tzinfo=UTC) + timedelta(hours=1))
    with somebody_writes(database):
        assert marta.get("account.show").status == 200
    assert all_rows() == before


@pytest.mark.postgres
def test_who_writes_what_another_holds_is_asked_to_try_again(
    app: Flask, cast: Cast, database: str, impatient: None
) -> None:
    form = Visitor(app).signed_in_as(cast.marta.email).get("account.show").form("/account")
    with somebody_holds(database, "login", cast.marta.id):
        db.session.rollback()
        before = all_rows()
        answer = form.submit(theme="dark")
        assert asks_to_try_again(answer.response)
        assert all_rows() == before
    assert form.submit(theme="dark").status == 303


@pytest.mark.postgres
def test_what_another_holds_is_read_without_waiting_and_others_are_written(
    app: Flask, cast: Cast, database: str, impatient: None
) -> None:
    luca = Visitor(app).signed_in_as(cast.luca.email)
    marta = Visitor(app).signed_in_as(cast.marta.email)
    with somebody_holds(database, "login", cast.marta.id):
        assert marta.get("account.show").status == 200
        assert luca.get("account.show").form("/account").submit(theme="dark").status == 303


@pytest.mark.postgres
def test_a_page_does_not_wait_to_note_its_reader_in_a_row_that_another_holds(
    app: Flask, cast: Cast, database: str, freeze: Callable[[datetime], None]
) -> None:
    freeze(datetime(2026, 11, 18, 9, 0, tzinfo=UTC))
    marta = Visitor(app).signed_in_as(cast.marta.email)
    session_id = session_of(cast.marta.email)
    before = all_rows()
    freeze(datetime(2026, 11, 18, 9, 0, tzinfo=UTC) + timedelta(hours=1))
    with somebody_holds(database, "login_session", session_id):
        assert marta.get("account.show").status == 200
        assert all_rows() == before
    assert marta.get("account.show").status == 200
    assert all_rows() != before


@pytest.mark.postgres
def test_while_a_database_takes_no_writes_it_is_read_and_who_writes_is_asked_to_try_again(
    app: Flask, cast: Cast, database: str, freeze: Callable[[datetime], None]
) -> None:
    freeze(datetime(2026, 11, 18, 9, 0, tzinfo=UTC))
    marta = Visitor(app).signed_in_as(cast.marta.email)
    form = marta.get("account.show").form("/account")
    freeze(datetime(2026, 11, 18, 9, 0, tzinfo=UTC) + timedelta(hours=1))
    with read_only(database):
        assert marta.get("account.show").status == 200  # although its reader ought to be noted
        assert asks_to_try_again(form.submit(theme="dark").response)
    assert form.submit(theme="dark").status == 303


@pytest.mark.sqlite
def test_a_full_disk_at_the_commit_says_so_and_nothing_else(
    house: Flask, browser: FlaskClient, meanwhile: list[Callable[[], None]]
) -> None:
    with ExitStack() as stack:
        meanwhile.append(lambda: stack.enter_context(full_disk()))
        answer = browser.post("/note/303")
    meanwhile.clear()
    is_as_if_nothing_had_been(house, browser, answer)


@pytest.mark.postgres
def test_a_connection_that_breaks_at_the_commit_says_so_and_nothing_else(
    house: Flask, browser: FlaskClient, meanwhile: list[Callable[[], None]]
) -> None:
    meanwhile.append(break_the_connection)
    answer = browser.post("/note/303")
    meanwhile.clear()
    is_as_if_nothing_had_been(house, browser, answer)


@pytest.mark.postgres
def test_a_connection_that_breaks_once_all_is_read_takes_nothing_from_the_answer(
    browser: FlaskClient, meanwhile: list[Callable[[], None]]
) -> None:
    browser.post("/note/200")
    meanwhile.append(break_the_connection)
    assert browser.get("/notes").text == "before 200"
    meanwhile.clear()
    assert browser.get("/notes").text == "before 200"


def is_as_if_nothing_had_been(house: Flask, browser: FlaskClient, answer: TestResponse) -> None:
    """Asked to try again, no word of success now or later, no row; and the next try goes well."""
    assert asks_to_try_again(answer)
    assert "It is done." not in answer.text
    assert browser.get("/said").text == "nothing"
    assert notes(house) == []
    assert browser.post("/note/200").status_code == 200
    assert notes(house) == ["before 200"]


@pytest.mark.postgres
def test_of_two_who_wait_for_each_other_one_is_asked_to_try_again(
    house: Flask, browser: FlaskClient, meanwhile: list[Callable[[], None]]
) -> None:
    with house.app_context():
        other = db.engine.connect()
    leave(other, "the other's")
    both = threading.Thread(target=leave, args=(other, "before 200"))

    def wait_for_each_other() -> None:
        db.session.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
        both.start()
        wait_until_somebody_waits()
        leave(db.session.connection(), "the other's")

    meanwhile.append(wait_for_each_other)
    assert asks_to_try_again(browser.post("/note/200"))
    both.join()
    other.rollback()
    other.close()
    assert notes(house) == []


def leave(connection: Connection, key: str) -> None:
    connection.execute(insert(Job).values(kind=JobKind.STAGE_IMPORT, key=key))


def wait_until_somebody_waits() -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    deadline = time.monotonic() + 10
    with db.engine.connect() as watch:
        while not watch.scalar(waiting):
            assert time.monotonic() < deadline
            time.sleep(0.01)
            watch.rollback()


def test_without_a_database_everybody_is_asked_to_try_again_and_the_reference_is_there(
    app: Flask, cast: Cast, database: str
) -> None:
    marta, nobody = Visitor(app).signed_in_as(cast.marta.email), Visitor(app)
    nobody.get("auth.login")
    with no_database(database):
        for visitor, page in [(marta, "/clients"), (marta, "/healthz"), (nobody, "/healthz")]:
            answer = visitor.client.get(page)
            assert asks_to_try_again(answer), page
            assert 'class="mono"' in answer.text
        assert marta.client.get("/clients", headers={"HX-Request": "true"}).headers["HX-Retarget"] == "#flashes"
    assert marta.get("clients.index").status == 200


def test_a_load_balancer_hears_whether_the_database_answers(app: Flask, client: FlaskClient, database: str) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    with no_database(database):
        assert client.get("/healthz").status_code == 503
    assert client.get("/healthz").status_code == 200
