"""The search of the portal: over the modules that open, and no others."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.blueprints.portal import bp
from app.web.forms import as_searched
from app.web.guards import portal
from app.web.pages import page
from app.web.portal import client_shown, open_modules, reader_of


@bp.get("/<int:client_id>/search")
@portal()
def search(client_id: int) -> ResponseReturnValue:
    q = as_searched(request.args.get("q"))
    reader, modules = reader_of(client_id), open_modules(client_shown())
    found = [(gettext(module.label), module.find(reader, q)) for module in modules] if q else []
    return page(
        "portal/search.html",
        client_id=client_id,
        q=q,
        groups=[(title, finds) for title, finds in found if finds],
        kinds=[gettext(module.label) for module in modules],
    )
