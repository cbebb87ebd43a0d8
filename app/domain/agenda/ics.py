"""The calendar as other programs read it: iCalendar (RFC 5545), which the library writes, escapes and folds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from icalendar import Calendar, Event, vText

from app.domain import clock
from app.domain.agenda.models import Activity
from app.domain.agenda.spans import DAY

ASK_AGAIN_AFTER = timedelta(hours=1)  # what a subscriber is told; most programs ask less often


def as_ics(
    entries: Iterable[Activity],
    *,
    name: str = "",
    words: Callable[[Activity], list[str]],
    url_of: Callable[[Activity], str] | None = None,
) -> bytes:
    """A calendar that holds these entries, with what it takes to know the office's time zone.

    `words` says of an entry what stands below its title, line by line; its first word is the type.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Recapito//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("name", name)  # RFC 7986
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", ASK_AGAIN_AFTER, {"value": "DURATION"})
        calendar.add("x-published-ttl", ASK_AGAIN_AFTER)
    for entry in entries:
        calendar.add_component(_event(entry, words(entry), url_of(entry) if url_of else ""))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Activity, words: list[str], url: str) -> Event:
    event, span = Event(), entry.span
    event.add("uid", f"{entry.uid}@recapito")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.version - 1)
    event.add("summary", f"{entry.title} – {entry.party.name}" if entry.party else entry.title)
    if span.is_all_day:
        event.add("dtstart", span.day)
        event.add("dtend", span.last_day + DAY)
    else:
        # By the office's clock and zone, so that a subscriber elsewhere is told of the very moment.
        event.add("dtstart", entry.starts_at.astimezone(clock.zone()))
        event.add("dtend", entry.ends_at.astimezone(clock.zone()))
    event.add("description", vText("\n".join(words)))
    event.add("transp", "TRANSPARENT" if entry.is_done or span.is_all_day else "OPAQUE")
    if url:
        event.add("url", url)
    return event
