"""How a client is paid and pays."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("terms", __name__)

from app.blueprints.terms import routes  # noqa: E402, F401  (routes hang themselves onto bp)
