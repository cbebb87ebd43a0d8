"""The paper of a version: what is signed. Always a PDF, so that whoever signs sees what everybody else will see."""

from __future__ import annotations

from typing import BinaryIO

from app.db import db, deed
from app.domain.contracts.actions import back_to_draft, recorded
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.locking import lock_contract, open_version, version_of
from app.domain.contracts.models import Contract, ContractVersion
from app.domain.errors import N_, NotFound, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.scans import PDF, receive_scan
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind

ONLY_PDF = N_("What is to be signed is a PDF. A picture can stand beside the contract as a file.")


def receive_paper(stream: BinaryIO, *, name: str) -> StoredFile:
    """Check a PDF and write it to the file store. Raises RuleViolation at `file`, and keeps nothing."""
    scan = receive_scan(stream, name=name)
    if scan.file.content_type != PDF:
        scan.forget()
        raise RuleViolation(ONLY_PDF, field="file")
    return scan.file


@deed
def set_paper(contract_id: int, paper: StoredFile | None, key: str, *, by: Actor, text: str = "") -> Act:
    """Give the version that is not signed yet its PDF, another one, or none; `text` is what it was drawn up from.

    What was sent is a draft again. The same form twice does it once. Raises NotFound; RuleViolation where all is
    signed; what is refused is forgotten.
    """
    asked = {"contract": contract_id, "file": paper.sha256 if paper else None}
    try:
        contract = lock_contract(contract_id)
        act = history.open_act(Deed.CHANGE_CONTRACT_PAPER, key, by=by, asked=asked)
        written = open_version(contract)
    except AlreadyDone as done:
        store.forget(paper)
        return done.act
    except (NotFound, RuleViolation):
        store.forget(paper)
        raise
    _replace(contract, written, paper, text)
    return recorded(act, EventKind.CONTRACT_PAPER_CHANGED, contract)


def paper_of(contract_id: int, version: int) -> StoredFile:
    """The PDF of a version. Raises NotFound where it has none."""
    found = version_of(contract_with_id(contract_id), version).file
    if found is None:
        raise NotFound(version)
    return found


def _replace(contract: Contract, written: ContractVersion, paper: StoredFile | None, text: str) -> None:
    former = written.file_id
    if paper is not None:
        db.session.add(paper)
        db.session.flush()
    written.file_id, written.text = paper.id if paper else None, text
    back_to_draft(written)
    contract.version += 1
    db.session.flush()
    if former:
        store.forget_unnamed([former])
    db.session.expire(written, ["file"])
