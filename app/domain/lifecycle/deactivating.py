"""Deactivate and reactivate (PRODUCT.md 3): clients who are still there, and may still have to pay."""

from __future__ import annotations

from app.db import deed
from app.domain.directory import selection as selections
from app.domain.directory.selection import Selection
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.lifecycle.moves import count_of, move, settle
from app.domain.parties.models import Party, PartyStatus


@deed
def deactivate_parties(selection: Selection, reason: str, key: str, *, by: Actor) -> Act:
    """Deactivate active parties: they stay in the list, with a badge; who signs in for them still does.

    No cascade: nobody's contacts or people are written to. Those that are deactivated already are counted, those in
    the Archive too, and stay. Raises SelectionChanged when the set is not the one that the dialog showed.
    """
    try:
        act = history.open_act(
            Deed.DEACTIVATE, key, by=by, reason=reason, asked={"parties": selection.asked, "reason": reason}
        )
    except AlreadyDone as done:
        return done.act
    selection, matched = selections.lock(selection)
    active = Party.status == PartyStatus.ACTIVE
    changed = move(act, EventKind.DEACTIVATED, selection, whom=active, status=PartyStatus.DEACTIVATED)
    return settle(act, selection, matched, changed, apart=_archived_among(selection))


@deed
def reactivate_parties(selection: Selection, key: str, *, by: Actor) -> Act:
    """Reactivate deactivated parties. Those that are active or in the Archive are counted and stay."""
    try:
        act = history.open_act(Deed.REACTIVATE, key, by=by, asked={"parties": selection.asked})
    except AlreadyDone as done:
        return done.act
    selection, matched = selections.lock(selection)
    deactivated = Party.status == PartyStatus.DEACTIVATED
    changed = move(act, EventKind.REACTIVATED, selection, whom=deactivated, status=PartyStatus.ACTIVE)
    return settle(act, selection, matched, changed, apart=_archived_among(selection))


def _archived_among(selection: Selection) -> dict[str, int]:
    """Who is archived neither changes nor was so already: the answer says where they are."""
    return {"archived": count_of(selection, Party.status == PartyStatus.ARCHIVED)}
