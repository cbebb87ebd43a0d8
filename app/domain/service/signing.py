"""The signature under the report of an intervention: the client draws it at the desk, an admin may void it."""

from __future__ import annotations

from app.db import db, deed
from app.domain.errors import N_, NotFound, RuleViolation
from app.domain.files import store
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.service.actions import answered, held_intervention, recorded
from app.domain.service.models import Intervention, InterventionReport, InterventionState
from app.domain.service.reports import NOT_DONE
from app.domain.signing.papers import Drawn
from app.domain.signing.rules import check_version
from app.domain.signing.signatures import sign_by_drawing, void_signature

NEWER = N_("There is a newer report. Have that one signed.")
SIGNED_ALREADY = N_("This report is signed already.")
NOT_SIGNED = N_("This report is not signed.")
VOIDED = N_("The signature under this report was voided. Make a new report, and have that one signed.")


@deed
def sign_report(
    party_id: int,
    intervention_id: int,
    report_id: int,
    drawn: Drawn,
    key: str,
    *,
    by: Actor,
    based_on: int | None = None,
) -> Act:
    """Put a signature under the report that holds. The same form twice signs once.

    `based_on` is the version of the record that the signer has seen. Raises NotFound; RuleViolation for a report that
    is signed, was replaced, or is not what the signer saw. What is refused is forgotten.
    """
    try:
        with store.taken_or_forgotten(drawn.paper):
            intervention = held_intervention(party_id, intervention_id)
            asked = {"report": report_id, "paper": drawn.seen, "name": drawn.name}
            act = history.open_act(Deed.SIGN_REPORT, key, by=by, asked=asked)
            report = _report_of(intervention, report_id)
            check_signable(intervention, report)
            check_version(intervention.version, based_on)
            signature = sign_by_drawing(report.file, drawn)
    except AlreadyDone as done:
        return done.act
    report.signature_id = signature.id
    db.session.flush()
    db.session.expire(report, ["signature"])
    recorded(act, EventKind.REPORT_SIGNED, intervention, who=signature.name)
    return answered(act, intervention)


@deed
def void_report(party_id: int, intervention_id: int, report_id: int, reason: str, key: str, *, by: Actor) -> Act:
    """End what the signature under a report is worth; report and signed paper stay, to be read.

    Raises NotFound, AlreadyDone; RuleViolation at `reason` without one, and for a report that is not signed.
    """
    intervention = held_intervention(party_id, intervention_id)
    act = history.open_act(Deed.VOID_SIGNATURE, key, by=by, reason=reason, asked={"report": report_id})
    signature = _report_of(intervention, report_id).signature
    if signature is None:
        raise RuleViolation(NOT_SIGNED)
    void_signature(signature, reason, by=by)
    recorded(act, EventKind.SIGNATURE_VOIDED, intervention, who=signature.name)
    return answered(act, intervention)


def check_signable(intervention: Intervention, report: InterventionReport) -> None:
    """Raise RuleViolation for a report that nobody can sign any more."""
    if report is not intervention.report:
        raise RuleViolation(NEWER)
    if report.signature is not None:
        raise RuleViolation(SIGNED_ALREADY if report.signature.holds else VOIDED)
    if intervention.state is not InterventionState.DONE:
        raise RuleViolation(NOT_DONE)


def _report_of(intervention: Intervention, report_id: int) -> InterventionReport:
    for report in intervention.reports:
        if report.id == report_id:
            return report
    raise NotFound(report_id)
