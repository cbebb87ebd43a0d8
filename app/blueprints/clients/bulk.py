"""Acts on many: the ticked rows, or all that match. On one they are the same, from its row or its card."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.blueprints.clients import bp
from app.blueprints.clients.dialogs import archive_dialog, deactivate_dialog, reactivate_dialog
from app.blueprints.clients.forms import ArchiveForm, DeactivateForm
from app.domain.accounts.permissions import Permission
from app.domain.directory.criteria import Shelf
from app.domain.directory.selection import Selection
from app.domain.history.models import Act
from app.domain.lifecycle.archiving import archive_parties
from app.domain.lifecycle.deactivating import deactivate_parties, reactivate_parties
from app.web.acts import card_or, carry_out
from app.web.forms import text
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.party_lists import SelectionForm


@bp.post("/archive")
@requires(Permission.CLIENTS_ARCHIVE)
def archive() -> ResponseReturnValue:
    form = ArchiveForm()

    def do(chosen: Selection) -> Act:
        return archive_parties(chosen, form.choices(), form.key.data, by=current_actor())

    return carry_out(form, form.selection(Shelf.CLIENTS), do, ask=archive_dialog, then=lambda: card_or(".index"))


@bp.post("/deactivate")
@requires(Permission.CLIENTS_ARCHIVE)
def deactivate() -> ResponseReturnValue:
    form = DeactivateForm()

    def do(chosen: Selection) -> Act:
        return deactivate_parties(chosen, text(form.reason.data), form.key.data, by=current_actor())

    return carry_out(form, form.selection(Shelf.CLIENTS), do, ask=deactivate_dialog, then=lambda: card_or(".index"))


@bp.post("/reactivate")
@requires(Permission.CLIENTS_ARCHIVE)
def reactivate() -> ResponseReturnValue:
    form = SelectionForm()

    def do(chosen: Selection) -> Act:
        return reactivate_parties(chosen, form.key.data, by=current_actor())

    return carry_out(form, form.selection(Shelf.CLIENTS), do, ask=reactivate_dialog, then=lambda: card_or(".index"))
