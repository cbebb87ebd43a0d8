"""Archive and restore (PRODUCT.md 3 and 4). The deed on one is the deed on many, called with one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from app.db import deed
from app.domain.directory import selection as selections
from app.domain.directory.selection import Selection
from app.domain.errors import N_, RuleViolation
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.lifecycle.moves import count_of, move, settle
from app.domain.lifecycle.telling import tell_contacts
from app.domain.messaging.templates import TemplateKey
from app.domain.parties.models import Party, PartyStatus
from app.domain.parties.queries import lock_party


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
    changed = move(
        act,
        EventKind.ARCHIVED,
        selection,
        whom=Party.status != PartyStatus.ARCHIVED,
        status=PartyStatus.ARCHIVED,
        status_before=Party.status,
        archived_at=act.at,
        expected_back_on=choices.expected_back_on,
    )
    tell_contacts(TemplateKey.CLIENT_ARCHIVED, act)
    return settle(act, selection, matched, changed)


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
    archived = Party.status == PartyStatus.ARCHIVED
    deactivated_before = count_of(selection, archived & (Party.status_before == PartyStatus.DEACTIVATED))
    changed = move(
        act,
        EventKind.RESTORED,
        selection,
        whom=archived,
        status=PartyStatus.ACTIVE,
        status_before=None,
        archived_at=None,
        expected_back_on=None,
    )
    tell_contacts(TemplateKey.CLIENT_RESTORED, act)
    return settle(act, selection, matched, changed, deactivated_before=deactivated_before)


@deed
def expect_back(party_id: int, on: date | None, key: str, *, by: Actor) -> Act:
    """Move the day on which an archived party is expected back, or take it away: until then the desk is not reminded.

    Who archived it, when and why stays. Raises NotFound, and RuleViolation for somebody who is not in the Archive.
    """
    try:
        act = history.open_act(Deed.EXPECT_BACK, key, by=by, asked={"party": party_id, "on": on})
    except AlreadyDone as done:
        return done.act
    party = lock_party(party_id)
    if party.status is not PartyStatus.ARCHIVED:
        raise RuleViolation(N_("This client is no longer in the Archive."))
    party.expected_back_on = on
    history.record(act, EventKind.EXPECTED_BACK, party, party_id=party_id)
    return act
