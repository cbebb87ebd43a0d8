"""The reports of an intervention: made from the record or sent by somebody, and put beside it. The latest one holds."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db, deed
from app.domain.entries.actions import SOMEBODY_CHANGED_IT
from app.domain.errors import N_, NotFound, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.service.actions import answered, held_intervention, recorded
from app.domain.service.models import Intervention, InterventionReport, InterventionState, ReportOrigin
from app.domain.signing.signatures import replace_signature

NOT_DONE = N_("A report tells what was done. Mark it as done first.")


@deed
def add_report(
    party_id: int, intervention_id: int, file: StoredFile, made: ReportOrigin, version: int, key: str, *, by: Actor
) -> Act:
    """Put a report beside an intervention that was done; it holds from now on. The same form twice puts it there once.

    `version` is that of the record which the report tells. A signature under the former one holds no longer; that
    report and the paper that was signed stay, to be read. Raises NotFound; RuleViolation for what is not done, and
    where somebody changed the record meanwhile. What is refused is forgotten.
    """
    try:
        with store.taken_or_forgotten(file):
            intervention = held_intervention(party_id, intervention_id)
            asked = {"intervention": intervention_id, "made": made.value, "version": version}
            act = history.open_act(Deed.ADD_REPORT, key, by=by, asked=asked)
            _check(intervention, version)
    except AlreadyDone as done:
        return done.act
    _replace(act, intervention, by=by)
    db.session.add(file)
    db.session.flush()
    report = InterventionReport(
        intervention_id=intervention_id, file_id=file.id, made=made, of_version=version, by_name=by.name
    )
    db.session.add(report)
    db.session.flush()
    db.session.expire(intervention, ["reports"])
    recorded(act, EventKind.REPORT_ADDED, intervention)
    answered(act, intervention)
    act.outcome = {**act.outcome, "report_id": report.id}
    return act


def _replace(act: Act, intervention: Intervention, *, by: Actor) -> None:
    """A signature that still holds under the report before is void from now on, and the history says so."""
    former = intervention.report.signature if intervention.report else None
    if former is not None and former.holds:
        replace_signature(former, by=by)
        recorded(act, EventKind.SIGNATURE_VOIDED, intervention, who=former.name)


def report_of(party_id: int, intervention_id: int, report_id: int) -> InterventionReport:
    """A report of an intervention. Raises NotFound, also for one on another card."""
    asked = select(InterventionReport).join(Intervention)
    mine = (Intervention.id == intervention_id, Intervention.party_id == party_id, InterventionReport.id == report_id)
    found = db.session.scalar(asked.where(*mine))
    if found is None:
        raise NotFound(report_id)
    return found


def _check(intervention: Intervention, version: int) -> None:
    if intervention.state is not InterventionState.DONE:
        raise RuleViolation(NOT_DONE)
    if intervention.version != version:
        raise RuleViolation(SOMEBODY_CHANGED_IT)
