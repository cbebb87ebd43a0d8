"""Writing contracts: a new one, its terms as long as nobody signed them, and taking one off the books."""

from __future__ import annotations

from typing import Any

from app.db import db, deed
from app.domain import clock
from app.domain.contracts.drafts import ContractDraft, draft_of, wrong_in_contract
from app.domain.contracts.locking import lock_contract, open_version
from app.domain.contracts.models import Contract, ContractVersion, Stage
from app.domain.errors import N_, EditConflict, RuleViolation, say
from app.domain.files import store
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.numbering.actions import take_numbers
from app.domain.numbering.models import RangeKind
from app.domain.parties.models import PartyStatus
from app.domain.parties.queries import lock_party
from app.domain.parties.text import words_of

ARCHIVED = N_("%(name)s is in the Archive. Restore it before you make a contract.")
STAYS = N_("What was signed is kept, and not deleted.")
SOMEBODY_CHANGED_IT = N_(
    "Somebody else changed this contract while you were writing. Their version stands beside yours."
)


@deed
def add_contract(party_id: int, draft: ContractDraft, key: str, *, by: Actor) -> Act:
    """Begin a contract with a party, as a draft. The outcome holds its id and number.

    Raises NotFound; RuleViolation for a party in the Archive, and at the fields; AlreadyDone.
    """
    party = lock_party(party_id)
    asked = {"party": party_id, **draft.columns}
    act = history.open_act(Deed.ADD_CONTRACT, key, by=by, asked=asked)
    _check(draft)
    if party.status is PartyStatus.ARCHIVED:
        raise RuleViolation(say(ARCHIVED, name=party.name))
    (number,) = take_numbers(RangeKind.CONTRACTS)
    contract = Contract(party_id=party_id, number=number, words=words_of(number, draft.subject))
    db.session.add(contract)
    db.session.flush()
    db.session.add(ContractVersion(contract_id=contract.id, version=1, holds=True, **draft.columns))
    return recorded(act, EventKind.CONTRACT_ADDED, contract)


@deed
def edit_contract(contract_id: int, draft: ContractDraft, version: int, key: str, *, by: Actor) -> Act:
    """Change the terms of the version that is not signed yet. One that was sent is a draft again: it says other things.

    Saving what stands there already changes nothing. Raises NotFound, AlreadyDone; RuleViolation where all is signed,
    and at the fields; EditConflict with what the other editor saved.
    """
    contract = lock_contract(contract_id)
    asked = {"contract": contract_id, "version": version, **draft.columns}
    act = history.open_act(Deed.EDIT_CONTRACT, key, by=by, asked=asked)
    written = open_version(contract)
    before = draft_of(written)
    if contract.version != version:
        raise EditConflict(say(SOMEBODY_CHANGED_IT), theirs=before.columns)
    _check(draft)
    if draft == before:
        return act
    for column, value in draft.columns.items():
        setattr(written, column, value)
    back_to_draft(written)
    written.changed_at = act.at
    contract.version += 1
    refresh_words(contract)
    return recorded(act, EventKind.CONTRACT_CHANGED, contract)


@deed
def remove_contract(contract_id: int, key: str, *, by: Actor) -> Act:
    """Delete a contract that nobody ever signed, with its files. Its number is not given again.

    Raises NotFound, AlreadyDone; RuleViolation for one that was signed, even if the signature is void.
    """
    act = history.open_act(Deed.REMOVE_CONTRACT, key, by=by, asked={"contract": contract_id})
    contract = lock_contract(contract_id)
    if contract.was_signed:
        raise RuleViolation(say(STAYS))
    recorded(act, EventKind.CONTRACT_REMOVED, contract)
    files = files_of(contract)
    db.session.delete(contract)
    db.session.flush()
    store.forget_unnamed(files)
    return act


@deed
def mark_sent(contract_id: int, key: str, *, by: Actor, sent: bool = True) -> Act:
    """Note that the version was given to the client to sign; or that it was not, after a slip of the hand.

    One that is so already stays. Raises NotFound, AlreadyDone; RuleViolation where all is signed.
    """
    contract = lock_contract(contract_id)
    act = history.open_act(Deed.MARK_CONTRACT, key, by=by, asked={"contract": contract_id, "sent": sent})
    written = open_version(contract)
    if (written.stage is Stage.SENT) is sent:
        return act
    written.stage, written.sent_on = (Stage.SENT, clock.today()) if sent else (Stage.DRAFT, None)
    return recorded(act, EventKind.CONTRACT_SENT if sent else EventKind.CONTRACT_TAKEN_BACK, contract)


def back_to_draft(written: ContractVersion) -> None:
    """What says something else than what was sent has not been sent."""
    written.stage, written.sent_on = Stage.DRAFT, None


def refresh_words(contract: Contract) -> None:
    """Let a contract be found by its number and by what its versions are about."""
    subjects = dict.fromkeys(version.subject for version in contract.versions)
    contract.words = words_of(contract.number, *subjects)


def recorded(act: Act, kind: EventKind, contract: Contract, **details: Any) -> Act:
    """Record what happened to a contract, on its party's timeline, too; the outcome says which."""
    db.session.flush()
    history.record(act, kind, contract, party_id=contract.party_id, name=contract.number, **details)
    act.outcome = {"contract_id": contract.id, "party_id": contract.party_id, "name": contract.number}
    return act


def files_of(contract: Contract) -> list[int]:
    """The stored files of its versions and those beside it."""
    beside = [id_ for each in contract.files for id_ in (each.file_id, each.thumbnail_id)]
    return [id_ for id_ in (*beside, *(version.file_id for version in contract.versions)) if id_]


def _check(draft: ContractDraft) -> None:
    for violation in wrong_in_contract(draft):
        raise violation
