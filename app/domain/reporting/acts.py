"""What an act did, record by record."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.db import db
from app.domain.history.models import Event, EventKind
from app.domain.parties.models import Party


@dataclass(frozen=True, slots=True)
class Changed:
    """One record that an act changed."""

    event_id: int
    kind: EventKind
    party_id: int | None
    name: str | None
    number: str | None


def records_of(act_id: int, *, after: int = 0, limit: int = 100) -> list[Changed]:
    """The records of an act, in the order of their events, from the one after `after`."""
    rows = (
        select(Event.id, Event.kind, Event.party_id, Party.name, Party.number)
        .outerjoin(Party, Party.id == Event.party_id)
        .where(Event.act_id == act_id, Event.id > after)
        .order_by(Event.id)
        .limit(limit)
    )
    return [Changed(*row) for row in db.session.execute(rows)]
