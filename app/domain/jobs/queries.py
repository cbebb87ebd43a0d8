"""What Settings → Background work reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.db import db
from app.domain.jobs.models import Job, JobKind, JobState


@dataclass(frozen=True, slots=True)
class KindOfWork:
    """One kind of job: when it was last done, when it is due next, how much of it waits and how much failed."""

    kind: JobKind
    last_run: datetime | None
    next_run: datetime | None
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that nobody tries any more, and why."""

    id: int
    kind: JobKind
    at: datetime | None
    error: str


def work() -> list[KindOfWork]:
    """Every kind of job, in one statement."""
    waits = Job.state.in_((JobState.READY, JobState.RUNNING))
    counted = select(
        Job.kind,
        func.max(Job.ended_at).filter(Job.state == JobState.DONE),
        func.min(Job.run_at).filter(waits),
        func.count().filter(waits),
        func.count().filter(Job.state == JobState.FAILED),
    ).group_by(Job.kind)
    found = {row[0]: KindOfWork(*row) for row in db.session.execute(counted)}
    return [found.get(kind) or KindOfWork(kind, None, None, 0, 0) for kind in JobKind]


def failed_jobs(*, limit: int = 50) -> list[FailedJob]:
    """The jobs that failed, the latest first."""
    columns = Job.id, Job.kind, Job.ended_at, Job.last_error
    failed = select(*columns).where(Job.state == JobState.FAILED).order_by(Job.id.desc()).limit(limit)
    return [FailedJob(*row) for row in db.session.execute(failed)]
