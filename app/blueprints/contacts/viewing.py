"""View portal as this contact: what somebody asks about on the phone is seen as they see it."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.blueprints.contacts import bp
from app.domain.access.viewing import view_portal as look_as
from app.domain.accounts.permissions import Permission
from app.web.forms import PageForm
from app.web.guards import requires
from app.web.identity import current_actor


@bp.post("/<int:contact_id>/view-portal")
@requires(Permission.PORTAL_VIEW)
def view_portal(client_id: int, contact_id: int) -> ResponseReturnValue:
    """To the client's front page, as the contact finds it."""
    look_as(client_id, contact_id, PageForm().key.data, session_id=current_user.session.id, by=current_actor())
    return redirect(url_for("portal.client", client_id=client_id), 303)
