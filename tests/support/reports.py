"""Reports of interventions, and signatures under them."""

from __future__ import annotations

import io

from app.db import db
from app.domain import clock
from app.domain.files.papers import receive_paper
from app.domain.history.models import SYSTEM
from app.domain.printing import letterhead
from app.domain.service.models import Intervention, InterventionReport, ReportOrigin
from app.domain.service.reports import add_report
from app.domain.service.signing import sign_report, void_report
from app.domain.signing.papers import Drawn, put_on_paper
from app.domain.signing.rules import SignatureDraft
from tests.support.builders import a_key, a_png
from tests.support.papers import a_pdf

WORDS = {
    "title": "Signature",
    "language": "en",
    "office": letterhead("Portico Uffici", ["Via Roma 1, 10121 Torino"]),
    "lead": "This page belongs to the paper before it.",
    "facts": [["Signed by", "Carla Conti"]],
    "drawn_by": "Carla Conti",
    "proof_title": "What was signed",
    "proof": "Its SHA-256:",
    "foot": "Report",
}


def a_report_of(intervention: Intervention, data: bytes | None = None) -> int:
    """A report that was sent, beside an intervention; its id."""
    file = receive_paper(io.BytesIO(data or a_pdf()), name="report.pdf")
    of = (intervention.party_id, intervention.id)
    act = add_report(*of, file, ReportOrigin.UPLOADED, intervention.version, a_key(), by=SYSTEM)
    db.session.commit()
    return int(act.outcome["report_id"])


def drawn_under(report_id: int, name: str = "Carla Conti") -> Drawn:
    """A signature under a report, in the file store; the report is not signed yet."""
    original = db.session.get_one(InterventionReport, report_id).file
    draft = SignatureDraft(name, "director", original.sha256, clock.now())
    return put_on_paper(original, WORDS, a_png(), draft=draft)


def a_signed_report_of(intervention: Intervention, name: str = "Carla Conti") -> int:
    """A report with a signature under it; its id."""
    report_id = a_report_of(intervention)
    of = (intervention.party_id, intervention.id, report_id)
    sign_report(*of, drawn_under(report_id, name), a_key(), by=SYSTEM)
    db.session.commit()
    return report_id


def voided(intervention: Intervention, report_id: int, reason: str = "The wrong client") -> None:
    """The signature under a report holds no longer."""
    void_report(intervention.party_id, intervention.id, report_id, reason, a_key(), by=SYSTEM)
    db.session.commit()
