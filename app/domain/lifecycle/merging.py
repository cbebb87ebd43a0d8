"""Merge (PRODUCT.md 9): several cards become one, with everything that hangs on them. There is no way back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, delete, or_, select

from app.db import db, deed
from app.domain.accounts.merging import merge_last_clients
from app.domain.agenda.merging import keep_participants
from app.domain.agenda.models import Activity
from app.domain.contacts import merging as contacts
from app.domain.contacts.actions import keep_login_in_step
from app.domain.contacts.merging import plan_of_links
from app.domain.contacts.models import Contact
from app.domain.contracts.merging import merge_contracts
from app.domain.directory import selection as selections
from app.domain.directory.duplicates.merging import merge_told_apart
from app.domain.directory.importing.merging import forget_former_data, merge_hints
from app.domain.directory.importing.updating import refresh_words
from app.domain.directory.selection import Selection
from app.domain.entries.merging import moving
from app.domain.errors import N_, RuleViolation
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.merging import merge_events
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.lifecycle.models import FormerStatus
from app.domain.locations.models import Location
from app.domain.mailroom.merging import merge_mail
from app.domain.messaging.merging import merge_emails
from app.domain.parties.custom_fields.merging import merge_values
from app.domain.parties.joining import joined_columns
from app.domain.parties.merging import free_numbers, known_by, merge_tags, note_merged
from app.domain.parties.models import Party, PartyStatus
from app.domain.selections import among
from app.domain.service.models import Equipment, Intervention
from app.domain.terms.models import AgreedMethod, BankAccount, Bonus, Discount

Merge = Callable[[int, Collection[int]], None]

NAMED = 5  # of those who were merged, on the timeline
TOO_FEW = N_("Choose two or more to merge.")
NOT_ONE_KIND = N_("A company and a person are never the same. Merge companies with companies, people with people.")
NOT_ONE_OF_THEM = N_("Choose which of them stays.")


@dataclass(frozen=True, slots=True)
class MergeChoices:
    """What the page asks: who stays; whose value where not the kept one's; which contacts may see the joined client."""

    keep: int
    taken: Mapping[str, int] = field(default_factory=dict)  # the name of a unit → the id of the party that gives it
    may_see: Collection[int] = ()  # ids of the contacts that stay

    @property
    def asked(self) -> dict[str, object]:
        """What was chosen, in one order."""
        return {"keep": self.keep, "taken": sorted(self.taken.items()), "may_see": sorted(self.may_see)}


def forget_former_status(_survivor: int, others: Collection[int]) -> None:
    """What acts on the status of the others found is not put back any more."""
    db.session.execute(delete(FormerStatus).where(among(FormerStatus.party_id, others)))


def stays(_survivor: int, _others: Collection[int]) -> None:
    """What it says is of a time when there were several."""


def by_the_deed(_survivor: int, _others: Collection[int]) -> None:
    """What the deed itself sees to, since it asks for a choice or has to come at a certain moment."""


# Every column that refers to a party, and what is done with it; in this order. An area that adds a table adds a line,
# and in its own `merging.py` the function; `tests/architecture` knows the columns.
MERGED: dict[str, Merge] = {
    "contact.client_id": by_the_deed,
    "contact.person_id": by_the_deed,
    "portal_user.person_id": by_the_deed,
    "merged_party.former_id": stays,
    "merged_party.survivor_id": by_the_deed,
    "custom_value.party_id": by_the_deed,
    "party_tag.party_id": merge_tags,
    "mail_item.party_id": merge_mail,
    "activity.party_id": moving(Activity),
    "equipment.party_id": moving(Equipment),
    "intervention.party_id": moving(Intervention),
    "contract.party_id": merge_contracts,
    "location.party_id": moving(Location),
    "agreed_method.party_id": moving(AgreedMethod),
    "bank_account.party_id": moving(BankAccount),
    "bonus.party_id": moving(Bonus),
    "discount.party_id": moving(Discount),
    "email.party_id": merge_emails,
    "email.record_id": stays,
    "login.last_client_id": merge_last_clients,
    "told_apart.first_id": merge_told_apart,
    "told_apart.second_id": merge_told_apart,
    "import_former.party_id": forget_former_data,
    "import_row.duplicate_of_id": merge_hints,
    "import_row.namesake_id": merge_hints,
    "import_row.party_id": stays,
    "import_row.person_id": stays,
    "former_status.party_id": forget_former_status,
    "erasure.record_id": stays,
    "event.party_id": merge_events,
    "event.record_id": stays,
}


