"""The calendar as other programs read it: there and back, over both changes of the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from app.db import db
from app.domain import clock
from app.domain.agenda.actions import move_entry
from app.domain.agenda.ics import as_ics
from app.domain.agenda.models import Activity
from app.domain.history.models import SYSTEM
from tests.support.agenda import a_planned_activity, an_own_entry, at
from tests.support.builders import a_key
from tests.support.cast import Cast

SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)


@pytest.fixture(params=["Europe/Rome", "Europe/Warsaw"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """An office in each of the two."""
    clock.set_zone(request.param)
    yield request.param
    clock.set_zone("Europe/Rome")


def read(*entries: Activity, **more: Any) -> Any:
    """What a program makes of our file."""
    return Calendar.from_ical(as_ics(entries, words=lambda entry: ["Call", entry.description], **more))


def events(*entries: Activity) -> list[Any]:
    return list(read(*entries).walk("VEVENT"))


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["into summer", "into winter"])
def test_every_moment_is_the_same_there_and_here_before_and_after_the_change(
    cast: Cast, zone: str, change: date
) -> None:
    days = [change + timedelta(days=n) for n in (-200, -1, 0, 1, 200)]
    entries = [a_planned_activity(cast.acme, f"On {day}", day, start=at(9, 30), end=at(18)) for day in days]
    for entry, event in zip(entries, events(*entries), strict=True):
        assert event["dtstart"].params["TZID"] == zone
        assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (entry.starts_at, entry.ends_at)
        assert (event.start.hour, event.start.minute, event.end.hour) == (9, 30, 18)  # by the clock on the wall


def test_a_night_over_the_change_has_an_hour_more_or_less_there_too(cast: Cast, zone: str) -> None:
    nights = [
        a_planned_activity(cast.acme, "Watch", day - timedelta(days=1), start=at(22), last_day=day, end=at(6))
        for day in (SPRING, AUTUMN)
    ]
    lasts = [event.end.astimezone(UTC) - event.start.astimezone(UTC) for event in events(*nights)]
    assert lasts == [timedelta(hours=7), timedelta(hours=9)]


def test_the_zone_comes_along_with_both_of_its_offsets(cast: Cast, zone: str) -> None:
    calendar = read(a_planned_activity(cast.acme, day=AUTUMN, start=at(10)))
    (described,) = calendar.walk("VTIMEZONE")
    assert described["TZID"] == zone
    offsets = {part["TZOFFSETTO"].td for part in described.subcomponents}
    assert {timedelta(hours=1), timedelta(hours=2)} <= offsets


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_whole_days_over_the_change_are_dates_and_their_end_is_the_day_after(
    cast: Cast, zone: str, change: date
) -> None:
    last = change + timedelta(days=1)
    (event,) = events(a_planned_activity(cast.acme, "Fair", change - timedelta(days=1), last_day=last))
    assert (event.start, event.end) == (change - timedelta(days=1), last + timedelta(days=1))
    assert not isinstance(event.start, datetime) and event["dtstart"].params["VALUE"] == "DATE"


def test_a_changed_entry_is_the_same_one_in_a_later_sequence(cast: Cast) -> None:
    entry = a_planned_activity(cast.acme, start=at(10))
    (before,) = events(entry)
    move_entry(entry.id, AUTUMN, at(12), entry.version, a_key(), by=SYSTEM)
    db.session.commit()
    (after,) = events(db.session.get_one(Activity, entry.id))
    assert after["uid"] == before["uid"] and after["sequence"] == before["sequence"] + 1
    assert after["last-modified"].dt >= before["last-modified"].dt


def test_texts_come_through_whatever_stands_in_them(cast: Cast) -> None:
    text = "Comma, semicolon; back\\slash “ł” ąćęłńóśźż\nEND:VEVENT\nsecond line " + "è" * 200
    entry = an_own_entry("A;B,C\\n", description=text)
    written = as_ics([entry], words=lambda one: [one.description])
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert (str(event["summary"]), str(event["description"])) == ("A;B,C\\n", text)
    assert max(len(line) for line in written.split(b"\r\n")) <= 75  # octets, RFC 5545 3.1
    assert written.count(b"\r\nEND:VEVENT") == 1


def test_the_client_is_named_in_the_title(cast: Cast) -> None:
    (event,) = events(a_planned_activity(cast.acme, "Call"))
    assert str(event["summary"]) == "Call – Acme S.r.l."
