"""The dashboard: how many clients in which state, who is expected back, what happened last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from app.db import db
from app.domain import clock
from app.domain.history.models import Act
from app.domain.history.queries import EventLine, latest_events
from app.domain.parties.models import ClientRole, Party, PartyStatus
from app.domain.selections import among
from app.prepared import prepared


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
    """How many customers are active, deactivated and archived; who is anonymised is none any more. In one statement.

    Two indexes tell all of it: no row is read.
    """
    found = {status: (n, gone) for status, n, gone in db.session.execute(*_count_by_status())}
    counts = {status: found.get(status, (0, 0))[0] for status in PartyStatus}
    counts[PartyStatus.ARCHIVED] -= found.get(PartyStatus.ARCHIVED, (0, 0))[1]
    return counts


@prepared
def _count_by_status() -> Select[PartyStatus, int, int]:
    is_customer = Party.client_role == ClientRole.CUSTOMER
    final = select(func.count()).select_from(Party).where(is_customer, Party.anonymised_at.is_not(None))
    return select(Party.status, func.count(), final.scalar_subquery()).where(is_customer).group_by(Party.status)


def expected_back(*, limit: int = 20) -> tuple[list[Expected], int]:
    """The archived parties that were expected back by today, the longest overdue first, and how many there are."""
    rows = db.session.execute(*_expected_by(clock.today(), limit)).all()
    return [Expected(*row[:5]) for row in rows], rows[0][5] if rows else 0


@prepared
def _expected_by(today: date, limit: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Party.id,
            Party.name,
            Party.number,
            Party.expected_back_on,
            func.coalesce(Act.reason, ""),
            func.count().over(),
        )
        .outerjoin(Act, Act.id == Party.status_act_id)
        .where(Party.expected_back_on <= today, Party.status == PartyStatus.ARCHIVED)
        .order_by(Party.expected_back_on, Party.id)
        .limit(limit)
    )


def latest(*, with_staff: bool = True, limit: int = 10) -> list[Happening]:
    """The latest events of the office, each with its party's name; those about the staff are not for everybody."""
    events = latest_events(with_staff=with_staff, limit=limit)
    ids = {event.party_id for event in events if event.party_id}
    names: dict[int, str] = dict(map(tuple, db.session.execute(*_names_of(list(ids)))))
    return [Happening(event, names.get(event.party_id) if event.party_id else None) for event in events]


@prepared
def _names_of(ids: list[int]) -> Select[int, str]:
    return select(Party.id, Party.name).where(among(Party.id, ids))
