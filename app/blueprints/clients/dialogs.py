"""The questions before an act: consequences first (PRODUCT.md 3.2)."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.clients import bp
from app.blueprints.clients.forms import ArchiveForm
from app.domain.accounts.permissions import Permission
from app.domain.directory.criteria import Shelf
from app.domain.directory.selection import Selection
from app.domain.lifecycle import consequences
from app.web.guards import requires
from app.web.pages import page


@bp.get("/archive")
@requires(Permission.CLIENTS_ARCHIVE)
def ask_archive() -> ResponseReturnValue:
    form = ArchiveForm(request.args)
    return archive_dialog(form, form.selection(Shelf.CLIENTS))


def archive_dialog(form: ArchiveForm, selection: Selection, *, status: int = 200) -> ResponseReturnValue:
    """The dialog with today's numbers, whose set it seals."""
    outlook = consequences.of_archiving(selection)
    form.seal.data = outlook.seal
    return page("clients/archive.html", form=form, outlook=outlook, status=status)
