"""How an act moves parties from one status to another: what it found is kept, then all are moved, then recorded."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, literal, select, update

from app.db import db
from app.domain.directory.selection import Seal, Selection
from app.domain.history import actions as history
from app.domain.history.models import Act, EventKind
from app.domain.lifecycle.models import FormerStatus
from app.domain.parties.actions import write
from app.domain.parties.models import Party

# What makes up a status. An act writes them together, and Undo puts them back together.
COLUMNS = ("status", "status_before", "status_act_id", "archived_at", "expected_back_on")


def move(act: Act, kind: EventKind, selection: Selection, *, whom: ColumnElement[bool], **becoming: Any) -> Select[Any]:
    """Move those of a locked selection for whom `whom` holds; their ids.

    `becoming` are the columns of a status that change with it; `status_act_id` always does, for banner and Undo.
    """
    former = select(literal(act.id), Party.id, *(getattr(Party, name) for name in COLUMNS))
    found = former.where(Party.id.in_(selection.ids), whom).order_by(Party.id)
    db.session.execute(insert(FormerStatus).from_select(["act_id", "party_id", *COLUMNS], found))
    moved = moved_by(act)
    if write(update(Party).where(Party.id.in_(moved)).values(status_act_id=act.id, **becoming)):
        history.record_parties(act, kind, moved)
    return moved


def settle(
    act: Act,
    selection: Selection,
    matched: Seal,
    changed: Select[Any],
    *,
    apart: dict[str, int] | None = None,
    **more: int,
) -> Act:
    """Note what came of an act: who changed, who was so already, who is gone.

    `apart` counts those who neither changed nor were so already, by the reason.
    """
    names = db.session.execute(select(Party.name, func.count().over()).where(Party.id.in_(changed)).limit(1)).first()
    how_many = names[1] if names else 0
    act.outcome = {
        "changed": how_many,
        "already": matched.count - how_many - sum((apart or {}).values()),
        "gone": (selection.picked or matched.count) - matched.count,
        **(apart or {}),
        **more,
        **({"name": names[0]} if names and how_many == 1 else {}),
    }
    db.session.flush()
    return act


def moved_by(act: Act) -> Select[Any]:
    """The ids of the parties whose status an act changed."""
    return select(FormerStatus.party_id).where(FormerStatus.act_id == act.id)


def count_of(selection: Selection, condition: ColumnElement[bool]) -> int:
    """How many of a selection a condition holds for."""
    counted = select(func.count()).select_from(Party).where(Party.id.in_(selection.ids), condition)
    return db.session.scalar(counted) or 0
