"""What is done with an activity that is on file: into the calendar, out of it, to another day, done."""

from __future__ import annotations

from datetime import date, time

from app.db import db, deed
from app.domain.agenda.activities import ACTIVITIES, YEARS
from app.domain.agenda.models import Activity
from app.domain.agenda.spans import as_kept
from app.domain.entries.actions import SOMEBODY_CHANGED_IT
from app.domain.entries.queries import held_entry
from app.domain.errors import N_, EditConflict, NotFound, RuleViolation, Sentence
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.queries import lock_party


@deed
def put_into_calendar(party_id: int, activity_id: int, key: str, *, by: Actor) -> Act:
    """Put an activity into the calendar. One that is there already stays the one entry that it is.

    Raises NotFound, AlreadyDone.
    """
    activity = _held(party_id, activity_id)
    act = history.open_act(Deed.PUT_INTO_CALENDAR, key, by=by, asked={"activity": activity_id})
    if not activity.in_calendar:
        activity.in_calendar = True
        _changed(act, EventKind.PUT_INTO_CALENDAR, activity)
    return _answered(act, activity)


@deed
def take_out_of_calendar(party_id: int, activity_id: int, key: str, *, by: Actor) -> Act:
    """Take an activity out of the calendar; it stays on the card. Raises NotFound, AlreadyDone."""
    activity = _held(party_id, activity_id)
    act = history.open_act(Deed.TAKE_OUT_OF_CALENDAR, key, by=by, asked={"activity": activity_id})
    if activity.in_calendar:
        activity.in_calendar = False
        _changed(act, EventKind.TAKEN_OUT_OF_CALENDAR, activity)
    return _answered(act, activity)


@deed
def mark_activity(party_id: int, activity_id: int, key: str, *, is_done: bool, by: Actor) -> Act:
    """Mark an activity as done, or as still to do. Raises NotFound, AlreadyDone."""
    activity = _held(party_id, activity_id)
    act = history.open_act(Deed.MARK_ACTIVITY, key, by=by, asked={"activity": activity_id, "is_done": is_done})
    if activity.is_done is not is_done:
        activity.is_done = is_done
        _changed(act, EventKind.ACTIVITY_DONE if is_done else EventKind.ACTIVITY_REOPENED, activity)
    return _answered(act, activity)


@deed
def move_entry(activity_id: int, day: date, start: time | None, version: int, key: str, *, by: Actor) -> Act:
    """Move an entry of the calendar to another day, and to another time if one is given.

    By the clock on the wall it lasts as long as before, also over a change to or from daylight saving time.
    Raises NotFound for what is not in the calendar, RuleViolation, AlreadyDone; EditConflict when somebody changed it.
    """
    activity = entry_in_calendar(activity_id)
    activity = _held(activity.party_id, activity_id)
    asked = {"activity": activity_id, "day": day, "start": start, "version": version}
    act = history.open_act(Deed.MOVE_ENTRY, key, by=by, asked=asked)
    if activity.version != version:
        raise EditConflict(
            Sentence(SOMEBODY_CHANGED_IT), theirs={"day": activity.span.day, "start": activity.span.start}
        )
    if day.year not in YEARS:
        raise RuleViolation(N_("This is not a day that anybody means. Look at the year."), field="day")
    span = activity.span.moved_to(day, start)
    if span != activity.span:
        activity.starts_at, activity.ends_at = as_kept(span)
        _changed(act, EventKind.ENTRY_MOVED, activity)
    return _answered(act, activity)


def entry_in_calendar(activity_id: int) -> Activity:
    """An entry of the calendar, of a client or of the office's own. Raises NotFound."""
    found = db.session.get(Activity, activity_id)
    if found is None or not found.in_calendar:
        raise NotFound(activity_id)
    return found


def _held(party_id: int | None, activity_id: int) -> Activity:
    """The activity, which nobody else changes meanwhile. Raises NotFound."""
    if party_id is not None:
        lock_party(party_id)
    return held_entry(ACTIVITIES, party_id, activity_id)


def _changed(act: Act, kind: EventKind, activity: Activity) -> None:
    activity.version += 1
    history.record(act, kind, activity, party_id=activity.party_id, name=activity.title)


def _answered(act: Act, activity: Activity) -> Act:
    act.outcome = {"party_id": activity.party_id, "entry_id": activity.id, "name": activity.title}
    return act
