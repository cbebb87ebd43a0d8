"""The signature under a report: drawn on the tablet by the client, read at the desk, voided by an admin."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext

from app.blueprints.service import bp
from app.blueprints.service.forms import VoidForm
from app.blueprints.service.interventions import back, intervention_page, refuse_hidden
from app.domain.accounts.permissions import Permission
from app.domain.entries.queries import entry_of
from app.domain.errors import N_, NotFound, say
from app.domain.history.actions import AlreadyDone
from app.domain.parties.queries import party as party_with_id
from app.domain.service.interventions import INTERVENTIONS, name_of
from app.domain.service.models import Intervention, InterventionReport
from app.domain.service.reports import report_of
from app.domain.service.signing import check_signable, sign_report, void_report
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell
from app.web.reports import report_name
from app.web.scans import given_out
from app.web.service import names_of, when_text, working_time
from app.web.signing import PaperToSign, SignForm, drawn_on, signing_page
from app.web.sizes import takes_a_file


@bp.get("/interventions/<int:entry_id>/reports/<int:report_id>/sign")
@requires(Permission.CLIENTS_EDIT)
def sign_report_of_intervention(client_id: int, entry_id: int, report_id: int) -> ResponseReturnValue:
    """The page for the tablet; once it is signed it thanks. What cannot be signed says so at the desk."""
    refuse_hidden(client_id)
    report, intervention = report_of(client_id, entry_id, report_id), entry_of(INTERVENTIONS, client_id, entry_id)
    if report.is_signed:
        return signing_page(paper_of(intervention, report))
    form = PageForm(formdata=None)
    with Refusal(form):
        check_signable(intervention, report)
        return signing_page(paper_of(intervention, report))
    return intervention_page(client_id, entry_id, form=form, status=422)


@bp.post("/interventions/<int:entry_id>/reports/<int:report_id>/sign")
@requires(Permission.CLIENTS_EDIT)
@takes_a_file
def put_signature_on_report_of_intervention(client_id: int, entry_id: int, report_id: int) -> ResponseReturnValue:
    of, form = (client_id, entry_id, report_id), SignForm()
    refused, key = Refusal(form), form.key.data or ""
    if form.validate():
        with refused:
            paper = paper_as_it_is(*of)
            sign_report(*of, drawn_on(paper, form), key, by=current_actor(), based_on=form.based_on)
            return redirect(paper.action, 303)
    return signing_page(paper_as_it_is(*of), form, status=refused.status)


@bp.get("/interventions/<int:entry_id>/reports/<int:report_id>/signed")
@requires(Permission.CLIENTS_VIEW)
def signed_report_of_intervention(client_id: int, entry_id: int, report_id: int) -> ResponseReturnValue:
    """The paper that was signed, also where its signature was voided."""
    refuse_hidden(client_id)
    report = report_of(client_id, entry_id, report_id)
    if report.signature is None:
        raise NotFound(report_id)
    return given_out(report.signature.file, f"{report_name(entry_of(INTERVENTIONS, client_id, entry_id))}-signed")


@bp.get("/interventions/<int:entry_id>/reports/<int:report_id>/void")
@requires(Permission.SIGNATURES_VOID)
def ask_to_void_report_of_intervention(client_id: int, entry_id: int, report_id: int) -> ResponseReturnValue:
    return void_page(client_id, entry_id, report_id, VoidForm(formdata=None))


@bp.post("/interventions/<int:entry_id>/reports/<int:report_id>/void")
@requires(Permission.SIGNATURES_VOID)
def void_report_of_intervention(client_id: int, entry_id: int, report_id: int) -> ResponseReturnValue:
    form = VoidForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                key = form.key.data or ""
                act = void_report(client_id, entry_id, report_id, form.why(), key, by=current_actor())
                tell(say(N_("The signature under the report of %(name)s is voided."), name=act.outcome["name"]))
            return back(client_id, ask=entry_id)
    return void_page(client_id, entry_id, report_id, form, status=refused.status)


def void_page(client_id: int, entry_id: int, report_id: int, form: VoidForm, *, status: int = 200) -> Response:
    report = report_of(client_id, entry_id, report_id)
    if report.signature is None:
        raise NotFound(report_id)
    return page(
        "service/void.html",
        client=party_with_id(client_id),
        one=entry_of(INTERVENTIONS, client_id, entry_id),
        report=report,
        form=form,
        status=status,
    )


def paper_as_it_is(client_id: int, entry_id: int, report_id: int) -> PaperToSign:
    """The report with what stands on file of its intervention now. Raises NotFound."""
    return paper_of(entry_of(INTERVENTIONS, client_id, entry_id), report_of(client_id, entry_id, report_id))


def paper_of(intervention: Intervention, report: InterventionReport) -> PaperToSign:
    """The report as the page for the tablet shows it."""
    of: dict[str, Any] = {"client_id": intervention.party_id, "entry_id": intervention.id, "report_id": report.id}
    facts = [
        (gettext("When"), when_text(intervention)),
        (gettext("Hours"), working_time(intervention.minutes)),
        (gettext("Technicians"), names_of(intervention)),
        (gettext("What was asked"), name_of(intervention)),
        (gettext("What was done"), intervention.done),
    ]
    return PaperToSign(
        title=gettext("Report of an intervention"),
        client=party_with_id(intervention.party_id).name,
        facts=[(label, value) for label, value in facts if value],
        original=report.file,
        url=url_for(".report_of_intervention", **of),
        action=url_for(".sign_report_of_intervention", **of),
        back=url_for("clients.interventions", party_id=intervention.party_id, ask=intervention.id),
        version=intervention.version,
        signature=report.signature if report.is_signed else None,
        signed_url=url_for(".signed_report_of_intervention", **of),
    )
