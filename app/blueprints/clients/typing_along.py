"""The parts of the form that follow what somebody types: the fields of a country, and who is on file already."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.clients import bp
from app.blueprints.clients.forms import PartyForm, SimilarFilter
from app.domain.accounts.permissions import Permission
from app.domain.directory.look_alikes import look_alikes
from app.web.guards import requires
from app.web.pages import page


@bp.get("/tax-fields")
@requires(Permission.CLIENTS_EDIT)
def tax_fields() -> ResponseReturnValue:
    """The ids that a country knows, by its own names, with what was typed in them so far."""
    return page("clients/form/tax_fields.html", form=PartyForm(request.args))


@bp.get("/similar")
@requires(Permission.CLIENTS_EDIT)
def similar() -> ResponseReturnValue:
    """Who resembles what was typed so far. On a card's own form names that only begin alike are nobody's business."""
    filters = SimilarFilter(request.args)
    own_id = filters.own_id()
    found = look_alikes(filters.draft(), besides=[own_id] if own_id else [], begins=own_id is None)
    return page("clients/form/similar.html", similar=found)
