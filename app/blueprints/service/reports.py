"""The reports of an intervention: made from the record, taken in, and given out to whoever may see the card."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.service import bp
from app.blueprints.service.forms import MadeReportForm, ReportForm
from app.blueprints.service.interventions import back, intervention_page, refuse_hidden
from app.domain.accounts.permissions import Permission
from app.domain.entries.queries import entry_of
from app.domain.errors import N_, say
from app.domain.files.models import StoredFile
from app.domain.files.papers import keep_paper, receive_paper
from app.domain.service.interventions import INTERVENTIONS
from app.domain.service.models import ReportOrigin
from app.domain.service.reports import add_report, report_of
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import is_partial, tell
from app.web.reports import report_name, report_paper
from app.web.scans import given_out
from app.web.sizes import takes_a_file

SAID = {
    ReportOrigin.MADE: N_("The report of %(name)s is made."),
    ReportOrigin.UPLOADED: N_("The report of %(name)s is kept."),
}


@bp.post("/interventions/<int:entry_id>/reports/make")
@requires(Permission.CLIENTS_EDIT)
def make_report_of_intervention(client_id: int, entry_id: int) -> ResponseReturnValue:
    """Set the report in type, keep it, and show what can be done with it: it is signed next."""
    intervention, form = entry_of(INTERVENTIONS, client_id, entry_id), MadeReportForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            file = keep_paper(report_paper(intervention), name=f"{report_name(intervention)}.pdf")
            return put_beside(client_id, entry_id, file, ReportOrigin.MADE, form)
    return intervention_page(client_id, entry_id, form=form, status=refused.status)


@bp.post("/interventions/<int:entry_id>/reports")
@requires(Permission.CLIENTS_EDIT)
@takes_a_file
def upload_report_of_intervention(client_id: int, entry_id: int) -> ResponseReturnValue:
    entry_of(INTERVENTIONS, client_id, entry_id)  # for nothing that is not there a file is kept
    form = ReportForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            return put_beside(client_id, entry_id, form.received(receive_paper), ReportOrigin.UPLOADED, form)
    return intervention_page(client_id, entry_id, upload=form, status=refused.status)


@bp.get("/interventions/<int:entry_id>/reports/<int:report_id>")
@requires(Permission.CLIENTS_VIEW)
def report_of_intervention(client_id: int, entry_id: int, report_id: int) -> ResponseReturnValue:
    """A report as it was made or sent; without a signature."""
    refuse_hidden(client_id)
    report = report_of(client_id, entry_id, report_id)
    return given_out(report.file, report_name(entry_of(INTERVENTIONS, client_id, entry_id)))


def put_beside(
    client_id: int, entry_id: int, file: StoredFile, made: ReportOrigin, form: MadeReportForm
) -> ResponseReturnValue:
    """Put a report beside its intervention, and show that, over the card or as a page: it can be signed at once."""
    version, key = form.version.data or 0, form.key.data or ""
    act = add_report(client_id, entry_id, file, made, version, key, by=current_actor())
    tell(say(SAID[made], name=act.outcome["name"]))
    if is_partial():
        return back(client_id, ask=entry_id)
    return redirect(url_for(".show_intervention", client_id=client_id, entry_id=entry_id), 303)
