"""What the office does for a client, and has in mind: on its card."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("activities", __name__)

from app.blueprints.activities import routes  # noqa: E402, F401  (routes hang themselves onto bp)
