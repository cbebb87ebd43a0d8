from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.blueprints.portal import bp
from app.domain.access.reach import client_within
from app.domain.accounts.profile import remember_client
from app.domain.parties.tax_ids import shown_ids
from app.web.guards import portal
from app.web.pages import page


@bp.get("")
@portal()
def home() -> ResponseReturnValue:
    """Lead to the client that was looked at last, else to the first by name."""
    reach = current_user.reach
    last = current_user.session.last_client_id
    chosen = last if current_user.reaches(last) else reach[0].id
    return redirect(url_for(".client", client_id=chosen), 303)


@bp.get("/<int:client_id>")
@portal()
def client(client_id: int) -> ResponseReturnValue:
    if current_user.session.last_client_id != client_id:
        remember_client(current_user.login_id, client_id)
    client = client_within(current_user.login_id, client_id)
    return page("portal/client.html", client=client, ids=shown_ids(client), **switch_to(client_id))


def switch_to(client_id: int) -> dict[str, Any]:
    """The switch in the portal's header: the companies that the person reaches, and which of them this is."""
    reach = current_user.reach
    choices = [
        {
            "name": client.name,
            "initials": client.initials,
            "url": url_for(".client", client_id=client.id),
            "is_current": client.id == client_id,
        }
        for client in reach
    ]
    place = next(place for place, client in enumerate(reach, 1) if client.id == client_id)
    note = gettext("%(place)s of %(total)s companies", place=place, total=len(reach))
    return {"portal_clients": choices, "portal_clients_note": note}
