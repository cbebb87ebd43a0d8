"""The files beside a contract: PDFs and pictures. What stood there when it was signed stays with what is signed."""

from __future__ import annotations

from sqlalchemy import func, select

from app.db import db, deed
from app.domain.contracts.actions import recorded
from app.domain.contracts.locking import lock_contract
from app.domain.contracts.models import Contract, ContractFile
from app.domain.errors import N_, NotFound, RuleViolation, say
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.scans import Scan
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind

MOST = 50  # of one contract: a page shows them below each other


@deed
def add_file(contract_id: int, scan: Scan, key: str, *, by: Actor) -> Act:
    """Put a file beside a contract. The same form twice puts it there once.

    Raises NotFound; RuleViolation at `file` where there are as many as a page shows. What is refused is forgotten.
    """
    try:
        with store.taken_or_forgotten(scan.file, scan.thumbnail):
            contract = lock_contract(contract_id)
            asked = {"contract": contract_id, "file": scan.file.sha256}
            act = history.open_act(Deed.ADD_CONTRACT_FILE, key, by=by, asked=asked)
            _check_room(contract_id)
    except AlreadyDone as done:
        return done.act
    db.session.add_all([each for each in (scan.file, scan.thumbnail) if each])
    db.session.flush()
    thumbnail_id = scan.thumbnail.id if scan.thumbnail else None
    db.session.add(ContractFile(contract_id=contract_id, file_id=scan.file.id, thumbnail_id=thumbnail_id))
    recorded(act, EventKind.CONTRACT_FILE_ADDED, contract, file=scan.file.name)
    db.session.expire(contract, ["files"])
    return act


@deed
def remove_file(contract_id: int, file_id: int, key: str, *, by: Actor) -> Act:
    """Take a file off a contract. Raises NotFound, AlreadyDone; RuleViolation for one that stood there at a signing."""
    contract = lock_contract(contract_id)
    asked = {"contract": contract_id, "file": file_id}
    act = history.open_act(Deed.REMOVE_CONTRACT_FILE, key, by=by, asked=asked)
    beside = file_beside(contract, file_id)
    if is_kept(contract, beside):
        raise RuleViolation(N_("This file stood beside the contract when it was signed: it stays with it."))
    name, files = beside.file.name, [id_ for id_ in (beside.file_id, beside.thumbnail_id) if id_]
    db.session.delete(beside)
    db.session.flush()
    store.forget_unnamed(files)
    recorded(act, EventKind.CONTRACT_FILE_REMOVED, contract, file=name)
    db.session.expire(contract, ["files"])
    return act


def file_beside(contract: Contract, file_id: int) -> ContractFile:
    """A file that stands beside this contract. Raises NotFound, also for one of another contract."""
    for each in contract.files:
        if each.id == file_id:
            return each
    raise NotFound(file_id)


def stored_file_of(contract: Contract, file_id: int, *, thumbnail: bool = False) -> StoredFile:
    """The file itself, or the small picture of it. Raises NotFound where there is none."""
    beside = file_beside(contract, file_id)
    found = db.session.get(StoredFile, beside.thumbnail_id or 0) if thumbnail else beside.file
    if found is None:
        raise NotFound(file_id)
    return found


def is_kept(contract: Contract, beside: ContractFile) -> bool:
    """Whether a version was signed while this file stood beside it."""
    return any(version.closed_at and version.closed_at >= beside.created_at for version in contract.versions)


def _check_room(contract_id: int) -> None:
    there = select(func.count()).where(ContractFile.contract_id == contract_id)
    if (db.session.scalar(there) or 0) >= MOST:
        raise RuleViolation(say(N_("There are %(most)s files already. Remove one first."), most=MOST), field="file")
