"""The photos of equipment: given out to whoever may see the card, taken in and removed by whoever may change it."""

from __future__ import annotations

from contextlib import suppress

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.service import bp
from app.blueprints.service.forms import PhotoForm
from app.blueprints.service.routes import EQUIPMENT_DOORS
from app.domain.accounts.permissions import Permission
from app.domain.entries.queries import entry_of
from app.domain.errors import N_, say
from app.domain.files.photos import receive_photo
from app.domain.history.actions import AlreadyDone
from app.domain.service.equipment import EQUIPMENT
from app.domain.service.photos import add_photo, file_of_photo, remove_photo
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import tell
from app.web.scans import given_out
from app.web.sizes import takes_a_file


@bp.post("/equipment/<int:entry_id>/photos")
@requires(Permission.CLIENTS_EDIT)
@takes_a_file
def create_photo_of_equipment(client_id: int, entry_id: int) -> ResponseReturnValue:
    entry_of(EQUIPMENT, client_id, entry_id)  # for nothing that is not there a file is kept
    form = PhotoForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            photo = form.received(receive_photo)
            act = add_photo(client_id, entry_id, photo, form.key.data or "", by=current_actor())
            tell(say(N_("The photo stands beside %(name)s."), name=act.outcome["name"]))
            return back(client_id)
    return EQUIPMENT_DOORS.edit(client_id, entry_id, status=refused.status, photo_form=form)


@bp.get("/equipment/<int:entry_id>/photos/<int:photo_id>")
@requires(Permission.CLIENTS_VIEW)
def photo_of_equipment(client_id: int, entry_id: int, photo_id: int) -> ResponseReturnValue:
    return given_out(file_of_photo(client_id, entry_id, photo_id), f"{photo_id}")


@bp.get("/equipment/<int:entry_id>/photos/<int:photo_id>/thumbnail")
@requires(Permission.CLIENTS_VIEW)
def thumbnail_of_equipment(client_id: int, entry_id: int, photo_id: int) -> ResponseReturnValue:
    return given_out(file_of_photo(client_id, entry_id, photo_id, thumbnail=True), f"{photo_id}")


@bp.post("/equipment/<int:entry_id>/photos/<int:photo_id>/remove")
@requires(Permission.CLIENTS_EDIT)
def remove_photo_of_equipment(client_id: int, entry_id: int, photo_id: int) -> ResponseReturnValue:
    with suppress(AlreadyDone):
        remove_photo(client_id, entry_id, photo_id, PageForm().key.data or "", by=current_actor())
        tell(say(N_("The photo is removed.")))
    return back(client_id)


def back(client_id: int) -> ResponseReturnValue:
    return redirect(url_for("clients.equipment", party_id=client_id), 303)
