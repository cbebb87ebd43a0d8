"""The worker goes on, whatever a job does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from app.db import db
from app.domain import clock
from app.domain.directory.importing.models import ImportRun, RunState
from app.domain.directory.importing.queries import import_run
from app.domain.files import store
from app.domain.jobs import actions as jobs
from app.domain.jobs.models import Job, JobKind, JobState
from app.worker import handlers
from app.worker.handlers import Handler, Keep
from app.worker.loop import run_worker, work_off, work_once
from app.worker.tidying import tidy_up
from tests.domain.directory.importing.lists import A_LIST, begun, staged, taken


@pytest.fixture
def handle(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Do the jobs in another way; returns what was given up."""

    def set_handler(do: Callable[[int, Keep], None]) -> list[int]:
        given_up: list[int] = []
        handler = Handler(lambda payload, keep: do(payload["n"], keep), lambda payload: given_up.append(payload["n"]))
        monkeypatch.setitem(handlers.HANDLERS, JobKind.STAGE_IMPORT, handler)
        return given_up

    return set_handler


def left(n: int) -> None:
    jobs.enqueue(JobKind.STAGE_IMPORT, f"job {n}", {"n": n})
    db.session.commit()


def states() -> list[JobState]:
    db.session.rollback()
    found = list(db.session.scalars(db.select(Job.state).where(Job.kind == JobKind.STAGE_IMPORT).order_by(Job.id)))
    db.session.rollback()
    return found


@contextmanager
def working(app: Flask) -> Iterator[threading.Event]:
    """A worker in a thread of its own, which ends with the block."""
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(app, stop), kwargs={"idle": 0.05})
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(timeout=20)
        assert not thread.is_alive()


def eventually(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


def test_an_upload_is_staged_by_the_worker_thread(app: Flask) -> None:
    with working(app):
        run_id = begun(A_LIST(3), in_background=True)

        def is_ready() -> bool:
            db.session.rollback()
            ready = import_run(run_id).state is RunState.READY
            db.session.rollback()
            return ready

        assert eventually(is_ready)
    assert states() == [JobState.DONE]


def test_a_bad_job_stops_neither_the_worker_nor_the_next_one(app: Flask, handle: Callable[..., list[int]]) -> None:
    done: list[int] = []

    def do(n: int, keep: Keep) -> None:
        done.append(1 // n)

    handle(do)
    with working(app):
        left(0)
        left(1)
        assert eventually(lambda: done == [1])
        assert eventually(lambda: states() == [JobState.READY, JobState.DONE])


def test_a_job_that_never_works_is_given_up_with_what_it_said(app: Flask, handle: Callable[..., list[int]]) -> None:
    given_up = handle(lambda n, keep: open("/nowhere"))  # noqa: SIM115, PTH123
    left(7)
    at = datetime.now(UTC)
    for _ in range(jobs.MAX_ATTEMPTS):
        assert given_up == []
        at += timedelta(hours=1)
        with clock.frozen(at):
            assert work_once()
    assert given_up == [7]
    job = db.session.scalars(db.select(Job)).one()
    assert job.state is JobState.FAILED
    assert "FileNotFoundError" in job.last_error


def test_a_job_that_kills_its_worker_every_time_is_given_up_too(app: Flask, handle: Callable[..., list[int]]) -> None:
    given_up = handle(lambda n, keep: None)
    left(7)
    at = datetime.now(UTC)
    for _ in range(jobs.MAX_ATTEMPTS):
        with clock.frozen(at := at + timedelta(hours=1)):
            assert jobs.claim()  # and the worker is killed
    with clock.frozen(at + timedelta(hours=1)):
        assert work_once()
    assert given_up == [7]
    assert states() == [JobState.FAILED]


def test_a_worker_that_has_to_stop_hands_its_job_back(app: Flask, handle: Callable[..., list[int]]) -> None:
    begun_one = threading.Event()

    def do(n: int, keep: Keep) -> None:
        begun_one.set()
        while True:
            keep()
            db.session.commit()
            time.sleep(0.01)

    handle(do)
    with working(app):
        left(7)
        assert begun_one.wait(20)
    job = db.session.scalars(db.select(Job).where(Job.kind == JobKind.STAGE_IMPORT)).one()
    assert (job.state, job.attempts) == (JobState.READY, 0)


def test_work_that_lost_its_lease_is_not_committed(app: Flask, handle: Callable[..., list[int]]) -> None:
    def do(n: int, keep: Keep) -> None:
        with clock.frozen(datetime.now(UTC) + timedelta(hours=1)):
            assert jobs.claim()  # somebody else goes on
        left(99)
        db.session.add(Job(kind=JobKind.STAGE_IMPORT, key="not to be"))
        keep()

    handle(do)
    left(7)
    assert work_once()
    db.session.rollback()
    assert "not to be" not in list(db.session.scalars(db.select(Job.key)))


@pytest.mark.sqlite
def test_a_locked_database_makes_the_worker_wait_and_not_die(app: Flask, handle: Callable[..., list[int]]) -> None:
    done: list[int] = []
    handle(lambda n, keep: done.append(n))
    left(7)
    with db.engine.connect() as other:
        other.exec_driver_sql("PRAGMA busy_timeout=1")
        with working(app):
            time.sleep(0.2)
            other.rollback()
            assert eventually(lambda: done == [7])


def test_the_worker_looks_for_work_without_taking_a_lock(app: Flask) -> None:
    with db.engine.begin() as other:
        other.execute(text("SELECT 1"))  # on SQLite this transaction holds the write lock
        assert work_off() == 0


def test_what_nobody_needs_any_more_is_tidied_up(app: Flask) -> None:
    run = staged(A_LIST(2))
    taken(run)
    staged(A_LIST(2, prefix="Other "))
    orphan = store.path_of("ab" * 16)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"nobody names me")
    with clock.frozen(datetime.now(UTC) + timedelta(days=31)):
        tidy_up()
    assert not orphan.exists()
    assert list(db.session.scalars(db.select(ImportRun.id))) == [run.id]
