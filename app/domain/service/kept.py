"""Signed reports: how long the law has them kept, and what goes when their clients go (PRODUCT.md 3)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, delete, exists, func, not_, select

from app.db import db
from app.domain.files import store
from app.domain.office.keeping import Held, Term, term_of
from app.domain.office.models import RecordKind
from app.domain.parties.models import Party
from app.domain.selections import among
from app.domain.service.models import Intervention, InterventionReport
from app.domain.signing.models import Signature
from app.domain.signing.signatures import forget_signatures

# One of its reports bears a signature, also one that was voided.
IS_SIGNED: ColumnElement[bool] = (
    exists()
    .where(InterventionReport.intervention_id == Intervention.id, InterventionReport.signature_id.is_not(None))
    .correlate(Intervention)
)
_PAST_THE_SESSION = {"synchronize_session": False}


def reports_held(parties: Select[int]) -> list[Held]:
    """The signed reports of these parties that are kept still: until the end of the year of signing, and so on."""
    term = term_of(RecordKind.REPORT)
    asked = (
        select(Intervention.party_id, func.count(), func.max(Signature.signed_on))
        .join(InterventionReport, InterventionReport.intervention_id == Intervention.id)
        .join(Signature, Signature.id == InterventionReport.signature_id)
        .where(Intervention.party_id.in_(parties), Signature.signed_on >= term.since)
        .group_by(Intervention.party_id)
    )
    rows = db.session.execute(asked)
    return [Held(party_id, RecordKind.REPORT, n, term.until(latest)) for party_id, n, latest in rows]


def forget_reports_not_kept(parties: Collection[int]) -> list[int]:
    """Take out the reports that no law has kept, with their signatures; the files of both.

    Interventions that have a report afterwards are those whose report is kept.
    """
    return _forget(among(Intervention.party_id, parties), term_of(RecordKind.REPORT))


def let_reports_go() -> dict[int, int]:
    """Take out the signed reports of those who are anonymised whose day has passed: how many, by party.

    What was done when stays, without words and nameless.
    """
    term, of_nobody = term_of(RecordKind.REPORT), Party.anonymised_at.is_not(None)
    gone = (
        select(Intervention.party_id, func.count())
        .join(InterventionReport, InterventionReport.intervention_id == Intervention.id)
        .join(Party, Party.id == Intervention.party_id)
        .outerjoin(Signature, Signature.id == InterventionReport.signature_id)
        .where(of_nobody, not_(_is_kept(term)))
        .group_by(Intervention.party_id)
    )
    counted: dict[int, int] = dict(db.session.execute(gone).all())
    if counted:
        store.forget_unnamed(_forget(among(Intervention.party_id, counted), term))
    return counted


def papers_of(parties: Collection[int]) -> tuple[list[int], list[int]]:
    """The stored files of all reports of these parties, signed ones among them, and the signatures."""
    asked = (
        select(InterventionReport.file_id, Signature.file_id, Signature.id)
        .join(Intervention, Intervention.id == InterventionReport.intervention_id)
        .outerjoin(Signature, Signature.id == InterventionReport.signature_id)
    )
    rows = db.session.execute(asked.where(among(Intervention.party_id, parties))).all()
    return [file for row in rows for file in row[:2] if file], [row[2] for row in rows if row[2]]


def forget_papers(files: Collection[int], signatures: Collection[int]) -> None:
    """Delete what `papers_of` found, once the parties are gone."""
    if signatures:
        forget_signatures(signatures)
    if files:
        store.forget_unnamed(files)


def _is_kept(term: Term) -> ColumnElement[bool]:
    return func.coalesce(Signature.signed_on >= term.since, False)


def _forget(whose: ColumnElement[bool], term: Term) -> list[int]:
    asked = (
        select(InterventionReport.id, InterventionReport.file_id, Signature.id, Signature.file_id)
        .join(Intervention, Intervention.id == InterventionReport.intervention_id)
        .outerjoin(Signature, Signature.id == InterventionReport.signature_id)
        .where(whose, not_(_is_kept(term)))
    )
    rows = db.session.execute(asked).all()
    reports, signatures = [row[0] for row in rows], [row[2] for row in rows if row[2]]
    for doomed in (
        delete(InterventionReport).where(among(InterventionReport.id, reports)),
        delete(Signature).where(among(Signature.id, signatures)),
    ):
        db.session.execute(doomed, execution_options=_PAST_THE_SESSION)
    return [file for row in rows for file in (row[1], row[3]) if file]
