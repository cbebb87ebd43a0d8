"""What an act did, record by record."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.db import db
from app.domain.history.models import Act, Event
from app.domain.history.queries import LINE, EventLine
from app.domain.parties.models import Party
from app.domain.parties.queries import among


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


def who_stayed(act: Act) -> list[tuple[tuple[int, str], list[tuple[int, str]]]]:
    """Whom an act could not delete, with the clients whose contacts they are; those that are still on file, by name.

    A hundred at most: the rest are told by their number.
    """
    refused = act.outcome.get("refused", [])[:100]
    ids = {id_ for party_id, clients in refused for id_ in (party_id, *clients)}
    names = dict(db.session.execute(select(Party.id, Party.name).where(among(Party.id, ids))).all())

    def named(id_: int) -> tuple[int, str]:
        return id_, names[id_]

    return [
        (named(party_id), [named(id_) for id_ in clients if id_ in names])
        for party_id, clients in refused
        if party_id in names
    ]
