"""Undo of an act on the status of parties (PRODUCT.md 4): once, within ten minutes, exactly what the act changed.

What was ticked for contacts goes the same way (contacts/granting.py). An import can be taken back, too, as a whole and
without a limit of time (taking_back.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from app.db import db, deed
from app.domain import clock
from app.domain.contacts import granting
from app.domain.errors import N_, NotFound, RuleViolation
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.lifecycle.models import FormerStatus
from app.domain.lifecycle.moves import COLUMNS, moved_by
from app.domain.lifecycle.taking_back import take_back
from app.domain.messaging import outbox
from app.domain.parties.actions import write
from app.domain.parties.models import Party
from app.domain.parties.queries import among

WINDOW = timedelta(minutes=10)
UNDOABLE = frozenset({Deed.ARCHIVE, Deed.DEACTIVATE, Deed.GRANT, Deed.REACTIVATE, Deed.RESTORE})


def undoable_until(act: Act) -> datetime | None:
    """Until when an act can be taken back, as far as the act itself says; None when it cannot, or no longer."""
    if act.deed not in UNDOABLE or not act.outcome.get("changed"):
        return None
    until = act.at + WINDOW
    return until if clock.now() < until else None


def undo_of(act_id: int) -> Act | None:
    """The act that took an act back, if one did."""
    return db.session.scalar(select(Act).where(Act.key == _key_of(act_id)))


@deed
def undo_act(act_id: int, *, by: Actor) -> Act:
    """Take back what an act did to the status of parties or ticked for contacts, where nobody changed it since.

    The status is put back as the act found it: reason, date and expected return included. Its key follows from the
    act, so whoever asks again, or at the same time, gets the first answer: an act is taken back once.
    Raises NotFound, and RuleViolation for an act that cannot be taken back, or no longer; StillUsed for an import.
    """
    undone = db.session.get(Act, act_id)
    if undone is None:
        raise NotFound(act_id)
    try:
        act = history.open_act(Deed.UNDO, _key_of(act_id), by=by, asked={"act": act_id})
    except AlreadyDone as done:
        return done.act
    if undone.deed is Deed.IMPORT:
        return take_back(undone, act)
    if undone.deed not in UNDOABLE:
        raise RuleViolation(N_("This cannot be taken back."))
    if undoable_until(undone) is None:
        raise RuleViolation(N_("It can be taken back for ten minutes. They are over."))
    if undone.deed is Deed.GRANT:
        return granting.take_back(undone, act)
    still_so = select(Party.id).where(Party.id.in_(moved_by(undone)), Party.status_act_id == act_id)
    # Only who is held from here on: another Undo may make this act somebody's last one again at any moment.
    held = among(Party.id, db.session.scalars(still_so.order_by(Party.id).with_for_update()).all())
    history.record_parties(act, EventKind.UNDONE, select(Party.id).where(held), deed=undone.deed.value)
    name = db.session.scalar(select(Party.name).where(held).limit(1))
    changed = _put_back(act_id, held)
    outbox.suppress(act_id)
    act.outcome = {
        "changed": changed,
        "stayed": undone.outcome["changed"] - changed,
        "undone": act_id,
        **({"name": name} if changed == 1 else {}),
    }
    db.session.flush()
    return act


def _put_back(act_id: int, held: ColumnElement[bool]) -> int:
    """Write back what an act found; how many parties that were."""
    writing = (
        update(Party)
        .values({name: getattr(FormerStatus, name) for name in COLUMNS})
        .where(FormerStatus.act_id == act_id, FormerStatus.party_id == Party.id, held)
    )
    return write(writing)


def _key_of(act_id: int) -> str:
    return f"undo-{act_id}"
