"""From when until when, as people write it and as it is kept.

A time is written as the clock on the office's wall shows it, and kept in UTC. A clock that goes forward leaves out an
hour and one that goes back repeats it: of both RFC 5545 (3.3.5) says what is meant. A time left out is counted by the
offset before, one repeated is its first occurrence; so does Python for `fold=0`.

A span of whole days is dates, wherever one is. They are kept as their midnights in UTC, which no zone moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from app.domain import clock

DAY = timedelta(days=1)
BY_ITSELF = timedelta(hours=1)  # how long something takes of which only the beginning is said


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when by the office's clock; without times it is whole days, the last one included."""

    day: date
    last_day: date
    start: time | None = None
    end: time | None = None

    @property
    def is_all_day(self) -> bool:
        return self.start is None

    def moved_to(self, day: date, start: time | None = None) -> Span:
        """The same on another day, and at another time if one is given: it lasts as long by the clock on the wall.

        Moved to a time that the clock leaves out, it begins at what the clock shows then, and ends after that.
        """
        if self.start is None or self.end is None:
            return replace(self, day=day, last_day=day + (self.last_day - self.day))
        begins = clock.moment_of(day, start or self.start).astimezone(clock.zone()).replace(tzinfo=None, fold=0)
        ends = begins + (datetime.combine(self.last_day, self.end) - datetime.combine(self.day, self.start))
        return Span(day, ends.date(), begins.time(), ends.time())


def as_kept(span: Span) -> tuple[datetime, datetime]:
    """Beginning and end of a span in UTC. The end of whole days is the midnight after the last one."""
    if span.start is None:
        return midnight(span.day), midnight(span.last_day + DAY)
    starts_at = clock.moment_of(span.day, span.start)
    return starts_at, clock.moment_of(span.last_day, span.end) if span.end is not None else starts_at + BY_ITSELF


def as_written(starts_at: datetime, ends_at: datetime, *, is_all_day: bool) -> Span:
    """The span as the office's clock shows it: the inverse of `as_kept`."""
    if is_all_day:
        return Span(starts_at.astimezone(UTC).date(), (ends_at.astimezone(UTC) - DAY).date())
    begins, ends = starts_at.astimezone(clock.zone()), ends_at.astimezone(clock.zone())
    return Span(begins.date(), ends.date(), clock.on_the_wall(starts_at), clock.on_the_wall(ends_at))


def midnight(day: date) -> datetime:
    """How the beginning of a whole day is kept."""
    return datetime.combine(day, time(), tzinfo=UTC)
