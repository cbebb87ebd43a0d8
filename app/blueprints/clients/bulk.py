"""Acts on many: the ticked rows, or all that match."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.clients import bp
from app.blueprints.clients.dialogs import archive_dialog
from app.blueprints.clients.forms import ArchiveForm
from app.domain.accounts.permissions import Permission
from app.domain.directory.criteria import Shelf
from app.domain.errors import RuleViolation, SelectionChanged
from app.domain.lifecycle.archiving import archive_parties
from app.web.acts import tell_act
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.redirects import back_to


@bp.post("/archive")
@requires(Permission.CLIENTS_ARCHIVE)
def archive() -> ResponseReturnValue:
    form = ArchiveForm()
    selection = form.selection(Shelf.CLIENTS)
    if not form.validate():
        return archive_dialog(form, selection, status=422)
    try:
        act = archive_parties(form.sealed(selection), form.choices(), form.key.data, by=current_actor())
    except SelectionChanged as changed:
        form.refuse(changed)
        return archive_dialog(form, selection, status=409)
    except RuleViolation as violation:
        form.refuse(violation)
        return archive_dialog(form, selection, status=422)
    tell_act(act)
    if card := request.args.get("card", type=int):
        return redirect(url_for(".show", party_id=card), 303)
    return back_to(".index")
