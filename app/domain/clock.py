"""The time, asked for in one place, so that a test can set it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

_frozen: datetime | None = None
_zone: Callable[[], ZoneInfo] = partial(ZoneInfo, "Europe/Rome")


def now() -> datetime:
    """This moment, in UTC."""
    return _frozen or datetime.now(UTC)


def today() -> date:
    """The office's date: at 00:30 in Rome it is already tomorrow, whatever UTC says."""
    return now().astimezone(_zone()).date()


def zone() -> ZoneInfo:
    """The office's time zone, in which times are shown."""
    return _zone()


def moment_of(day: date, at: time) -> datetime:
    """The moment at which the office's clock shows this, in UTC.

    At the two ends of the calendar, which no zone can shift, it is UTC's: what anybody types has an answer.
    """
    try:
        return datetime.combine(day, at, tzinfo=zone()).astimezone(UTC)
    except OverflowError:
        return datetime.combine(day, at, tzinfo=UTC)


def begin_of(day: date) -> datetime:
    """The moment at which a day begins at the office."""
    return moment_of(day, time())


def end_of(day: date) -> datetime:
    """The moment at which a day ends at the office, for the next one begins; the last of all ends with the calendar."""
    return begin_of(day + timedelta(days=1)) if day < date.max else moment_of(day, time.max)


def on_the_wall(moment: datetime) -> time:
    """What the office's clock shows at a moment."""
    return moment.astimezone(zone()).time().replace(fold=0)


def set_zone(name: str) -> None:
    """Keep to one zone. Raises ZoneInfoNotFoundError for a zone that does not exist."""
    zone = ZoneInfo(name)
    ask_for_zone(lambda: zone)


def ask_for_zone(source: Callable[[], ZoneInfo]) -> None:
    """Say, once, at start, who knows the office's zone: it is asked each time, for an admin may set another one."""
    global _zone
    _zone = source


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock at a moment (aware) for the length of a `with` block, in every thread of the process."""
    global _frozen
    before, _frozen = _frozen, at.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
