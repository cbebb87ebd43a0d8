"""The desk's front page."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("today", __name__)

from app.blueprints.today import routes  # noqa: E402, F401  (routes hang themselves onto bp)
