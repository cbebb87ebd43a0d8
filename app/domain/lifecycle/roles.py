"""Acts on the roles of parties (PRODUCT.md 5). The deed on one is the deed on many, called with one."""

from __future__ import annotations

from sqlalchemy import select

from app.db import deed
from app.domain.directory import selection as selections
from app.domain.directory.selection import Selection
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Event
from app.domain.lifecycle.moves import count_of, settle
from app.domain.parties.models import Party
from app.domain.parties.roles import RULES, RoleChange, take_on


@deed
def change_roles(change: RoleChange, selection: Selection, key: str, *, by: Actor) -> Act:
    """Make parties prospects or customers, or suppliers or no longer.

    Who is so already is counted and stays. So is whom the change is refused: nobody makes a prospect of a customer.
    Raises SelectionChanged when the set is not the one that the dialog showed.
    """
    rule = RULES[change]
    try:
        act = history.open_act(rule.deed, key, by=by, asked={"parties": selection.asked})
    except AlreadyDone as done:
        return done.act
    selection, matched = selections.lock(selection)
    refused = count_of(selection, rule.refused)
    history.record_parties(act, rule.event, select(Party.id).where(Party.id.in_(selection.ids), rule.whom))
    changed = select(Event.party_id).where(Event.act_id == act.id)
    take_on(change, changed)
    return settle(act, selection, matched, changed, apart={"customers": refused})
