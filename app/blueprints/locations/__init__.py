"""A client's locations."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("locations", __name__)

from app.blueprints.locations import routes  # noqa: E402, F401  (routes hang themselves onto bp)
