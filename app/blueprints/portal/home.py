"""The front page of a client, and the way there."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.blueprints.portal import bp
from app.domain import clock
from app.domain.access.reach import client_within
from app.domain.access.viewing import leave_portal
from app.domain.accounts.permissions import Permission
from app.domain.accounts.profile import remember_client
from app.domain.parties.tax_ids import shown_ids
from app.web.guards import portal, requires
from app.web.ids import possible_id
from app.web.pages import page
from app.web.portal import client_shown, open_modules, reader_of


@bp.get("")
@portal()
def home() -> ResponseReturnValue:
    """Lead to the client that was looked at last, else to the first by name."""
    return redirect(url_for(".client", client_id=client_shown().id), 303)


@bp.get("/<int:client_id>")
@portal()
def client(client_id: int) -> ResponseReturnValue:
    """What is new, what the office knows of the client; for whom nothing opens, why the page is empty."""
    if current_user.is_portal and current_user.session.last_client_id != client_id:
        remember_client(current_user.login_id, client_id)
    client = client_within(current_user.portal_id, client_id)
    modules = open_modules(client_shown())
    return page(
        "portal/home.html",
        client=client,
        ids=shown_ids(client),
        greeting=greeting(),
        modules=[(module, module.welcome(reader_of(client_id))) for module in modules],
    )


@bp.post("/leave")
@requires(Permission.PORTAL_VIEW)
def leave() -> ResponseReturnValue:
    """An admin who looked as a contact goes back to the desk, to the card of the client that was seen last."""
    leave_portal(current_user.session.id)
    client_id = possible_id(request.form.get("client", type=int))
    if client_id is None:
        return redirect(url_for("today.index"), 303)
    return redirect(url_for("clients.contacts", party_id=client_id), 303)


def greeting() -> str:
    """By the office's clock on the wall, with the first of the person's names."""
    hour, name = clock.now().astimezone(clock.zone()).hour, current_user.portal_name.partition(" ")[0]
    if 4 <= hour < 12:
        return gettext("Good morning, %(name)s", name=name)
    if 12 <= hour < 18:
        return gettext("Good afternoon, %(name)s", name=name)
    return gettext("Good evening, %(name)s", name=name)
