"""The photos of equipment, given out to whoever may see the card. They come and go with the form of the piece."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.blueprints.service import bp
from app.domain.accounts.permissions import Permission
from app.domain.service.photos import file_of_photo
from app.web.guards import requires
from app.web.scans import given_out


@bp.get("/equipment/<int:entry_id>/photos/<int:photo_id>")
@requires(Permission.CLIENTS_VIEW)
def photo_of_equipment(client_id: int, entry_id: int, photo_id: int) -> ResponseReturnValue:
    return given_out(file_of_photo(client_id, entry_id, photo_id), f"{photo_id}")


@bp.get("/equipment/<int:entry_id>/photos/<int:photo_id>/thumbnail")
@requires(Permission.CLIENTS_VIEW)
def thumbnail_of_equipment(client_id: int, entry_id: int, photo_id: int) -> ResponseReturnValue:
    return given_out(file_of_photo(client_id, entry_id, photo_id, thumbnail=True), f"{photo_id}")
