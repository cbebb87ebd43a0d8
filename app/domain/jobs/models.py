from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, word_of
from app.domain import clock


class JobKind(StrEnum):
    CLEAN_UP = "clean up"
    EXPIRE_CONTRACTS = "expire contracts"
    FINISH_ERASING = "finish erasing"
    KEEP_ERASURES = "keep erasures"
    RESET_PASSWORD = "reset password"  # noqa: S105  (a kind of work, not a secret)
    STAGE_IMPORT = "stage import"
    TAKE_IMPORT = "take import"
    TELL_EXPECTED = "tell expected"


class JobState(StrEnum):
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Restoration(Model):
    """This place was restored from a backup. Until an admin has confirmed it, no work is done in the background.

    Not in a backup itself: it tells of a place, and a restored place gets a row of its own.
    """

    __tablename__ = "restoration"

    moment: Mapped[datetime]  # that the backup shows
    at: Mapped[datetime] = mapped_column(default=clock.now)
    ranges: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # kind; last number then, and of who was replaced
    deleted_again: Mapped[int] = mapped_column(default=0)  # who had been deleted for good since the backup
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None]  # a name


class Job(Model):
    """One piece of work: due at a moment, leased while somebody does it, done once (`key` says what once means)."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_due",
            "run_at",
            sqlite_where=text("state IN ('ready', 'running')"),
            postgresql_where=text("state IN ('ready', 'running')"),
        ),
    )

    kind: Mapped[JobKind] = mapped_column(word_of(JobKind))
    key: Mapped[str] = mapped_column(String(100), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[JobState] = mapped_column(word_of(JobState), default=JobState.READY)
    run_at: Mapped[datetime] = mapped_column(default=clock.now)
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
