"""What an act did, record by record."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.db import db
from app.domain.history.models import Act, Event
from app.domain.history.queries import LINE, EventLine
from app.domain.parties.models import Party


@dataclass(frozen=True, slots=True)
class Changed:
    """What an act did to one record, with the party's name and number when it concerns one that is on file."""

    event: EventLine
    name: str | None
    number: str | None


def records_of(act_id: int, *, after: int = 0, limit: int = 100) -> list[Changed]:
    """The records of an act, in the order of their events, from the one after `after`."""
    rows = (
        select(*LINE, Party.name, Party.number)
        .select_from(Event)
        .join(Act)
        .outerjoin(Party, Party.id == Event.party_id)
        .where(Event.act_id == act_id, Event.id > after)
        .order_by(Event.id)
        .limit(limit)
    )
    return [Changed(EventLine(*row[:-2]), *row[-2:]) for row in db.session.execute(rows)]
