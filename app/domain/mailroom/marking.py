"""What becomes of mail: collected, forwarded, returned, destroyed; and back to waiting after a slip of the hand."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal, select, update

from app.db import UtcDateTime, db, deed, is_postgresql
from app.domain import selections
from app.domain.errors import N_, NN_, SelectionChanged, Sentence, count
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, Event, EventKind
from app.domain.mailroom.models import MailItem, MailState
from app.domain.parties.models import Party
from app.domain.parties.queries import refuse_anonymised
from app.domain.selections import Selection

KINDS = {
    MailState.WAITING: EventKind.MAIL_PUT_BACK,
    MailState.COLLECTED: EventKind.MAIL_COLLECTED,
    MailState.FORWARDED: EventKind.MAIL_FORWARDED,
    MailState.RETURNED: EventKind.MAIL_RETURNED,
    MailState.DESTROYED: EventKind.MAIL_DESTROYED,
}
DONE = {
    MailState.WAITING: NN_("%(n)s mail item waits at the desk again.", "%(n)s mail items wait at the desk again."),
    MailState.COLLECTED: NN_("%(n)s mail item collected.", "%(n)s mail items collected."),
    MailState.FORWARDED: NN_("%(n)s mail item forwarded.", "%(n)s mail items forwarded."),
    MailState.RETURNED: NN_("%(n)s mail item returned to its sender.", "%(n)s mail items returned to their senders."),
    MailState.DESTROYED: NN_("%(n)s mail item destroyed.", "%(n)s mail items destroyed."),
}
ALREADY = NN_("%(n)s was so already.", "%(n)s were so already.")
UNSEEN = N_("Somebody else was quicker. Look at what they noted before you go on.")
GONE = NN_("%(n)s mail item is no longer on file.", "%(n)s mail items are no longer on file.")


@deed
def mark_mail(selection: Selection, state: MailState, key: str, *, by: Actor, seen: MailState | None = None) -> Act:
    """Note what became of items; the deed on one is this deed on many, called with one.

    Those that are so already are counted and stay. The number of statements does not depend on how many are selected.
    Raises SelectionChanged when the set is not the one that the dialog showed, or where the page showed all of them in
    one state, `seen`, and one has left it for another; RuleViolation when one was for somebody who is anonymised.
    """
    try:
        act = history.open_act(Deed.MARK_MAIL, key, by=by, asked={"mail": selection.asked, "state": state})
    except AlreadyDone as done:
        return done.act
    selection, matched = selections.lock(selection, of=MailItem)
    of_nobody = select(Party).join(MailItem).where(MailItem.id.in_(selection.ids), Party.anonymised_at.is_not(None))
    refuse_anonymised(*db.session.scalars(of_nobody.limit(1)))
    if seen is not None:
        _refuse_unseen(selection, {seen, state})
    others = MailItem.id.in_(selection.ids), MailItem.state != state
    _record(act, KINDS[state], *others)
    changed = select(Event.record_id).where(Event.act_id == act.id)
    how_many = db.session.scalar(select(func.count()).select_from(changed.subquery())) or 0
    marking = update(MailItem).where(MailItem.id.in_(changed)).values(state=state, state_act_id=act.id)
    db.session.execute(marking, execution_options={"synchronize_session": False})
    for item in [known for known in db.session.identity_map.values() if isinstance(known, MailItem)]:
        db.session.expire(item)
    act.outcome = {
        "changed": how_many,
        "already": matched.count - how_many,
        "gone": (selection.picked or matched.count) - matched.count,
        "state": state.value,
    }
    db.session.flush()
    return act


def answer_of(act: Act) -> list[Sentence]:
    """What marking came to, in the past tense with its numbers."""
    outcome = act.outcome
    more = [(ALREADY, outcome.get("already", 0)), (GONE, outcome.get("gone", 0))]
    done = count(DONE[MailState(outcome["state"])], outcome["changed"])
    return [done, *(count(words, n) for words, n in more if n)]


def count_marked(selection: Selection, state: MailState) -> int:
    """How many of a selection are in a state already."""
    counted = select(func.count()).select_from(MailItem).where(MailItem.id.in_(selection.ids), MailItem.state == state)
    return db.session.scalar(counted) or 0


def _refuse_unseen(selection: Selection, expected: Collection[MailState]) -> None:
    """Whoever looks at an old page would write over what a colleague has noted at the next desk."""
    unseen = select(MailItem.id).where(MailItem.id.in_(selection.ids), MailItem.state.not_in(expected))
    if db.session.scalar(unseen.limit(1)) is not None:
        raise SelectionChanged(UNSEEN)


def _record(act: Act, kind: EventKind, *which: ColumnElement[bool]) -> None:
    """One event for each item, with its number, in one statement, in the order of their ids."""
    build: Any = func.json_build_object if is_postgresql() else func.json_object
    rows = select(
        literal(act.id),
        literal(kind.value),
        literal(act.at, UtcDateTime()),
        literal(MailItem.__tablename__),
        MailItem.id,
        MailItem.party_id,
        build(literal("name"), MailItem.number),
    ).where(*which)
    columns = ["act_id", "kind", "at", "record", "record_id", "party_id", "details"]
    db.session.execute(insert(Event).from_select(columns, rows.order_by(MailItem.id)))
