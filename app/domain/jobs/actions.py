"""Leaving work to be done, taking it, and saying what came of it.

A job is stored in the transaction that caused it. A worker takes it on lease: while the lease runs nobody else does,
and when the worker dies the lease runs out and somebody else goes on.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, event, exists, not_, or_, select, update
from sqlalchemy.orm import Session

from app.db import db, deed, insert_if_new, own_transaction
from app.domain import clock
from app.domain.errors import NotFound
from app.domain.jobs.models import Job, JobKind, JobState, Restoration

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 6
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=2), timedelta(hours=1)
_LEFT = "a job was left"

# Set when this process has committed a job, so that its own worker need not wait for the next look at the table.
woken = threading.Event()


class LeaseLost(Exception):
    """The lease ran out and somebody else has the job; what was begun must not be committed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in the hands of one worker; `attempt` tells its lease from a later one."""

    id: int
    kind: JobKind
    payload: dict[str, Any]
    attempt: int


def enqueue(kind: JobKind, key: str, payload: dict[str, Any] | None = None, *, run_at: datetime | None = None) -> None:
    """Leave a job, in the caller's transaction. `key` says what *once* means: a second job with it is not added."""
    values = {"kind": kind, "key": key, "payload": payload or {}, "run_at": run_at or clock.now()}
    db.session.execute(insert_if_new(Job, "key").values(values))
    wake_workers()


@event.listens_for(Session, "after_commit")
def wake(session: Session) -> None:
    if session.info.pop(_LEFT, False):
        woken.set()


@event.listens_for(Session, "after_rollback")
def let_sleep(session: Session) -> None:
    session.info.pop(_LEFT, None)


# A restored place waits until an admin has confirmed it.
UNCONFIRMED = exists().where(Restoration.confirmed_at.is_(None))


def is_due(now: datetime) -> ColumnElement[bool]:
    """Whether a job waits for a worker: its time has come, or whoever had it let the lease run out.

    None is due in a place that was restored from a backup and not confirmed yet.
    """
    waits = or_(
        and_(Job.state == JobState.READY, Job.run_at <= now),
        and_(Job.state == JobState.RUNNING, Job.lease_until < now),
    )
    return and_(waits, not_(UNCONFIRMED))


def are_held() -> bool:
    """Whether all background work waits until an admin has confirmed a restoration. Reads only."""
    return bool(db.session.scalar(select(UNCONFIRMED)))


def wake_workers() -> None:
    """Once this transaction is committed, let the worker of this process look at the table at once."""
    db.session().info[_LEFT] = True


def any_due() -> bool:
    """Whether there is anything to claim. Reads only."""
    return db.session.scalar(select(Job.id).where(is_due(clock.now())).limit(1)) is not None


def claim(lease: timedelta = LEASE) -> Claim | None:
    """Take the job that has been due longest, in a transaction of its own. None when nothing is due."""
    with own_transaction():
        now = clock.now()
        # SQLite knows no row locks and needs none: BEGIN IMMEDIATE lets one worker in at a time.
        due = select(Job).where(is_due(now)).order_by(Job.run_at, Job.id).limit(1)
        job = db.session.scalar(due.with_for_update(skip_locked=True))
        if job is None:
            return None
        job.state, job.lease_until, job.attempts = JobState.RUNNING, now + lease, job.attempts + 1
        return Claim(job.id, job.kind, dict(job.payload), job.attempts)


def keep(claim: Claim, lease: timedelta = LEASE) -> None:
    """Prolong the lease, in the transaction of a piece of the work: it commits only if the job is still ours.

    Raises LeaseLost.
    """
    _settle(claim, lease_until=clock.now() + lease)


def finish(claim: Claim) -> None:
    """The job is done. Call it in the transaction of the last piece of the work, or in one of its own."""
    _settle(claim, state=JobState.DONE, lease_until=None, last_error="", ended_at=clock.now())


def fail(claim: Claim, error: str) -> bool:
    """The job did not work: it is due again after a growing pause, six times at most. True when that was the last."""
    is_last = claim.attempt >= MAX_ATTEMPTS
    _settle(
        claim,
        state=JobState.FAILED if is_last else JobState.READY,
        run_at=clock.now() + pause_after(claim.attempt),
        lease_until=None,
        last_error=error[:500],
        ended_at=clock.now() if is_last else None,
    )
    return is_last


@deed
def try_again(job_id: int) -> None:
    """Do a job that failed once more, from now on and six times at most. One that is tried already is left to that.

    Raises NotFound when there is no such job.
    """
    trying = update(Job).where(Job.id == job_id, Job.state == JobState.FAILED)
    tried = db.session.execute(
        trying.values(state=JobState.READY, run_at=clock.now(), attempts=0, ended_at=None),
        execution_options={"synchronize_session": False},
    )
    if tried.rowcount:  # type: ignore[attr-defined]
        wake_workers()
    elif db.session.get(Job, job_id) is None:
        raise NotFound(job_id)


def forget_done(*, before: datetime) -> None:
    """Jobs that were done before this moment leave the table; what failed stays until somebody has looked at it."""
    db.session.execute(delete(Job).where(Job.state == JobState.DONE, Job.ended_at < before))


def hand_back(claim: Claim) -> None:
    """The worker has to stop: the job is due at once, and this attempt does not count."""
    _settle(claim, state=JobState.READY, lease_until=None, attempts=claim.attempt - 1)


def pause_after(attempt: int) -> timedelta:
    """2 s after the first attempt, three times as long after each other, an hour at most."""
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * int(3 ** min(attempt - 1, 9)))


def _settle(claim: Claim, **values: Any) -> None:
    ours = and_(Job.id == claim.id, Job.state == JobState.RUNNING, Job.attempts == claim.attempt)
    changed = db.session.execute(
        update(Job).where(ours).values(**values), execution_options={"synchronize_session": False}
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        raise LeaseLost(claim.id)
