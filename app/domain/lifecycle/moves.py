"""How an act moves parties from one status to another: what it found is kept, then all are moved, then recorded."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, Update, func, insert, literal, select, update

from app.db import db
from app.domain.directory.selection import Seal, Selection
from app.domain.history import actions as history
from app.domain.history.models import Act, EventKind
from app.domain.lifecycle.models import FormerStatus
from app.domain.parties.models import Party

# What makes up a status. An act writes them together, and Undo puts them back together.
COLUMNS = ("status", "status_before", "status_act_id", "archived_at", "expected_back_on")


def move(act: Act, kind: EventKind, selection: Selection, *, whom: ColumnElement[bool], **becoming: Any) -> int:
    """Move those of a locked selection for whom `whom` holds; how many they are.

    `becoming` are the columns of a status that change with it; `status_act_id` always does, for banner and Undo.
    """
    found = select(literal(act.id), Party.id, *(getattr(Party, name) for name in COLUMNS))
    db.session.execute(
        insert(FormerStatus).from_select(
            ["act_id", "party_id", *COLUMNS], found.where(Party.id.in_(selection.ids), whom)
        )
    )
    changed = write(update(Party).where(Party.id.in_(moved_by(act))).values(status_act_id=act.id, **becoming))
    if changed:
        history.record_parties(act, kind, moved_by(act))
    return changed


def settle(act: Act, selection: Selection, matched: Seal, changed: int, *, archived: int = 0, **more: int) -> Act:
    """Note what came of an act: who changed, who was so already, who is gone; `archived` were apart from both."""
    outcome: dict[str, Any] = {
        "changed": changed,
        "already": matched.count - changed - archived,
        "archived": archived,
        "gone": (selection.picked or matched.count) - matched.count,
        **more,
    }
    if changed == 1:
        outcome["name"] = db.session.scalar(select(Party.name).where(Party.id.in_(moved_by(act))))
    act.outcome = outcome
    db.session.flush()
    return act


def moved_by(act: Act) -> Select[Any]:
    """The ids of the parties whose status an act changed."""
    return select(FormerStatus.party_id).where(FormerStatus.act_id == act.id)


def write(writing: Update) -> int:
    """Write to parties in one statement, past the session, which reads them again; how many were written."""
    result = db.session.execute(writing, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    for party in [known for known in db.session.identity_map.values() if isinstance(known, Party)]:
        db.session.expire(party)
    return result.rowcount


def count_of(selection: Selection, condition: ColumnElement[bool]) -> int:
    """How many of a selection a condition holds for."""
    counted = select(func.count()).select_from(Party).where(Party.id.in_(selection.ids), condition)
    return db.session.scalar(counted) or 0
