"""Signing a contract, drawn or on paper, and voiding what was signed by mistake. What is signed stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.db import db, deed
from app.domain import clock
from app.domain.contracts.actions import recorded, refresh_words
from app.domain.contracts.amending import IS_TERMINATED, next_version
from app.domain.contracts.drafts import wrong_year
from app.domain.contracts.locking import lock_contract, version_of
from app.domain.contracts.models import Contract, ContractVersion, Stage
from app.domain.errors import N_, RuleViolation, say
from app.domain.files import store
from app.domain.files.scans import Scan
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.signing.models import Signature
from app.domain.signing.papers import Drawn
from app.domain.signing.rules import check_version
from app.domain.signing.signatures import sign_by_drawing, sign_on_paper, void_signature

SIGNED_ALREADY = N_("This version is signed already.")
NO_PAPER = N_("There is no paper to sign yet. Draw it up, or upload it as a PDF.")
CHANGED_MEANWHILE = N_(
    "Somebody else changed this contract meanwhile. See that the signed paper says the same, then go on."
)
NOT_THE_ONE = N_("Only the signature of the version that holds can be voided.")


@dataclass(frozen=True, slots=True)
class InkDraft:
    """That somebody signed on paper: who, in whose name, and when."""

    name: str
    role: str
    on: date


@deed
def sign_contract(
    contract_id: int, version: int, drawn: Drawn, key: str, *, by: Actor, based_on: int | None = None
) -> Act:
    """Put a drawn signature under a version; from now on it holds. The same form twice signs once.

    `based_on` is what the signer has seen of the contract. Raises NotFound; RuleViolation where it is signed, or has
    other terms or another paper by now. What is refused is forgotten.
    """
    asked = {"contract": contract_id, "version": version, "paper": drawn.seen, "name": drawn.name}
    try:
        with store.taken_or_forgotten(drawn.paper):
            contract = lock_contract(contract_id)
            act = history.open_act(Deed.SIGN_CONTRACT, key, by=by, asked=asked)
            signed = version_of(contract, version)
            check_signable(contract, signed)
            if signed.file is None:
                raise RuleViolation(NO_PAPER)
            check_version(contract.version, based_on)
            signature = sign_by_drawing(signed.file, drawn)
    except AlreadyDone as done:
        return done.act
    return _close(act, contract, signed, signature)


@deed
def sign_contract_on_paper(
    contract_id: int,
    version: int,
    scan: Scan,
    draft: InkDraft,
    key: str,
    *,
    by: Actor,
    based_on: int | None = None,
) -> Act:
    """Note that a version was signed in ink, with the scan of it; from now on it holds. The same form twice, once.

    `based_on` is what the desk has seen of the contract: these terms stay as they are. Raises NotFound; RuleViolation
    where it is signed or was changed since, at `name` and at `signed_on`. What is refused is forgotten.
    """
    asked = {"contract": contract_id, "version": version, "scan": scan.file.sha256, "name": draft.name, "on": draft.on}
    try:
        with store.taken_or_forgotten(scan.file, scan.thumbnail):
            contract = lock_contract(contract_id)
            act = history.open_act(Deed.SIGN_CONTRACT, key, by=by, asked=asked)
            signed = version_of(contract, version)
            check_signable(contract, signed)
            check_version(contract.version, based_on, CHANGED_MEANWHILE)
            if far_off := wrong_year(draft.on, "signed_on"):
                raise far_off
            signature = sign_on_paper(scan.file, name=draft.name, role=draft.role, on=draft.on)
            store.forget(scan.thumbnail)  # no list shows a signed paper
    except AlreadyDone as done:
        return done.act
    return _close(act, contract, signed, signature)


@deed
def void_contract(contract_id: int, version: int, reason: str, key: str, *, by: Actor) -> Act:
    """Void the signature of the version that holds; it stays to be read, and is not written on again.

    What was signed before it holds again. Where nothing was, what is being written does, or a new draft of the same.
    Raises NotFound, AlreadyDone; RuleViolation at `reason`, for another version, and where it is terminated.
    """
    contract = lock_contract(contract_id)
    asked = {"contract": contract_id, "version": version, "reason": reason}
    act = history.open_act(Deed.VOID_CONTRACT, key, by=by, reason=reason, asked=asked)
    voided = version_of(contract, version)
    if not (voided.holds and voided.stage is Stage.SIGNED and voided.signature):
        raise RuleViolation(NOT_THE_ONE)
    if contract.terminated_on is not None:
        raise RuleViolation(say(IS_TERMINATED))
    void_signature(voided.signature, reason, by=by)
    voided.stage, voided.voided_on, voided.holds = Stage.VOIDED, clock.today(), False
    db.session.flush()
    before = [each for each in contract.versions if each.stage is Stage.SIGNED]  # the latest first
    instead = before[0] if before else contract.open_version
    if instead is None:
        next_version(contract, like=voided, holds=True)
    else:
        instead.holds = True
    return _renewed(act, EventKind.CONTRACT_VOIDED, contract, version=version)


def check_signable(contract: Contract, version: ContractVersion) -> None:
    """Raise RuleViolation for a version that nobody can sign any more."""
    if not version.is_open:
        raise RuleViolation(SIGNED_ALREADY)
    if contract.terminated_on is not None:
        raise RuleViolation(say(IS_TERMINATED))


def _close(act: Act, contract: Contract, signed: ContractVersion, signature: Signature) -> Act:
    """From now on this version holds, and nothing of it changes."""
    contract.holding.holds = False
    db.session.flush()
    signed.holds, signed.stage = True, Stage.SIGNED
    signed.signature_id, signed.signed_on, signed.closed_at = signature.id, signature.signed_on, act.at
    return _renewed(act, EventKind.CONTRACT_SIGNED, contract, version=signed.version, who=signature.name)


def _renewed(act: Act, kind: EventKind, contract: Contract, **details: object) -> Act:
    contract.version += 1
    db.session.flush()
    for each in contract.versions:
        db.session.expire(each)
    db.session.expire(contract, ["versions"])
    refresh_words(contract)
    return recorded(act, kind, contract, **details)
