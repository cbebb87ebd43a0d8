"""The people who speak for a client."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("contacts", __name__)

from app.blueprints.contacts import routes, viewing  # noqa: E402, F401  (routes hang themselves onto bp)
