"""What the office knows of one person or client, to be handed over to them."""

from __future__ import annotations

from io import SEEK_END

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.clients import bp
from app.domain import clock
from app.domain.accounts.permissions import Permission
from app.domain.lifecycle.personal_data import asked_for, export_personal_data, personal_data_of
from app.domain.parties.queries import party as party_with_id
from app.web.exports import pieces_of
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page


@bp.get("/<int:party_id>/personal-data")
@requires(Permission.PERSONAL_DATA_EXPORT)
def ask_personal_data(party_id: int) -> ResponseReturnValue:
    return personal_data_dialog(party_id, PageForm(formdata=None))


@bp.post("/<int:party_id>/personal-data")
@requires(Permission.PERSONAL_DATA_EXPORT)
def export_personal(party_id: int) -> ResponseReturnValue:
    """Record who takes it, and lead to the file."""
    form = PageForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            act = export_personal_data(party_id, form.key.data or "", by=current_actor())
            return redirect(url_for(".personal_data", party_id=party_id, act_id=act.id), 303)
    return personal_data_dialog(party_id, form, status=refused.status)


@bp.get("/<int:party_id>/personal-data/<int:act_id>.zip")
@requires(Permission.PERSONAL_DATA_EXPORT)
def personal_data(party_id: int, act_id: int) -> ResponseReturnValue:
    """The file, for ten minutes, to whoever asked for it."""
    party = asked_for(party_id, act_id, by=current_actor())
    name = f"personal-data-{party.number or party.id}-{clock.today().isoformat()}.zip"
    answer = Response(content_type="application/zip")
    if request.method != "HEAD":
        file = personal_data_of(party)
        length = file.seek(0, SEEK_END)
        file.seek(0)
        answer = Response(pieces_of(file), content_type="application/zip", headers={"Content-Length": str(length)})
        answer.call_on_close(file.close)  # also when nobody reads it
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def personal_data_dialog(party_id: int, form: PageForm, *, status: int = 200) -> Response:
    return page("clients/dialogs/personal_data.html", form=form, party=party_with_id(party_id), status=status)
