"""How a test puts contracts on file: by the deeds that the office itself uses."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from app.db import db
from app.domain.contracts.actions import add_contract
from app.domain.contracts.amending import amend_contract
from app.domain.contracts.attachments import add_file
from app.domain.contracts.drafts import ContractDraft
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.models import Contract, ContractFile
from app.domain.contracts.papers import print_paper, receive_paper, set_paper
from app.domain.contracts.signing import InkDraft, sign_contract_on_paper
from app.domain.files.scans import receive_scan
from app.domain.history.models import SYSTEM, Actor
from app.domain.parties.models import Party
from app.domain.printing import letterhead
from tests.support.builders import a_key, a_png
from tests.support.papers import a_pdf
from tests.support.visitor import Visitor

BEGINS = date(2026, 1, 1)


def terms(subject: str = "Registered address", **fields: Any) -> ContractDraft:
    """What is agreed on: from January 2026 on, without an end, unless said otherwise."""
    return ContractDraft(subject, **{"starts_on": BEGINS, **fields})


def a_contract(client: Party, subject: str = "Registered address", *, by: Actor = SYSTEM, **fields: Any) -> Contract:
    """A contract that nobody has signed yet."""
    act = add_contract(client.id, terms(subject, **fields), a_key(), by=by)
    db.session.commit()
    return contract_with_id(act.outcome["contract_id"])


def a_signed_contract(
    client: Party, subject: str = "Registered address", *, on: date = BEGINS, by: Actor = SYSTEM, **fields: Any
) -> Contract:
    """A contract that was signed in ink."""
    return signed(a_contract(client, subject, by=by, **fields), on=on, by=by)


def signed(
    contract: Contract,
    *,
    who: str = "Carla Rossi",
    on: date = BEGINS,
    data: bytes | None = None,
    name: str = "signed.pdf",
    by: Actor = SYSTEM,
) -> Contract:
    """The version that is being written, signed in ink."""
    written = contract.open_version
    assert written
    scan = receive_scan(io.BytesIO(data or a_pdf(1)), name=name)
    sign_contract_on_paper(contract.id, written.version, scan, InkDraft(who, "director", on), a_key(), by=by)
    db.session.commit()
    return contract


def with_paper(contract: Contract, data: bytes | None = None, *, by: Actor = SYSTEM) -> Contract:
    """The version that is being written, with its PDF."""
    set_paper(contract.id, receive_paper(io.BytesIO(data or a_pdf(1)), name="contract.pdf"), a_key(), by=by)
    db.session.commit()
    return contract


def a_file_of(contract: Contract, data: bytes | None = None, *, name: str = "plan.png") -> ContractFile:
    """A file beside a contract."""
    add_file(contract.id, receive_scan(io.BytesIO(data or a_png()), name=name), a_key(), by=SYSTEM)
    db.session.commit()
    return contract.files[-1]


def with_text(contract: Contract, text: str = "# Contract", *, language: str = "en") -> Contract:
    """The version that is being written, with its PDF printed from a text."""
    paper = print_paper(text, number=contract.number, language=language, office=letterhead("Portico Uffici", []))
    set_paper(contract.id, paper, a_key(), by=SYSTEM)
    db.session.commit()
    return contract


def an_amended_contract(client: Party, subject: str) -> Contract:
    """Signed, with a file beside it, and an amendment that nobody has signed yet."""
    contract = a_contract(client, subject)
    a_file_of(contract)
    signed(contract)
    amend_contract(contract.id, a_key(), by=SYSTEM)
    return with_text(contract)


def given_out(visitor: Visitor, endpoint: str, **values: Any) -> tuple[str, bytes]:
    """A file as a browser gets it: its type, and what is in it."""
    answer = visitor.client.get(visitor.url(endpoint, **values))
    data = answer.get_data()
    answer.close()
    assert answer.status_code == 200, answer.status
    return answer.content_type, data
