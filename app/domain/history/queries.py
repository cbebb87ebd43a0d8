"""What the timeline, the banner and the act's own page read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.errors import NotFound
from app.domain.history.models import Act, ActorKind, Event, EventKind


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


_LINE = (
    Event.id,
    Event.act_id,
    Event.kind,
    Event.at,
    Act.by_name,
    Act.by_kind,
    Act.reason,
    Event.details,
    Event.party_id,
)


def timeline_of(party_id: int, *, limit: int = 20) -> list[EventLine]:
    """The latest events of one party, newest first."""
    lines = select(*_LINE).join(Act).where(Event.party_id == party_id).order_by(Event.id.desc()).limit(limit)
    return [EventLine(*row) for row in db.session.execute(lines)]


def latest_events(*, limit: int = 10) -> list[EventLine]:
    """The latest events of the whole office, newest first."""
    lines = select(*_LINE).join(Act).order_by(Event.id.desc()).limit(limit)
    return [EventLine(*row) for row in db.session.execute(lines)]


def act(act_id: int) -> Act:
    """One act. Raises NotFound."""
    found = db.session.get(Act, act_id)
    if found is None:
        raise NotFound(act_id)
    return found
