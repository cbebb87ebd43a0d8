"""What is agreed anew, and when it ends before its time: amendments and termination."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.db import db, deed
from app.domain import clock
from app.domain.contracts.actions import recorded, refresh_words
from app.domain.contracts.drafts import draft_of, wrong_year
from app.domain.contracts.locking import lock_contract
from app.domain.contracts.models import Contract, ContractState, ContractVersion
from app.domain.contracts.states import standing
from app.domain.errors import N_, RuleViolation, say
from app.domain.files import store
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind

NOT_SIGNED = N_("Nothing is signed yet: change the contract itself.")
UNDER_WAY = N_("An amendment is under way already. Sign it or drop it first.")
NOT_IN_FORCE = N_("Only a contract that is in force can be terminated.")
IS_TERMINATED = N_("This contract is terminated. Take the termination back before you amend it.")


@dataclass(frozen=True, slots=True)
class Termination:
    """That a contract ends before its time, or does not renew: its last day, and why."""

    on: date
    reason: str


@deed
def amend_contract(contract_id: int, key: str, *, by: Actor) -> Act:
    """Begin the next version as a draft, with the terms of the one that holds; that one holds until it is signed.

    Raises NotFound, AlreadyDone; RuleViolation where nothing is signed, one is under way, or it is terminated.
    """
    contract = lock_contract(contract_id)
    act = history.open_act(Deed.AMEND_CONTRACT, key, by=by, asked={"contract": contract_id})
    if contract.open_version is not None:
        raise RuleViolation(say(NOT_SIGNED if contract.open_version.holds else UNDER_WAY))
    if contract.terminated_on is not None:
        raise RuleViolation(say(IS_TERMINATED))
    version = next_version(contract, like=contract.holding)
    return recorded(act, EventKind.CONTRACT_AMENDED, contract, version=version.version)


@deed
def drop_amendment(contract_id: int, key: str, *, by: Actor) -> Act:
    """Drop the version that is not signed, beside the one that holds. Raises NotFound, AlreadyDone, RuleViolation."""
    contract = lock_contract(contract_id)
    act = history.open_act(Deed.DROP_AMENDMENT, key, by=by, asked={"contract": contract_id})
    dropped = contract.open_version
    if dropped is None or dropped.holds:
        raise RuleViolation(N_("There is no amendment to drop."))
    number, files = dropped.version, [id_ for id_ in (dropped.file_id,) if id_]
    db.session.delete(dropped)
    db.session.flush()
    store.forget_unnamed(files)
    db.session.expire(contract, ["versions"])
    refresh_words(contract)
    return recorded(act, EventKind.AMENDMENT_DROPPED, contract, version=number)


@deed
def terminate_contract(contract_id: int, termination: Termination, key: str, *, by: Actor) -> Act:
    """Note that a contract in force ends on a day. Raises NotFound, AlreadyDone; RuleViolation at `on` and `reason`.

    The day may lie before today, where it is noted late, and is never after the end that it has anyway.
    """
    contract = lock_contract(contract_id)
    asked = {"contract": contract_id, "on": termination.on, "reason": termination.reason}
    act = history.open_act(Deed.TERMINATE_CONTRACT, key, by=by, asked=asked)
    if standing(contract, clock.today()).state is not ContractState.SIGNED:
        raise RuleViolation(say(NOT_IN_FORCE))
    _check(termination, contract.holding)
    contract.terminated_on, contract.terminated_at = termination.on, act.at
    contract.termination_reason = termination.reason
    return recorded(act, EventKind.CONTRACT_TERMINATED, contract, on=termination.on.isoformat())


@deed
def take_termination_back(contract_id: int, key: str, *, by: Actor) -> Act:
    """Let a contract go on that was terminated by mistake, or whose notice was withdrawn.

    Raises NotFound, AlreadyDone; RuleViolation where it is not terminated.
    """
    contract = lock_contract(contract_id)
    act = history.open_act(Deed.TAKE_TERMINATION_BACK, key, by=by, asked={"contract": contract_id})
    if contract.terminated_on is None:
        raise RuleViolation(N_("This contract is not terminated."))
    contract.terminated_on, contract.terminated_at, contract.termination_reason = None, None, ""
    return recorded(act, EventKind.TERMINATION_TAKEN_BACK, contract)


def next_version(contract: Contract, *, like: ContractVersion, holds: bool = False) -> ContractVersion:
    """A version more, as a draft with the terms of another one; its paper has to be made anew."""
    number = max(version.version for version in contract.versions) + 1
    terms = draft_of(like).columns
    version = ContractVersion(contract_id=contract.id, version=number, holds=holds, **terms)
    db.session.add(version)
    db.session.flush()
    contract.version += 1
    db.session.expire(contract, ["versions"])
    return version


def _check(termination: Termination, holding: ContractVersion) -> None:
    if not termination.reason:
        raise RuleViolation(N_("Say why: who gave notice, and when."), field="reason")
    if far_off := wrong_year(termination.on, "on"):
        raise far_off
    if termination.on < holding.starts_on:
        raise RuleViolation(N_("It cannot end before it begins."), field="on")
    if holding.ends_on and not holding.renews_by and termination.on > holding.ends_on:
        raise RuleViolation(N_("It ends before that day anyway."), field="on")
