"""The calendar as a page shows it: a month, a week or a list, and the ways to those before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.domain import clock
from app.domain.agenda.models import Activity, ActivityType
from app.domain.agenda.queries import CalendarCriteria
from app.web.agenda import month_and_year
from app.web.formatting import day as short_day
from app.web.formatting import locale

IN_A_BOX = 4  # entries of a day that the month shows
WORKING_HOURS = range(8, 18)  # shown in any case


class View(StrEnum):
    MONTH = "month"
    WEEK = "week"
    LIST = "list"


VIEW_WORDS = {View.MONTH: _l("Month"), View.WEEK: _l("Week"), View.LIST: _l("List")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the calendar says."""

    view: View
    day: date
    person: int | None
    type: ActivityType | None

    @property
    def first(self) -> date:
        """The first day that is shown: of a month its weeks are whole."""
        if self.view is View.WEEK:
            return week_of(self.day)
        first = self.day.replace(day=1)
        return week_of(first) if self.view is View.MONTH else first

    @property
    def last(self) -> date:
        if self.view is View.WEEK:
            return self.first + timedelta(days=6)
        last = next_month(self.day) - timedelta(days=1)
        return week_of(last) + timedelta(days=6) if self.view is View.MONTH else last

    def criteria(self) -> CalendarCriteria:
        """The same as the domain knows it."""
        return CalendarCriteria(self.first, self.last, self.person, self.type.id if self.type else None)

    def url(self, **changes: Any) -> str:
        """The address of the calendar with something else asked; what is as it is by itself is left out."""
        type_ = (self.type.word or str(self.type.id)) if self.type else None
        values = {"view": self.view.value, "day": self.day.isoformat(), "person": self.person, "type": type_, **changes}
        if values["view"] == View.MONTH:
            values["view"] = None
        return url_for("calendar.index", **values)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the sheet, and what stands on it."""

    date: date
    entries: list[Activity]
    is_today: bool
    is_outside: bool  # of the month that is shown

    def at(self, hour: int) -> list[Activity]:
        """What begins on this day in this hour."""
        return [entry for entry in self.entries if begins_on(entry, self.date) == hour]

    @property
    def first_entries(self) -> list[Activity]:
        """What the month has room for. One that would be left alone is shown as well: it takes no more."""
        return self.entries[: IN_A_BOX if len(self.entries) > IN_A_BOX + 1 else None]

    @property
    def how_many_more(self) -> int:
        return len(self.entries) - len(self.first_entries)

    @property
    def without_hour(self) -> list[Activity]:
        """What is for the whole day, or has gone on since the day before."""
        return [entry for entry in self.entries if begins_on(entry, self.date) is None]


class Sheet:
    """Everything that the calendar's template asks."""

    def __init__(self, asked: Asked, entries: Sequence[Activity]) -> None:
        self.asked, self.view = asked, asked.view
        self._by_day: dict[date, list[Activity]] = defaultdict(list)
        for entry in entries:
            for at in days_of(entry, asked.first, asked.last):
                self._by_day[at].append(entry)

    @cached_property
    def days(self) -> list[Day]:
        """The days, in their order."""
        today, month = clock.today(), self.asked.day.month
        count = (self.asked.last - self.asked.first).days + 1
        dates = [self.asked.first + timedelta(days=n) for n in range(count)]
        is_month = self.view is View.MONTH
        return [Day(at, self._by_day[at], at == today, is_month and at.month != month) for at in dates]

    @property
    def weeks(self) -> list[list[Day]]:
        return [self.days[at : at + 7] for at in range(0, len(self.days), 7)]

    @property
    def filled(self) -> list[Day]:
        """The days on which something stands; of a month its own."""
        return [day for day in self.days if day.entries and not day.is_outside]

    @property
    def hours(self) -> list[int]:
        """The hours of the week's rows: those in which the office works, and as many more as it takes."""
        begun = {begins_on(entry, day.date) for day in self.days for entry in day.entries}
        hours = [hour for hour in begun if hour is not None]
        return list(range(min([WORKING_HOURS.start, *hours]), max([WORKING_HOURS.stop, *hours]) + 1))

    @property
    def title(self) -> str:
        """Of what month or week it is."""
        if self.view is not View.WEEK:
            return month_and_year(self.asked.day)
        return f"{short_day(self.asked.first)} – {short_day(self.asked.last)}"

    @property
    def previous_url(self) -> str:
        before = self.asked.first - timedelta(days=7) if self.view is View.WEEK else self._month_before
        return self.asked.url(day=before.isoformat())

    @property
    def next_url(self) -> str:
        after = self.asked.first + timedelta(days=7) if self.view is View.WEEK else next_month(self.asked.day)
        return self.asked.url(day=after.isoformat())

    @property
    def _month_before(self) -> date:
        return (self.asked.day.replace(day=1) - timedelta(days=1)).replace(day=1)

    @property
    def today_url(self) -> str:
        return self.asked.url(day=None)

    @property
    def views(self) -> list[dict[str, Any]]:
        """The three views, as links."""
        return [
            {"label": label, "url": self.asked.url(view=view.value), "is_current": view is self.view}
            for view, label in VIEW_WORDS.items()
        ]


def begins_on(entry: Activity, day: date) -> int | None:
    """The hour in which an entry begins on a day; none for whole days, and for what began before."""
    span = entry.span
    return span.start.hour if span.start is not None and span.day == day else None


def days_of(entry: Activity, first: date, last: date) -> list[date]:
    """The days between these two on which an entry stands. What ends at midnight is not on the day after."""
    span = entry.span
    ends = span.last_day
    if span.end is not None and ends > span.day and not (span.end.hour or span.end.minute):
        ends -= timedelta(days=1)
    begin, end = max(span.day, first), min(ends, last)
    return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


def week_of(day: date) -> date:
    """The first day of its week, where the reader's weeks begin."""
    return day - timedelta(days=(day.weekday() - locale().first_week_day) % 7)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