@deed
def merge_parties(selection: Selection, choices: MergeChoices, key: str, *, by: Actor, home_country: str = "") -> Act:
    """Merge parties into the one that stays, which keeps id and status; the others are gone, and lead to it.

    Everything that hangs on them moves, what collides is joined, and no permission is switched on. One event stands
    on the survivor. The number of statements depends neither on how many are merged nor on what hangs on them.

    Raises:
        SelectionChanged: the set is not the one that the page showed; somebody else may have merged one of them.
        RuleViolation: fewer than two, of two kinds, or the kept login's email would be somebody else's.
    """
    try:
        act = history.open_act(Deed.MERGE, key, by=by, asked={"parties": selection.asked, **choices.asked})
    except AlreadyDone as done:
        return done.act
    parties = _hold(selection, choices.keep)
    survivor, others = parties[0], [party.id for party in parties[1:]]
    plan = plan_of_links(survivor.id, others, is_archived=survivor.status is PartyStatus.ARCHIVED, hold=True)
    columns, told = joined_columns(parties, choices.taken, home_country=home_country), named(parties[1:])
    formerly = [known_by(party) for party in parties[1:]]
    note_merged(act, survivor.id, others, columns)
    free_numbers(others)
    keep_participants({link.id: one.link.id for one in plan for link in one.made_of[1:]})
    switched_off = contacts.merge_contacts(plan, survivor.id, others, choices.may_see)
    contacts.merge_logins(survivor.id, others)
    for merge in dict.fromkeys(MERGED.values()):
        merge(survivor.id, others)
    merge_values(survivor.id, others, choices.taken)
    _take_off_file(parties[1:])
    _rewrite(survivor, columns, act)
    details = {"name": told, "merged": len(others), "formerly": formerly}
    history.record(act, EventKind.MERGED, survivor, party_id=survivor.id, **details)
    joined = sum(len(one.made_of) > 1 for one in plan)
    did = {"merged": len(others), "joined": joined, "switched_off": switched_off}
    act.outcome = {**did, "party_id": survivor.id, "name": survivor.name}
    db.session.flush()
    return act


def select_held(selection: Selection) -> Select[int]:
    """Whom a merge writes to: those who are merged, and the clients of the people among them, found by their names."""
    theirs = select(Contact.client_id).where(Contact.person_id.in_(selection.ids))
    return select(Party.id).where(or_(Party.id.in_(selection.ids), Party.id.in_(theirs))).order_by(Party.id)


def named(others: Sequence[Party]) -> str:
    """Those who are merged by name and number, the first few."""
    names = [f"{party.name} ({party.number})" if party.number else party.name for party in others[:NAMED]]
    more = len(others) - len(names)
    return ", ".join(names) + (f" +{more}" if more else "")


def _hold(selection: Selection, keep: int) -> list[Party]:
    """Those who are merged, the survivor first, held with all that is written to in the order of their ids."""
    db.session.execute(select_held(selection).with_for_update()).all()
    selection, _matched = selections.lock(selection)
    held = select(Party).where(Party.id.in_(selection.ids)).order_by(Party.id)
    parties = list(db.session.scalars(held.execution_options(populate_existing=True)))
    if len(parties) < 2:
        raise RuleViolation(TOO_FEW)
    if len({party.kind for party in parties}) > 1:
        raise RuleViolation(NOT_ONE_KIND)
    if keep not in {party.id for party in parties}:
        raise RuleViolation(NOT_ONE_OF_THEM, field="keep")
    return sorted(parties, key=lambda party: party.id != keep)


def _take_off_file(parties: Sequence[Party]) -> None:
    ids = [party.id for party in parties]
    for party in parties:
        db.session.expunge(party)
    db.session.execute(delete(Party).where(among(Party.id, ids)), execution_options={"synchronize_session": False})


def _rewrite(survivor: Party, columns: Mapping[str, object], act: Act) -> None:
    """Write what the card says now, let the login follow it, and let it be found by it."""
    db.session.refresh(survivor)
    for column, value in columns.items():
        setattr(survivor, column, value)
    survivor.version += 1
    db.session.flush()
    keep_login_in_step(survivor, act)
    refresh_words(select(Party.id).where(Party.id == survivor.id))
    db.session.expire(survivor)
