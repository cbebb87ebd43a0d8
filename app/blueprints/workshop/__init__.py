"""Every component in each state; in debug only."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("workshop", __name__)

from app.blueprints.workshop import routes  # noqa: E402, F401  (routes hang themselves onto bp)
