"""A job is done once: by one worker at a time, again after a crash, and not for ever."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.db import db
from app.domain.jobs import actions as jobs
from app.domain.jobs.actions import LEASE, MAX_ATTEMPTS, Claim, LeaseLost
from app.domain.jobs.models import Job, JobKind, JobState

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
Freeze = Callable[[datetime], None]


def left(key: str = "a job", **payload: object) -> None:
    jobs.enqueue(JobKind.STAGE_IMPORT, key, payload)
    db.session.commit()


def claimed() -> Claim:
    claim = jobs.claim()
    assert claim is not None
    return claim


def the_job() -> Job:
    db.session.rollback()
    return db.session.scalars(db.select(Job)).one()


def test_a_job_is_claimed_once_while_its_lease_runs(app: Flask, freeze: Freeze) -> None:
    freeze(NOW)
    left(run=7)
    claim = claimed()
    assert (claim.kind, claim.payload, claim.attempt) == (JobKind.STAGE_IMPORT, {"run": 7}, 1)
    freeze(NOW + LEASE)
    assert jobs.claim() is None


def test_the_same_key_is_one_job(app: Flask) -> None:
    left(run=1)
    left(run=2)
    assert the_job().payload == {"run": 1}


def test_a_job_of_a_transaction_that_failed_does_not_exist(app: Flask) -> None:
    jobs.enqueue(JobKind.STAGE_IMPORT, "a job")
    db.session.rollback()
    assert jobs.claim() is None


def test_a_commit_that_leaves_a_job_wakes_the_worker_and_no_other_does(app: Flask) -> None:
    jobs.woken.clear()
    jobs.enqueue(JobKind.STAGE_IMPORT, "a job")
    db.session.rollback()
    db.session.commit()
    assert not jobs.woken.is_set()
    left()
    assert jobs.woken.is_set()


def test_a_job_that_is_due_later_waits(app: Flask, freeze: Freeze) -> None:
    freeze(NOW)
    jobs.enqueue(JobKind.STAGE_IMPORT, "later", run_at=NOW + timedelta(hours=1))
    db.session.commit()
    assert jobs.claim() is None
    freeze(NOW + timedelta(hours=1))
    assert jobs.any_due()
    assert claimed().attempt == 1


def test_the_one_that_has_been_due_longest_comes_first(app: Flask, freeze: Freeze) -> None:
    for minutes in (3, 1, 2):
        freeze(NOW - timedelta(minutes=minutes))
        left(f"{minutes}", n=minutes)
    freeze(NOW)
    assert [claimed().payload["n"] for _ in range(3)] == [3, 2, 1]


def test_a_lease_that_ran_out_is_somebody_else_s(app: Flask, freeze: Freeze) -> None:
    freeze(NOW)
    left()
    first = claimed()
    freeze(NOW + LEASE + timedelta(seconds=1))
    second = claimed()
    assert (second.id, second.attempt) == (first.id, 2)
    for settle in (jobs.keep, jobs.finish, jobs.hand_back, lambda claim: jobs.fail(claim, "too late")):
        with pytest.raises(LeaseLost):
            settle(first)
    jobs.finish(second)
    db.session.commit()
    assert the_job().state is JobState.DONE
    assert not jobs.any_due()


def test_a_lease_can_be_prolonged(app: Flask, freeze: Freeze) -> None:
    freeze(NOW)
    left()
    claim = claimed()
    freeze(NOW + LEASE)
    jobs.keep(claim)
    db.session.commit()
    freeze(NOW + LEASE + LEASE)
    assert jobs.claim() is None


def test_a_job_that_fails_is_tried_again_after_growing_pauses_and_then_no_more(app: Flask, freeze: Freeze) -> None:
    freeze(now := NOW)
    left()
    pauses = []
    for _ in range(MAX_ATTEMPTS):
        is_last = jobs.fail(claim := claimed(), "ValueError: no")
        db.session.commit()
        assert jobs.claim() is None
        pauses.append(jobs.pause_after(claim.attempt))
        freeze(now := now + pauses[-1])
    assert is_last
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=2)
    freeze(now + timedelta(days=30))
    assert jobs.claim() is None
    assert (the_job().state, the_job().last_error) == (JobState.FAILED, "ValueError: no")
    assert jobs.pause_after(60) == timedelta(hours=1)


def test_a_job_that_was_handed_back_is_due_at_once_and_lost_no_attempt(app: Flask) -> None:
    left()
    jobs.hand_back(claimed())
    db.session.commit()
    assert claimed().attempt == 1


def test_many_workers_never_do_one_job_twice(app: Flask) -> None:
    for n in range(40):
        jobs.enqueue(JobKind.STAGE_IMPORT, f"job {n}", {"n": n})
    db.session.commit()
    done: list[int] = []
    start = threading.Barrier(4)

    def work() -> None:
        with app.app_context():
            start.wait()
            while claim := jobs.claim():
                done.append(claim.payload["n"])
                jobs.finish(claim)
                db.session.commit()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Counter(done) == Counter(range(40))
