"""The client's side of the office. Each module is a file of its own, and a line in MODULES."""

from __future__ import annotations

from flask import Blueprint

from app.web.portal import Module, offer

bp = Blueprint("portal", __name__)

from app.blueprints.portal import home, mail, search  # noqa: E402, F401  (routes hang themselves onto bp)

MODULES: tuple[Module, ...] = (mail.MODULE,)  # in the order of the menu

bp.record_once(lambda state: offer(state.app, MODULES))
