"""The paper of a version: what is signed. Always a PDF, so that whoever signs sees what everybody else will see."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from app.db import db, deed
from app.domain import clock
from app.domain.contracts.actions import SOMEBODY_CHANGED_IT, back_to_draft, recorded
from app.domain.contracts.drawing_up import print_text
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.locking import lock_contract, open_version, version_of
from app.domain.contracts.models import Contract, ContractVersion
from app.domain.contracts.templates import LONGEST
from app.domain.errors import N_, EditConflict, NotFound, RuleViolation, say
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.photos import LIMIT
from app.domain.files.scans import PDF, receive_scan
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind

ONLY_PDF = N_("What is to be signed is a PDF. A picture can stand beside the contract as a file.")


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF in the file store, whose row is not yet added; and the text that it was printed from, if it was."""

    file: StoredFile
    text: str = ""
    language: str = ""


def receive_paper(stream: BinaryIO, *, name: str) -> Paper:
    """Check a PDF and write it to the file store. Raises RuleViolation at `file`, and keeps nothing."""
    scan = receive_scan(stream, name=name)
    if scan.file.content_type != PDF:
        scan.forget()
        raise RuleViolation(ONLY_PDF, field="file")
    return Paper(scan.file)


def print_paper(text: str, *, number: str, language: str, office: Mapping[str, Any]) -> Paper:
    """Print a text on the office's letterhead into the file store. Takes a moment: call it before the deed.

    Raises RuleViolation at `text` for one that says nothing, or more than is printed.
    """
    if not text.strip():
        raise RuleViolation(N_("Type what the contract says."), field="text")
    if len(text) > LONGEST:
        raise RuleViolation(say(N_("A contract has %(most)s characters at most."), most=LONGEST), field="text")
    made = print_text(text, number=number, language=language, office=office, at=clock.now())
    file = store.write(io.BytesIO(made), name=f"{number}.pdf", content_type=PDF, limit=LIMIT)
    return Paper(file, text, language)


@deed
def set_paper(contract_id: int, paper: Paper | None, key: str, *, by: Actor, based_on: int | None = None) -> Act:
    """Give the version that is not signed yet its PDF, another one, or none; `based_on` is what the writer has seen.

    What was sent is a draft again. The same form twice does it once. Raises NotFound; RuleViolation where all is
    signed; EditConflict with the text that somebody else saved. What is refused is forgotten.
    """
    # What is printed says when: the same text twice is the same paper.
    what = None if paper is None else paper.text or paper.file.sha256
    try:
        with store.taken_or_forgotten(paper.file if paper else None):
            contract = lock_contract(contract_id)
            asked = {"contract": contract_id, "paper": what}
            act = history.open_act(Deed.CHANGE_CONTRACT_PAPER, key, by=by, asked=asked)
            written = open_version(contract)
            if based_on is not None and contract.version != based_on:
                raise EditConflict(say(SOMEBODY_CHANGED_IT), theirs={"text": written.text})
    except AlreadyDone as done:
        return done.act
    _replace(contract, written, paper)
    return recorded(act, EventKind.CONTRACT_PAPER_CHANGED, contract)


def paper_of(contract_id: int, version: int) -> StoredFile:
    """The PDF of a version. Raises NotFound where it has none."""
    found = version_of(contract_with_id(contract_id), version).file
    if found is None:
        raise NotFound(version)
    return found


def _replace(contract: Contract, written: ContractVersion, paper: Paper | None) -> None:
    former = written.file_id
    if paper is not None:
        db.session.add(paper.file)
        db.session.flush()
    written.file_id = paper.file.id if paper else None
    written.text, written.language = (paper.text, paper.language) if paper else ("", "")
    back_to_draft(written)
    contract.version += 1
    db.session.flush()
    if former:
        store.forget_unnamed([former])
    db.session.expire(written, ["file"])
