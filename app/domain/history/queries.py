"""What the timeline, the banner and the act's own page read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from app.db import db
from app.domain.errors import NotFound
from app.domain.history.models import ABOUT_STAFF, Act, ActorKind, Event, EventKind
from app.prepared import prepared


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of a timeline."""

    id: int
    act_id: int
    kind: EventKind
    at: datetime
    by_name: str
    by_kind: ActorKind
    reason: str
    details: dict[str, Any]
    party_id: int | None
    record: str  # the table of what it happened to


# The columns of an EventLine, from events joined with their acts.
LINE = (
    Event.id,
    Event.act_id,
    Event.kind,
    Event.at,
    Act.by_name,
    Act.by_kind,
    Act.reason,
    Event.details,
    Event.party_id,
    Event.record,
)


def timeline_of(
    party_id: int,
    *,
    kinds: Collection[EventKind] = (),
    but_of: str | None = None,
    before: int | None = None,
    limit: int = 20,
) -> list[EventLine]:
    """The latest events of one party, or those before one of them, newest first: of some kinds if they are named, and
    none of the records of one table.
    """
    asked = _timeline_of(party_id, frozenset(kinds), but_of, before, limit)
    return [EventLine(*row) for row in db.session.execute(*asked)]


@prepared
def _timeline_of(
    party_id: int, kinds: frozenset[EventKind], but_of: str | None, before: int | None, limit: int
) -> Select[Any]:
    lines = select(*LINE).join(Act).where(Event.party_id == party_id).order_by(Event.id.desc()).limit(limit)
    if kinds:
        lines = lines.where(Event.kind.in_(kinds))
    if but_of is not None:
        lines = lines.where(Event.record != but_of)
    if before is not None:
        lines = lines.where(Event.id < before)
    return lines


def timeline_of_record(record: str, record_id: int, *, limit: int = 100) -> list[EventLine]:
    """The latest events of one record, by its table and id, newest first."""
    lines = select(*LINE).join(Act).where(Event.record == record, Event.record_id == record_id)
    return [EventLine(*row) for row in db.session.execute(lines.order_by(Event.id.desc()).limit(limit))]


def latest_events(*, with_staff: bool = True, limit: int = 10) -> list[EventLine]:
    """The latest events of the whole office, newest first; those about the staff are not for everybody."""
    return [EventLine(*row) for row in db.session.execute(*_latest(with_staff, limit))]


@prepared
def _latest(with_staff: bool, limit: int) -> Select[Any]:
    lines = select(*LINE).join(Act).order_by(Event.id.desc()).limit(limit)
    return lines if with_staff else lines.where(Act.deed.not_in(ABOUT_STAFF))


def act(act_id: int, *, with_staff: bool = True) -> Act:
    """One act. Raises NotFound, also for one about the staff where those are not for the reader."""
    found = db.session.get(Act, act_id)
    if found is None or (found.deed in ABOUT_STAFF and not with_staff):
        raise NotFound(act_id)
    return found
