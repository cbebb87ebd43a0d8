"""The time, asked for in one place, so that a test can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_frozen: datetime | None = None
_zone: ZoneInfo = ZoneInfo("Europe/Rome")


def now() -> datetime:
    """This moment, in UTC."""
    return _frozen or datetime.now(UTC)


def today() -> date:
    """The office's date: at 00:30 in Rome it is already tomorrow, whatever UTC says."""
    return now().astimezone(_zone).date()


def zone() -> ZoneInfo:
    """The office's time zone, in which times are shown."""
    return _zone


def set_zone(name: str) -> None:
    """Set the office's zone, once, at start. Raises ZoneInfoNotFoundError for a zone that does not exist."""
    global _zone
    _zone = ZoneInfo(name)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock at a moment (aware) for the length of a `with` block, in every thread of the process."""
    global _frozen
    before, _frozen = _frozen, at.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
