"""Work that comes round by itself: each turn is a job of its own, whose key says which, so that it is done once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.domain import clock
from app.domain.jobs.actions import enqueue
from app.domain.jobs.models import JobKind


@dataclass(frozen=True, slots=True)
class Hourly:
    """At the full hour."""

    def turns(self) -> list[tuple[str, datetime]]:
        """The turn that is due by now and the next one: their names, and when they begin."""
        this = clock.now().replace(minute=0, second=0, microsecond=0)
        return [(turn.strftime("%Y-%m-%d %H"), turn) for turn in (this, this + timedelta(hours=1))]


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day at a time of the office's."""

    at: time

    def turns(self) -> list[tuple[str, datetime]]:
        """The turn of today and that of tomorrow."""
        days = clock.today(), clock.today() + timedelta(days=1)
        return [(day.isoformat(), clock.moment_of(day, self.at)) for day in days]


RECURRING: dict[JobKind, Hourly | Daily] = {
    JobKind.CLEAN_UP: Hourly(),
    JobKind.LET_GO: Daily(time(4, 0)),
    JobKind.TELL_EXPECTED: Daily(time(6, 0)),
}


def schedule() -> None:
    """Leave the turns that are near, in the caller's transaction. Those that stand there already stay."""
    for kind, rhythm in RECURRING.items():
        for name, begins in rhythm.turns():
            enqueue(kind, f"{kind.value} {name}", run_at=begins)
