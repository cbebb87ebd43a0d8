"""From when until when: the clock on the office's wall, over both changes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import clock
from app.domain.agenda.spans import Span, as_kept, as_written
from app.domain.clock import moment_of

SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)  # in the whole of the European Union


@pytest.fixture(params=["Europe/Rome", "Europe/Warsaw"], autouse=True)
def office(request: pytest.FixtureRequest) -> Iterator[None]:
    """An office in each of the two."""
    clock.set_zone(request.param)
    yield
    clock.set_zone("Europe/Rome")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("day", "at", "kept"),
    [
        (date(2026, 10, 24), time(10), utc(2026, 10, 24, 8)),  # summer
        (AUTUMN, time(10), utc(2026, 10, 25, 9)),  # winter, since three in the morning
        (date(2027, 3, 27), time(10), utc(2027, 3, 27, 9)),
        (SPRING, time(10), utc(2027, 3, 28, 8)),
        (AUTUMN, time(2, 30), utc(2026, 10, 25, 0, 30)),  # comes twice: the first is meant
        (SPRING, time(2, 30), utc(2027, 3, 28, 1, 30)),  # never comes: by the offset before it
    ],
)
def test_a_time_on_the_wall_is_that_very_moment(day: date, at: time, kept: datetime) -> None:
    assert moment_of(day, at) == kept


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_a_meeting_that_is_moved_over_the_change_keeps_its_time_on_the_wall(day: date) -> None:
    meeting = Span(day - timedelta(days=1), day - timedelta(days=1), time(10), time(11, 30))
    assert meeting.moved_to(day) == Span(day, day, time(10), time(11, 30))
    assert meeting.moved_to(day).moved_to(meeting.day) == meeting


def test_a_night_that_is_moved_onto_the_change_ends_at_its_time_on_the_wall() -> None:
    night = Span(date(2026, 10, 20), date(2026, 10, 21), time(23), time(5)).moved_to(date(2026, 10, 24))
    starts_at, ends_at = as_kept(night)
    assert (night.last_day, night.end, ends_at - starts_at) == (AUTUMN, time(5), timedelta(hours=7))


@pytest.mark.parametrize(("start", "end"), [(time(2, 15), time(3)), (time(2, 30), time(3, 15)), (time(2), time(2, 30))])
def test_what_is_moved_into_the_hour_that_is_left_out_lasts_as_long_as_before(start: time, end: time) -> None:
    night = Span(date(2027, 3, 20), date(2027, 3, 20), start, end)
    moved = night.moved_to(SPRING)
    starts_at, ends_at = as_kept(moved)
    assert moved.start == start.replace(hour=3)
    assert ends_at - starts_at == datetime.combine(SPRING, end) - datetime.combine(SPRING, start)


def test_what_only_begins_takes_an_hour() -> None:
    starts_at, ends_at = as_kept(Span(AUTUMN, AUTUMN, time(23, 30)))
    assert as_written(starts_at, ends_at, is_all_day=False).last_day == date(2026, 10, 26)
    assert ends_at - starts_at == timedelta(hours=1)


def test_whole_days_are_the_same_days_in_every_zone() -> None:
    days = Span(AUTUMN, AUTUMN + timedelta(days=1))
    kept = as_kept(days)
    for zone in ("America/New_York", "Pacific/Kiritimati"):
        clock.set_zone(zone)
        assert as_written(*kept, is_all_day=True) == days


@given(
    day=st.dates(date(1990, 1, 1), date(2100, 1, 1)), start=st.integers(4 * 60, 24 * 60 - 1), takes=st.integers(1, 600)
)
def test_what_is_written_is_read_again_whatever_the_day(day: date, start: int, takes: int) -> None:
    begins = datetime.combine(day, time()) + timedelta(minutes=start)
    ends = begins + timedelta(minutes=takes)
    if ends.hour < 4 and ends.date() != day:
        ends = begins  # the hour that a change leaves out or repeats has tests of its own
    span = Span(day, ends.date(), begins.time(), ends.time())
    assert as_written(*as_kept(span), is_all_day=False) == span
