"""What an act did, to the last record."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("acts", __name__)

from app.blueprints.acts import routes  # noqa: E402, F401  (routes hang themselves onto bp)
