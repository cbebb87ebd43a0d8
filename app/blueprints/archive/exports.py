"""The Archive as a file."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.blueprints.archive import bp
from app.domain.accounts.permissions import Permission
from app.domain.directory.criteria import Shelf
from app.web.exports import export_of
from app.web.guards import requires


@bp.get("/export")
@requires(Permission.CLIENTS_EXPORT)
def export() -> ResponseReturnValue:
    """Who was ticked; without any, all that the filter shows."""
    return export_of(Shelf.ARCHIVE)
