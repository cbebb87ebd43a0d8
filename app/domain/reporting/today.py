"""The dashboard: how many clients in which state, who is expected back, what happened last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.history.models import Act
from app.domain.history.queries import EventLine, latest_events
from app.domain.parties.models import ClientRole, Party, PartyStatus


@dataclass(frozen=True, slots=True)
class Expected:
    """An archived party whose day has come."""

    id: int
    name: str
    number: str | None
    expected_back_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with the name of the party it concerns, when that party is on file."""

    event: EventLine
    party_name: str | None


def clients_by_status() -> dict[PartyStatus, int]:
    """How many customers are active, deactivated and archived. In one statement."""
    counted = select(Party.status, func.count()).where(Party.client_role == ClientRole.CUSTOMER).group_by(Party.status)
    found = dict(db.session.execute(counted).all())
    return {status: found.get(status, 0) for status in PartyStatus}


def expected_back(*, limit: int = 20) -> tuple[list[Expected], int]:
    """The archived parties that were expected back by today, the longest overdue first, and how many there are."""
    waiting = (
        select(
            Party.id,
            Party.name,
            Party.number,
            Party.expected_back_on,
            func.coalesce(Act.reason, ""),
            func.count().over(),
        )
        .outerjoin(Act, Act.id == Party.status_act_id)
        .where(Party.expected_back_on <= clock.today(), Party.status == PartyStatus.ARCHIVED)
        .order_by(Party.expected_back_on, Party.id)
        .limit(limit)
    )
    rows = db.session.execute(waiting).all()
    return [Expected(*row[:5]) for row in rows], rows[0][5] if rows else 0


def latest(*, with_staff: bool = True, limit: int = 10) -> list[Happening]:
    """The latest events of the office, each with its party's name; those about the staff are not for everybody."""
    events = latest_events(with_staff=with_staff, limit=limit)
    ids = {event.party_id for event in events if event.party_id}
    names = dict(db.session.execute(select(Party.id, Party.name).where(Party.id.in_(ids))).all())
    return [Happening(event, names.get(event.party_id) if event.party_id else None) for event in events]
