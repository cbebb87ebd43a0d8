"""Activities and the calendar in words: types, and from when until when."""

from __future__ import annotations

from datetime import date, time

from babel.dates import format_date, format_time
from flask import Flask
from flask_babel import gettext, lazy_pgettext, pgettext
from flask_babel import lazy_gettext as _l

from app.domain import clock
from app.domain.agenda.models import Activity, ActivityType, TypeWord
from app.domain.agenda.spans import Span
from app.web.formatting import day as short_day
from app.web.formatting import locale

ICS = "text/calendar; charset=utf-8"  # RFC 5545, 8.1

TYPE_WORDS = {
    TypeWord.CALL: _l("Call"),
    TypeWord.MEETING: _l("Meeting"),
    TypeWord.TASK: _l("Task"),
    TypeWord.EMAIL: _l("Email"),
    TypeWord.NOTE: lazy_pgettext("activity", "Note"),
}
ICONS = {
    TypeWord.CALL: {"icon": "phone"},
    TypeWord.MEETING: {"icon": "users"},
    TypeWord.TASK: {"icon": "circle-check"},
    TypeWord.EMAIL: {"icon": "mail"},
    TypeWord.NOTE: {"icon": "note"},
}
OWN = {"icon": "calendar"}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        activity_type=type_text,
        activity_icon=type_icon,
        overdue=is_overdue,
        span=span_text,
        clock_time=clock_time,
        weekday=weekday,
        weekday_and_day=weekday_and_day,
        month_and_year=month_and_year,
    )


def type_text(type_: ActivityType) -> str:
    """A type by the office's name for it, else by its word in the reader's language."""
    return type_.name or str(TYPE_WORDS[type_.word] if type_.word else "")


def type_icon(type_: ActivityType) -> str:
    return (ICONS[type_.word] if type_.word else OWN)["icon"]


def span_text(span: Span) -> str:
    """From when until when: “Mon 23 Nov 2026, 10:00–11:00”, “23 Nov 2026 – 25 Nov 2026”."""
    first, last = weekday_and_day(span.day), weekday_and_day(span.last_day)
    if span.start is None or span.end is None:
        return first if span.day == span.last_day else f"{first} – {last}"
    if span.day == span.last_day:
        return f"{first}, {clock_time(span.start)}–{clock_time(span.end)}"
    return f"{first}, {clock_time(span.start)} – {last}, {clock_time(span.end)}"


def clock_time(value: time) -> str:
    """A time as the clock on the wall shows it."""
    return format_time(value, format="short", locale=locale())


def weekday(value: date) -> str:
    """A weekday in short: Mon."""
    return format_date(value, format="EEE", locale=locale())


def weekday_and_day(value: date) -> str:
    """A day with its weekday: Mon 23 Nov 2026."""
    return f"{weekday(value)} {short_day(value)}"


def month_and_year(value: date) -> str:
    """A month by its name: November 2026."""
    text = format_date(value, format="LLLL y", locale=locale())
    return text[:1].upper() + text[1:]


def words_of(activity: Activity) -> list[str]:
    """What another program's calendar says below the title."""
    lines = [type_text(activity.type)]
    if activity.assigned_to:
        lines.append(gettext("Assigned to %(name)s", name=activity.assigned_to.name))
    if activity.participants:
        lines.append(gettext("With %(names)s", names=", ".join(activity.participants)))
    if activity.is_done:
        lines.append(pgettext("activity", "Done"))
    return [*lines, *([activity.description] if activity.description else [])]


def is_overdue(activity: Activity) -> bool:
    """Whether something is still to do whose time has passed: of whole days, once the last one has."""
    if activity.is_done:
        return False
    return activity.span.last_day < clock.today() if activity.is_all_day else activity.ends_at < clock.now()
