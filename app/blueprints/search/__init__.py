"""The search over everything, from the top bar."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("search", __name__)

from app.blueprints.search import routes  # noqa: E402, F401  (routes hang themselves onto bp)
