"""Archive and restore (PRODUCT.md 3 and 4). The deed on one is the deed on many, called with one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import CursorResult, Update, func, select, update

from app.db import db, deed
from app.domain.directory import selection as selections
from app.domain.directory.selection import Seal, Selection
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.models import Party, PartyStatus


@dataclass(frozen=True, slots=True)
class ArchiveChoices:
    """What the dialog asks."""

    reason: str = ""
    expected_back_on: date | None = None


NO_CHOICES = ArchiveChoices()


@deed
def archive_parties(selection: Selection, choices: ArchiveChoices, key: str, *, by: Actor) -> Act:
    """Archive parties: they leave the everyday lists, and their portal users are out at the next click.

    No cascade: nobody's contacts or people are written to (PRODUCT.md 3.1). Those that are archived already are
    counted and stay as they are. The number of statements does not depend on how many are selected.
    Raises SelectionChanged when the set is not the one that the dialog showed; nothing is done then.
    """
    asked = {"parties": selection.asked, **asdict(choices)}
    try:
        act = history.open_act(Deed.ARCHIVE, key, by=by, reason=choices.reason, asked=asked)
    except AlreadyDone as done:
        return done.act
    selection, matched = selections.lock(selection)
    archiving = update(Party).where(Party.id.in_(selection.ids), Party.status != PartyStatus.ARCHIVED)
    changed = _change(
        archiving.values(
            status=PartyStatus.ARCHIVED,
            status_before=Party.status,
            status_act_id=act.id,
            archived_at=act.at,
            expected_back_on=choices.expected_back_on,
        )
    )
    return _done(act, EventKind.ARCHIVED, selection, matched, changed)


@deed
def restore_parties(selection: Selection, key: str, *, by: Actor) -> Act:
    """Restore archived parties: they become active, and their portal users have exactly the access there was.

    The outcome says how many had been deactivated before. Those that are not archived are counted and stay.
    """
    try:
        act = history.open_act(Deed.RESTORE, key, by=by, asked={"parties": selection.asked})
    except AlreadyDone as done:
        return done.act
    selection, matched = selections.lock(selection)
    archived = Party.id.in_(selection.ids), Party.status == PartyStatus.ARCHIVED
    deactivated = select(func.count()).select_from(Party).where(*archived)
    deactivated_before = db.session.scalar(deactivated.where(Party.status_before == PartyStatus.DEACTIVATED)) or 0
    restoring = update(Party).where(*archived)
    changed = _change(
        restoring.values(
            status=PartyStatus.ACTIVE,
            status_before=None,
            status_act_id=act.id,
            archived_at=None,
            expected_back_on=None,
        )
    )
    return _done(act, EventKind.RESTORED, selection, matched, changed, deactivated_before=deactivated_before)


def _change(statement: Update) -> int:
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    for party in [known for known in db.session.identity_map.values() if isinstance(known, Party)]:
        db.session.expire(party)
    return result.rowcount


def _done(act: Act, kind: EventKind, selection: Selection, matched: Seal, changed: int, **more: int) -> Act:
    """Record one event per party that changed, and what came of it. The status points at the act: so we know which."""
    changed_ones = Party.status_act_id == act.id
    if changed:
        history.record_parties(act, kind, select(Party.id).where(changed_ones))
    outcome: dict[str, Any] = {
        "changed": changed,
        "already": matched.count - changed,
        "gone": (selection.picked or matched.count) - matched.count,
        **more,
    }
    if changed == 1:
        outcome["name"] = db.session.scalar(select(Party.name).where(changed_ones))
    act.outcome = outcome
    db.session.flush()
    return act
