"""The questions before an act: consequences first (PRODUCT.md 3.2)."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from app.blueprints.clients import bp
from app.blueprints.clients.forms import ArchiveForm, DeactivateForm
from app.domain.accounts.permissions import Permission
from app.domain.directory.criteria import Shelf
from app.domain.directory.selection import Selection
from app.domain.lifecycle import consequences
from app.web.acts import question
from app.web.guards import requires
from app.web.party_lists import SelectionForm


@bp.get("/archive")
@requires(Permission.CLIENTS_ARCHIVE)
def ask_archive() -> ResponseReturnValue:
    form = ArchiveForm(request.args)
    return archive_dialog(form, form.selection(Shelf.CLIENTS))


@bp.get("/deactivate")
@requires(Permission.CLIENTS_ARCHIVE)
def ask_deactivate() -> ResponseReturnValue:
    form = DeactivateForm(request.args)
    return deactivate_dialog(form, form.selection(Shelf.CLIENTS))


@bp.get("/reactivate")
@requires(Permission.CLIENTS_ARCHIVE)
def ask_reactivate() -> ResponseReturnValue:
    form = SelectionForm(request.args)
    return reactivate_dialog(form, form.selection(Shelf.CLIENTS))


def archive_dialog(form: SelectionForm, selection: Selection, *, status: int = 200) -> Response:
    return question("clients/dialogs/archive.html", form, consequences.of_archiving(selection), status=status)


def deactivate_dialog(form: SelectionForm, selection: Selection, *, status: int = 200) -> Response:
    return question("clients/dialogs/deactivate.html", form, consequences.of_deactivating(selection), status=status)


def reactivate_dialog(form: SelectionForm, selection: Selection, *, status: int = 200) -> Response:
    return question("clients/dialogs/reactivate.html", form, consequences.of_reactivating(selection), status=status)
