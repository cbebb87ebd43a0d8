"""Remembering of two who look alike that they are not the same."""

from __future__ import annotations

from sqlalchemy import exists, select

from app.db import db, deed
from app.domain.directory.duplicates.models import ToldApart
from app.domain.errors import N_, NotFound, RuleViolation
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.queries import lock_parties, select_ids


@deed
def tell_apart(one_id: int, other_id: int, key: str, *, by: Actor) -> Act:
    """Remember of two who look alike that they are not the same. Saying so twice changes nothing.

    Raises NotFound when one of them is not on file, RuleViolation for one and the same.
    """
    low, high = sorted((one_id, other_id))
    try:
        act = history.open_act(Deed.TELL_APART, key, by=by, asked={"parties": [low, high]})
    except AlreadyDone as done:
        return done.act
    if low == high:
        raise RuleViolation(N_("These are one and the same card."))
    held = lock_parties((low, high))
    for id_ in (low, high):
        if id_ not in held:
            raise NotFound(id_)
    there = exists().where(ToldApart.first_id == low, ToldApart.second_id == high)
    if not db.session.scalar(select(there)):
        db.session.add(ToldApart(first_id=low, second_id=high, act_id=act.id))
        db.session.flush()
        history.record_parties(act, EventKind.TOLD_APART, select_ids((low, high)))
    return act
