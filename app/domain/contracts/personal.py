"""The contracts of somebody who is anonymised: what nobody signed goes; of what was signed numbers, dates and amounts
stay, and the paper as long as the law has it kept. Then that goes, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import PurePath

from sqlalchemy import ColumnElement, case, delete, exists, func, or_, select, update

from app.db import db
from app.domain.contracts.keeping import delete_unsigned, kept_contracts, was_signed
from app.domain.contracts.models import Contract, ContractFile, ContractVersion
from app.domain.errors import NN_
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.models import Act
from app.domain.parties.models import Party
from app.domain.parties.queries import number_as_searched
from app.domain.personal import Files, Forgotten, Record, Told, record_of
from app.domain.selections import among
from app.domain.signing.models import Signature
from app.domain.signing.signatures import forget_signatures

NAMELESS = "–"  # lists and pages are headed by the subject
_PAST_THE_SESSION = {"synchronize_session": False}

FORGOTTEN = (
    Forgotten(
        Contract.party_id,
        empties={
            "termination_reason": "",
            "words": number_as_searched(Contract.number),
            "version": Contract.version + 1,
        },
        keeps=frozenset({"number"}),
        went=NN_(
            "%(n)s signed contract: its subject and what was noted of its end",
            "%(n)s signed contracts: their subjects and what was noted of their ends",
        ),
        stays=NN_(
            "%(n)s signed contract: number, dates and amount, and its paper as long as the law has it kept",
            "%(n)s signed contracts: numbers, dates and amounts, and their papers as long as the law has them kept",
        ),
    ),
)


def forget_contracts(parties: Collection[int]) -> list[int]:
    """Delete what nobody signed, and empty what says whom the rest is about, but for the paper; the files that went.

    The number of statements does not depend on how many there are.
    """
    if not db.session.scalar(select(exists().where(among(Contract.party_id, parties)))):
        return []
    files = delete_unsigned(parties)
    theirs = ContractVersion.contract_id.in_(select(Contract.id).where(among(Contract.party_id, parties)))
    drafts = theirs, ContractVersion.signed_on.is_(None)
    files += db.session.scalars(select(ContractVersion.file_id).where(*drafts, ContractVersion.file_id.is_not(None)))
    is_draft = ContractVersion.signed_on.is_(None)
    emptied = {
        "subject": NAMELESS,
        "text": case((is_draft, ""), else_=ContractVersion.text),
        "file_id": case((is_draft, None), else_=ContractVersion.file_id),
    }
    db.session.execute(update(ContractVersion).where(theirs).values(emptied), execution_options=_PAST_THE_SESSION)
    return files


def let_contracts_go() -> dict[int, int]:
    """Take off file the papers of those who are anonymised whose day has passed: of how many contracts, by party.

    Their numbers, dates and amounts stay, of nobody.
    """
    nameless = select(Party.id).where(Party.anonymised_at.is_not(None))
    with_paper = select(Contract.id, Contract.party_id).where(
        Contract.party_id.in_(nameless), was_signed(), _has_paper()
    )
    kept = {each.id for each in kept_contracts(nameless)}
    expired = {id_: party_id for id_, party_id in db.session.execute(with_paper) if id_ not in kept}
    if expired:
        _take_papers_off(expired)
    return Counter(expired.values())


def _has_paper() -> ColumnElement[bool]:
    of_version = or_(
        ContractVersion.file_id.is_not(None), ContractVersion.signature_id.is_not(None), ContractVersion.text != ""
    )
    has_version = exists().where(ContractVersion.contract_id == Contract.id, of_version).correlate(Contract)
    return or_(has_version, exists().where(ContractFile.contract_id == Contract.id).correlate(Contract))


def _take_papers_off(ids: Collection[int]) -> None:
    theirs = among(ContractVersion.contract_id, ids)
    papers = db.session.execute(select(ContractVersion.file_id, ContractVersion.signature_id).where(theirs)).all()
    empty = update(ContractVersion).where(theirs).values(file_id=None, signature_id=None, text="")
    db.session.execute(empty, execution_options=_PAST_THE_SESSION)
    beside = delete(ContractFile).where(among(ContractFile.contract_id, ids))
    rows = db.session.execute(
        beside.returning(ContractFile.file_id, ContractFile.thumbnail_id), execution_options=_PAST_THE_SESSION
    )
    files = [id_ for row in rows for id_ in row if id_]
    forget_signatures([signature for _, signature in papers if signature])
    store.forget_unnamed([*files, *(file for file, _ in papers if file)])
    for known in [each for each in db.session.identity_map.values() if not isinstance(each, Act)]:
        db.session.expire(known)


def records_of(ids: Collection[int]) -> list[Record]:
    """Their contracts, a record for each version, with who signed it."""
    columns = [
        column
        for column in ContractVersion.__table__.columns
        if column.key not in {"id", "contract_id", "file_id", "signature_id", "closed_at"}
    ]
    asked = (
        select(
            Contract.number,
            *columns,
            Contract.terminated_on,
            Contract.termination_reason,
            func.coalesce(Signature.name, "").label("signed_by"),
            func.coalesce(Signature.role, "").label("signed_as"),
        )
        .join(ContractVersion, ContractVersion.contract_id == Contract.id)
        .outerjoin(Signature, Signature.id == ContractVersion.signature_id)
        .where(among(Contract.party_id, ids))
        .order_by(Contract.id, ContractVersion.version)
    )
    return [record_of(row) for row in db.session.execute(asked)]


def papers_of(ids: Collection[int]) -> Files:
    """The papers of their contracts, those that are signed as well, and the files beside them."""
    theirs = select(Contract.number, ContractVersion.version, StoredFile.name, StoredFile.blob).join(
        ContractVersion, ContractVersion.contract_id == Contract.id
    )
    drawn_up = theirs.join(StoredFile, StoredFile.id == ContractVersion.file_id)
    signed = theirs.join(Signature, Signature.id == ContractVersion.signature_id).join(
        StoredFile, StoredFile.id == Signature.file_id
    )
    beside = (
        select(Contract.number, ContractFile.id, StoredFile.name, StoredFile.blob)
        .join(ContractFile, ContractFile.contract_id == Contract.id)
        .join(StoredFile, StoredFile.id == ContractFile.file_id)
    )
    parts = ("version", drawn_up), ("signed", signed), ("file", beside)
    return [
        (f"{number}-{what}-{n}{PurePath(name).suffix.lower()}", blob)
        for what, asked in parts
        for number, n, name, blob in db.session.execute(
            asked.where(among(Contract.party_id, ids)).order_by(Contract.id, StoredFile.id)
        )
    ]


TOLD = (
    Told(
        "contracts",
        (Contract.party_id,),
        records=records_of,
        files=papers_of,
        also=frozenset({"contract_version", "contract_file"}),
    ),
)
