"""What a client has from the office, or keeps there."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("service", __name__)

from app.blueprints.service import photos, routes  # noqa: E402, F401  (routes hang themselves onto bp)
