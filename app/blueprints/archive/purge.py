"""Delete permanently: the question, and the act."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from app.blueprints.archive import bp
from app.blueprints.archive.forms import PurgeForm
from app.domain.accounts.permissions import Permission
from app.domain.directory.criteria import Shelf
from app.domain.directory.selection import Selection
from app.domain.history.models import Act
from app.domain.lifecycle import consequences
from app.domain.lifecycle.purging import purge_parties
from app.web.acts import carry_out, question
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.redirects import back_to


@bp.get("/delete")
@requires(Permission.CLIENTS_DELETE)
def ask_delete() -> ResponseReturnValue:
    form = PurgeForm(request.args)
    return delete_dialog(form, form.selection(Shelf.ARCHIVE))


@bp.post("/delete")
@requires(Permission.CLIENTS_DELETE)
def delete() -> ResponseReturnValue:
    form = PurgeForm()

    def do(chosen: Selection) -> Act:
        return purge_parties(chosen, form.choices(), form.key.data, by=current_actor())

    return carry_out(form, form.selection(Shelf.ARCHIVE), do, ask=delete_dialog, then=lambda: back_to(".index"))


def delete_dialog(form: PurgeForm, selection: Selection, *, status: int = 200) -> Response:
    outlook, plan = consequences.of_purging(selection)
    return question("archive/delete.html", form, outlook, status=status, plan=plan)
