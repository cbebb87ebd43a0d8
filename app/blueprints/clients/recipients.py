"""Who gets which emails of a client by themselves, who does not, and why."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.blueprints.clients import bp
from app.domain.accounts.permissions import Permission
from app.domain.contacts.recipients import audiences_of
from app.domain.parties.queries import party as party_with_id
from app.web.guards import requires
from app.web.pages import page


@bp.get("/<int:party_id>/who-gets-this")
@requires(Permission.CLIENTS_VIEW)
def who_gets_this(party_id: int) -> ResponseReturnValue:
    party = party_with_id(party_id)
    return page("clients/recipients/show.html", party=party, audiences=audiences_of(party_id))
