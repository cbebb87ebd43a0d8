"""A restored place is confirmed by an admin: until then nothing happens by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.db import db, deed
from app.domain import clock
from app.domain.errors import N_, NotFound, RuleViolation, say
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.jobs import actions as jobs
from app.domain.jobs.models import Restoration
from app.domain.messaging.delivery import leave_to_somebody
from app.domain.numbering.actions import TOO_LARGE
from app.domain.numbering.counting import next_value_after, next_value_of, number_of, roll_over
from app.domain.numbering.models import LARGEST, NumberRange, RangeKind

NEVER_BACK = N_("The next number is %(next)s or a later one: a number is never given twice.")


@dataclass(frozen=True, slots=True)
class RestoredRange:
    """A number range after a restore: its last number in the backup, and that of the place that was replaced.

    `next_value` is where it goes on unless somebody knows better: after both.
    """

    kind: RangeKind
    last: str | None
    before: str | None
    next_value: int
    next_number: str


@dataclass(frozen=True, slots=True)
class RestoredPlace:
    """What was restored here last, and whether somebody has confirmed it."""

    moment: datetime
    at: datetime
    deleted_again: int
    confirmed_at: datetime | None
    confirmed_by: str | None
    ranges: list[RestoredRange]


def restored_place() -> RestoredPlace | None:
    """What was restored here last; None where nothing ever was. Two statements."""
    found = db.session.scalar(select(Restoration).order_by(Restoration.id.desc()).limit(1))
    if found is None:
        return None
    said = {entry["kind"]: entry for entry in found.ranges}
    counters = db.session.scalars(select(NumberRange).order_by(NumberRange.id))
    ranges = [_range_of(counter, said.get(counter.kind.value, {})) for counter in counters]
    whole = (found.moment, found.at, found.deleted_again, found.confirmed_at, found.confirmed_by)
    return RestoredPlace(*whole, ranges=ranges)


def _range_of(counter: NumberRange, said: Mapping[str, Any]) -> RestoredRange:
    last, before = said.get("last"), said.get("before")
    value = next_value_after(counter, [before] if before else [])
    return RestoredRange(counter.kind, last, before, value, number_of(counter, value))


@deed
def confirm_restoration(next_values: Mapping[RangeKind, int], key: str, *, by: Actor) -> Act:
    """Let background work go on in a restored place, and number ranges after what was given since the backup.

    A range moves forward only. Confirming what is confirmed already changes nothing.
    Raises RuleViolation at the range's field, NotFound where nothing was restored.
    """
    asked = {"next": {kind.value: value for kind, value in next_values.items()}}
    try:
        act = history.open_act(Deed.CONFIRM_RESTORATION, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    held = select(Restoration).order_by(Restoration.id.desc()).limit(1).with_for_update()
    restoration = db.session.scalar(held.execution_options(populate_existing=True))
    if restoration is None:
        raise NotFound
    if restoration.confirmed_at is not None:
        return act
    moved = _move_ranges(next_values)
    leave_to_somebody(restoration.moment)
    restoration.confirmed_at, restoration.confirmed_by = clock.now(), by.name
    history.record(act, EventKind.RESTORATION_CONFIRMED, restoration, **moved)
    jobs.wake_workers()
    return act


def _move_ranges(next_values: Mapping[RangeKind, int]) -> dict[str, Any]:
    """Move ranges forward; the next number of each that moved."""
    moved = {}
    held = select(NumberRange).order_by(NumberRange.kind).with_for_update()
    for counter in db.session.scalars(held.execution_options(populate_existing=True)):
        value, begin = next_values.get(counter.kind, next_value_of(counter)), next_value_of(counter)
        if value < begin:
            number = number_of(counter, begin)
            raise RuleViolation(say(NEVER_BACK, next=number), field=counter.kind.value)
        if value > LARGEST:
            raise RuleViolation(say(TOO_LARGE, largest=LARGEST), field=counter.kind.value)
        if value > begin:
            roll_over(counter)
            counter.next_value = value
            moved[counter.kind.value] = number_of(counter, value)
    return moved
