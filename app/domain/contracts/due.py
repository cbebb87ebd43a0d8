"""What has to be thought of soon: until when notice can be given, and what ends without being renewed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.db import db
from app.domain.contracts.dates import Deadline, Term, deadline
from app.domain.contracts.models import Contract, ContractState, ContractVersion, Stage
from app.domain.contracts.states import is_in_state
from app.domain.parties.models import Party
from app.domain.selections import among
from app.prepared import prepared

SOON = 60  # days ahead that the dashboard and the card look


class Due(NamedTuple):
    """A contract in force, and what comes next of it; in the order of the days."""

    on: date
    id: int
    deadline: Deadline


class DueLine(NamedTuple):
    """One that is due, as the dashboard and the card say it."""

    id: int
    number: str
    subject: str
    party_id: int
    party_name: str
    deadline: Deadline


def due(today: date, within: int, *conditions: ColumnElement[bool]) -> list[Due]:
    """The contracts in force of which something has to be thought of within so many days, the most urgent first.

    When a term ends that renews follows from a calendar, which no database counts like another: one statement reads
    the dates of all that may be due, and they are counted here.
    """
    last = today + timedelta(days=within)
    return _by_days(db.session.execute(_select_due(today, last).where(*conditions)), today, last)


def _by_days(rows: Iterable[Any], today: date, last: date) -> list[Due]:
    found = ((row[0], deadline(Term(*row[1:]), today)) for row in map(tuple, rows))
    return sorted(Due(next_.on, id_, next_) for id_, next_ in found if next_ and next_.on <= last)


def _select_due(today: date, last: date) -> Select[*tuple[Any, ...]]:
    """The dates of all that may be due."""
    ends_soon = and_(ContractVersion.renews_by.is_(None), ContractVersion.ends_on <= last)
    return (
        select(
            Contract.id,
            ContractVersion.starts_on,
            ContractVersion.ends_on,
            ContractVersion.notice,
            ContractVersion.notice_unit,
            ContractVersion.renews_by,
        )
        .join(ContractVersion, and_(ContractVersion.contract_id == Contract.id, ContractVersion.holds))
        .join(Party, Party.id == Contract.party_id)
        .where(is_in_state(ContractState.SIGNED, today), ContractVersion.ends_on.is_not(None))
        .where(or_(ends_soon, ContractVersion.renews_by.is_not(None)))
    )


@prepared
def _select_due_of(today: date, last: date, client: int | None) -> Select[*tuple[Any, ...]]:
    asked = _select_due(today, last)
    return asked if client is None else asked.where(Contract.party_id == client)


def due_soon(today: date, *, limit: int, client: int | None = None) -> tuple[list[DueLine], int]:
    """The most urgent within `SOON` days, of one client or of all, and how many there are."""
    last = today + timedelta(days=SOON)
    found = _by_days(db.session.execute(*_select_due_of(today, last, client)), today, last)
    first = {each.id: each.deadline for each in found[:limit]}
    rows: Iterable[Any] = db.session.execute(*_lines_of(list(first))) if first else ()
    lines = {row[0]: DueLine._make((*row, first[row[0]])) for row in rows}
    return [lines[id_] for id_ in first], len(found)


@prepared
def _lines_of(ids: list[int]) -> Select[int, str, str, int, str]:
    return (
        select(Contract.id, Contract.number, ContractVersion.subject, Party.id, Party.name)
        .join(ContractVersion, and_(ContractVersion.contract_id == Contract.id, ContractVersion.holds))
        .join(Party, Party.id == Contract.party_id)
        .where(among(Contract.id, ids))
    )


def select_to_sign(party_id: int) -> Select[int]:
    """A row for each contract of a client that was sent and is not signed yet."""
    sent = select(ContractVersion.id).join(Contract).where(ContractVersion.stage == Stage.SENT)
    return sent.where(Contract.party_id == party_id)
