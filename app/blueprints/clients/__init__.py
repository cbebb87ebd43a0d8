"""The client list, the cards, and what is done to them."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("clients", __name__)

from app.blueprints.clients import bulk, dialogs, exports, routes  # noqa: E402, F401  (routes hang themselves onto bp)
