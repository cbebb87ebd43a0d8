"""What is written of an activity, and what has to be right in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.accounts.models import Login
from app.domain.agenda.models import Activity, ActivityType
from app.domain.agenda.spans import Span, as_kept
from app.domain.contacts.models import Contact
from app.domain.entries.books import Book
from app.domain.errors import N_, RuleViolation

YEARS = range(1900, 2200)  # whoever types another one has mistyped


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """An activity as the desk wrote it, by the office's clock; without a time it is of whole days."""

    type_id: int
    title: str
    day: date
    start: time | None = None
    last_day: date | None = None
    end: time | None = None
    description: str = ""
    is_done: bool = False
    assigned_to_id: int | None = None
    staff_ids: tuple[int, ...] = ()
    contact_ids: tuple[int, ...] = ()

    @property
    def span(self) -> Span:
        """From when until when. The last day is the first one, unless another was written."""
        return Span(self.day, self.last_day or self.day, self.start, self.end)


def wrong_in_activity(draft: ActivityDraft) -> Iterator[RuleViolation]:
    """The rules that an activity breaks: it has a title, and ends after it began."""
    if not draft.title:
        yield RuleViolation(N_("Write what it is about."), field="title")
    if draft.day.year not in YEARS or (draft.last_day or draft.day).year not in YEARS:
        yield RuleViolation(N_("This is not a day that anybody means. Look at the year."), field="day")
        return
    if draft.end is not None and draft.start is None:
        yield RuleViolation(N_("Write the time at which it begins, too."), field="start")
        return
    if draft.start is not None and draft.end is None and draft.last_day not in (None, draft.day):
        yield RuleViolation(N_("Write the time at which it ends, too."), field="end")
        return
    starts_at, ends_at = as_kept(draft.span)
    if ends_at < starts_at or draft.span.last_day < draft.day:
        field = "last_day" if draft.span.last_day < draft.day else "end"
        yield RuleViolation(N_("It ends before it begins."), field=field)


def wrong_on_card(party_id: int | None, draft: ActivityDraft, _besides: int) -> Iterator[RuleViolation]:
    """The rules that depend on the card: whoever takes part works here, or is a contact of this very client."""
    if db.session.get(ActivityType, draft.type_id) is None:
        yield RuleViolation(N_("Choose one of the list."), field="type_id")
    staff = {*draft.staff_ids, *([draft.assigned_to_id] if draft.assigned_to_id else [])}
    if staff - _among(select(Login.id).where(Login.id.in_(staff), Login.role.is_not(None))):
        yield RuleViolation(N_("Choose people who work here."), field="staff_ids")
    contacts = set(draft.contact_ids)
    if contacts - _among(select(Contact.id).where(Contact.id.in_(contacts), Contact.client_id == party_id)):
        yield RuleViolation(N_("Choose contacts of this client."), field="contact_ids")


def _among(found: Any) -> set[int]:
    return set(db.session.scalars(found))


def as_columns(draft: ActivityDraft) -> dict[str, Any]:
    """A draft as it is kept: in UTC."""
    starts_at, ends_at = as_kept(draft.span)
    return {
        "type_id": draft.type_id,
        "title": draft.title,
        "description": draft.description,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "is_all_day": draft.span.is_all_day,
        "is_done": draft.is_done,
        "assigned_to_id": draft.assigned_to_id,
        "staff_ids": draft.staff_ids,
        "contact_ids": draft.contact_ids,
    }


def as_draft(activity: Activity) -> dict[str, Any]:
    """An activity as somebody would write it: of one day there is no last one, which would stay behind on a new day."""
    span = activity.span
    return {
        "type_id": activity.type_id,
        "title": activity.title,
        "day": span.day,
        "start": span.start,
        "last_day": span.last_day if span.last_day != span.day else None,
        "end": span.end,
        "description": activity.description,
        "is_done": activity.is_done,
        "assigned_to_id": activity.assigned_to_id,
        "staff_ids": activity.staff_ids,
        "contact_ids": activity.contact_ids,
    }


ACTIVITIES = Book(
    Activity,
    ActivityDraft,
    name_of=lambda activity: activity.title,
    wrong_in=wrong_in_activity,
    wrong_for=wrong_on_card,
    kept_as=as_columns,
    written_as=as_draft,
)

# The office's own entries: in the calendar from the beginning, for they stand nowhere else.
OWN_ENTRIES = replace(ACTIVITIES, kept_as=lambda draft: {**as_columns(draft), "in_calendar": True})
