"""What a form of equipment or of an intervention offers, and interventions as a card lists them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.db import db
from app.domain.parties.models import Party, PartyStatus
from app.domain.selections import among
from app.domain.service.models import Equipment, Intervention, InterventionState
from app.prepared import prepared

OFFERED = 200
MOST_PLANNED = 200  # that a card shows at once
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class PastInterventions:
    """A page of what was done or called off, the latest first; `after` is the key of the next page, if there is one."""

    rows: list[Intervention]
    after: int | None
    is_first: bool


def supplier_names() -> list[str]:
    """The suppliers on file by name, the first few hundred; whoever is missed is typed."""
    on_file = select(Party.name).where(Party.is_supplier, Party.status != PartyStatus.ARCHIVED)
    return list(db.session.scalars(on_file.order_by(Party.sort_name, Party.id).limit(OFFERED)))


def pieces_of(party_id: int) -> list[Equipment]:
    """The equipment of a client, in the order in which it came: what an intervention may be on."""
    return list(db.session.scalars(*_pieces_of(party_id)))


@prepared
def _pieces_of(party_id: int) -> Select[Equipment]:
    return select(Equipment).where(Equipment.party_id == party_id).order_by(Equipment.id)


def planned_of(party_id: int, *, equipment_id: int | None = None) -> list[Intervention]:
    """What is planned for a client, what comes first at the top; on one piece of equipment, if one is named."""
    return list(db.session.scalars(*_planned_of(party_id, equipment_id)))


@prepared
def _planned_of(party_id: int, equipment_id: int | None) -> Select[Intervention]:
    wanted = select(Intervention).where(*_of(party_id, equipment_id), Intervention.state == InterventionState.PLANNED)
    in_order = wanted.order_by(Intervention.day, Intervention.starts_at, Intervention.id)
    return in_order.limit(MOST_PLANNED)


def past_of(party_id: int, *, equipment_id: int | None = None, after: int | None = None) -> PastInterventions:
    """What was done for a client, or called off: the page that follows the line with the id `after`."""
    rows: list[Intervention] = list(db.session.scalars(*_past_of(party_id, equipment_id, after)))
    following = rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None
    return PastInterventions(rows[:PER_PAGE], following, is_first=after is None)


@prepared
def _past_of(party_id: int, equipment_id: int | None, after: int | None) -> Select[Intervention]:
    wanted = select(Intervention).where(*_of(party_id, equipment_id), Intervention.state != InterventionState.PLANNED)
    if after is not None:
        last = select(Intervention.day).where(Intervention.id == after, Intervention.party_id == party_id)
        day = last.scalar_subquery()
        wanted = wanted.where(or_(Intervention.day < day, and_(Intervention.day == day, Intervention.id < after)))
    return wanted.order_by(Intervention.day.desc(), Intervention.id.desc()).limit(PER_PAGE + 1)


def how_many_on(equipment_ids: Collection[int]) -> dict[int, int]:
    """How many interventions stand on each of these pieces; those on which none does are left out."""
    asked = select(Intervention.equipment_id, func.count()).where(among(Intervention.equipment_id, equipment_ids))
    return {id_: n for id_, n in db.session.execute(asked.group_by(Intervention.equipment_id)) if id_}


def _of(party_id: int, equipment_id: int | None) -> list[ColumnElement[bool]]:
    of_the_party = [Intervention.party_id == party_id]
    return of_the_party if equipment_id is None else [*of_the_party, Intervention.equipment_id == equipment_id]
