"""Until when the law has signed contracts kept (PRODUCT.md 3): years after the one in which each came to its end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, select

from app.db import db
from app.domain import clock
from app.domain.contracts.models import Contract, ContractFile, ContractVersion, Stage
from app.domain.office.keeping import Held, term_of
from app.domain.office.models import RecordKind
from app.domain.selections import among
from app.domain.signing.signatures import forget_signatures

_PAST_THE_SESSION = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class KeptContract:
    """A contract that was signed, and the last day on which it may not go; None while no end of it is known."""

    id: int
    party_id: int
    number: str
    until: date | None


def was_signed() -> ColumnElement[bool]:
    """Whether any version of a contract was ever signed, a voided one too."""
    signed = exists().where(ContractVersion.contract_id == Contract.id, ContractVersion.signed_on.is_not(None))
    return signed.correlate(Contract)


def kept_contracts(parties: Select[int] | Collection[int]) -> list[KeptContract]:
    """The contracts of these parties that may not go today, in the order in which they were begun.

    One statement where none of them ever signed any, else three.
    """
    whose = Contract.party_id.in_(parties) if isinstance(parties, Select) else among(Contract.party_id, parties)
    signed = _ends(whose)
    if not signed:
        return []
    term, today = term_of(RecordKind.CONTRACT), clock.today()
    kept = [KeptContract(id_, party, number, end and term.until(end)) for id_, party, number, end in signed]
    return [each for each in kept if each.until is None or each.until >= today]


def contracts_held(parties: Select[int]) -> list[Held]:
    """The signed contracts of these parties that are kept still, each with its number and its own last day."""
    return [Held(each.party_id, RecordKind.CONTRACT, 1, each.until, each.number) for each in kept_contracts(parties)]


def delete_contracts(parties: Collection[int]) -> list[int]:
    """Delete all contracts of these parties, with their versions and signatures; the stored files that they named.

    Whoever calls it has seen that none of them is kept. The number of statements does not depend on how many.
    """
    return _delete(among(Contract.party_id, parties))


def delete_unsigned(parties: Collection[int]) -> list[int]:
    """Of these parties, delete what nobody signed: contracts, versions, and files that came after all signing.

    The stored files that they named. The number of statements does not depend on how many there are.
    """
    files = _delete(among(Contract.party_id, parties) & ~was_signed())
    theirs = select(Contract.id).where(among(Contract.party_id, parties))
    closed = (
        select(func.max(ContractVersion.closed_at))
        .where(ContractVersion.contract_id == ContractFile.contract_id)
        .correlate(ContractFile)
        .scalar_subquery()
    )
    later = delete(ContractFile).where(ContractFile.contract_id.in_(theirs), ContractFile.created_at > closed)
    rows = db.session.execute(
        later.returning(ContractFile.file_id, ContractFile.thumbnail_id), execution_options=_PAST_THE_SESSION
    )
    files += [id_ for row in rows for id_ in row if id_]
    drafts = delete(ContractVersion).where(
        ContractVersion.contract_id.in_(theirs), ~ContractVersion.holds, ContractVersion.signed_on.is_(None)
    )
    papers = db.session.execute(drafts.returning(ContractVersion.file_id), execution_options=_PAST_THE_SESSION)
    return files + [row.file_id for row in papers if row.file_id]


def _delete(which: ColumnElement[bool]) -> list[int]:
    doomed = list(db.session.scalars(select(Contract.id).where(which)))
    if not doomed:
        return []
    columns: tuple[Any, ...] = (ContractVersion.file_id, ContractVersion.signature_id)
    papers = db.session.execute(select(*columns).where(among(ContractVersion.contract_id, doomed))).all()
    beside = select(ContractFile.file_id, ContractFile.thumbnail_id)
    files = [id_ for row in db.session.execute(beside.where(among(ContractFile.contract_id, doomed))) for id_ in row]
    db.session.execute(delete(Contract).where(among(Contract.id, doomed)), execution_options=_PAST_THE_SESSION)
    forget_signatures([signature for _, signature in papers if signature])
    return [id_ for id_ in (*files, *(file for file, _ in papers)) if id_]


def _ends(whose: ColumnElement[bool]) -> list[tuple[int, int, str, date | None]]:
    """Of contracts that were signed: when each came, or will come, to its end; None for one that goes on.

    Of one whose signature is void, that is when it was voided.
    """
    voided = (
        select(func.max(ContractVersion.voided_on))
        .where(ContractVersion.contract_id == Contract.id)
        .correlate(Contract)
        .scalar_subquery()
    )
    holding = select(
        Contract.id,
        Contract.party_id,
        Contract.number,
        Contract.terminated_on,
        ContractVersion.stage,
        ContractVersion.ends_on,
        ContractVersion.renews_by,
        voided,
    ).join(ContractVersion, (ContractVersion.contract_id == Contract.id) & ContractVersion.holds)
    rows = db.session.execute(holding.where(whose, was_signed()).order_by(Contract.id))
    return [
        (id_, party, number, _end(terminated, stage, end, renews, voided_on))
        for id_, party, number, terminated, stage, end, renews, voided_on in rows
    ]


def _end(
    terminated: date | None, stage: Stage, end: date | None, renews: int | None, voided: date | None
) -> date | None:
    if stage is not Stage.SIGNED:
        return voided
    if terminated is not None:
        return terminated
    return None if renews else end
