"""Putting a tag on parties, and taking it off. The deed on one is the deed on many, called with one."""

from __future__ import annotations

from sqlalchemy import Select, delete, insert, literal, select

from app.db import db, deed
from app.domain.directory import selection as selections
from app.domain.directory.selection import Selection
from app.domain.errors import N_, RuleViolation
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, Event, EventKind
from app.domain.lifecycle.moves import settle
from app.domain.parties.models import Party, PartyTag
from app.domain.parties.tags import find_tag, tag_named


@deed
def add_tag(selection: Selection, name: str, key: str, *, by: Actor) -> Act:
    """Put a tag on parties, whatever their status; it is made if there is none of this name yet.

    Raises SelectionChanged when the set is not the one that the dialog showed, RuleViolation at `tag`.
    """
    try:
        act = history.open_act(Deed.ADD_TAG, key, by=by, asked={"parties": selection.asked, "tag": name})
    except AlreadyDone as done:
        return done.act
    tag = tag_named(name)
    selection, matched = selections.lock(selection)
    without = Party.id.not_in(_bearing(tag.id))
    history.record_parties(
        act, EventKind.TAGGED, select(Party.id).where(Party.id.in_(selection.ids), without), tag=tag.name
    )
    changed = _changed_by(act)
    now = changed.subquery().c.party_id
    bearing = select(now, literal(tag.id)).order_by(now)
    db.session.execute(insert(PartyTag).from_select(["party_id", "tag_id"], bearing))
    return _settled(act, selection, matched, changed, tag.name)


@deed
def remove_tag(selection: Selection, name: str, key: str, *, by: Actor) -> Act:
    """Take a tag off parties. The word itself stays, for others.

    Raises SelectionChanged when the set is not the one that the dialog showed, RuleViolation at `tag`.
    """
    try:
        act = history.open_act(Deed.REMOVE_TAG, key, by=by, asked={"parties": selection.asked, "tag": name})
    except AlreadyDone as done:
        return done.act
    if (tag := find_tag(name)) is None:
        raise RuleViolation(N_("Nobody bears this tag."), field="tag")
    selection, matched = selections.lock(selection)
    history.record_parties(
        act, EventKind.UNTAGGED, _bearing(tag.id).where(PartyTag.party_id.in_(selection.ids)), tag=tag.name
    )
    changed = _changed_by(act)
    db.session.execute(delete(PartyTag).where(PartyTag.tag_id == tag.id, PartyTag.party_id.in_(changed)))
    return _settled(act, selection, matched, changed, tag.name)


def _bearing(tag_id: int) -> Select[int]:
    return select(PartyTag.party_id).where(PartyTag.tag_id == tag_id)


def _changed_by(act: Act) -> Select[int | None]:
    return select(Event.party_id).where(Event.act_id == act.id)


def _settled(act: Act, selection: Selection, matched: selections.Seal, changed: Select[int | None], tag: str) -> Act:
    settle(act, selection, matched, changed)
    act.outcome = {**act.outcome, "tag": tag}
    return act
