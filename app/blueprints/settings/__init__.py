"""What the owner sets."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("settings", __name__)

from app.blueprints.settings import clients, history, office, restored, staff  # noqa: E402, F401  (routes hang themselves onto bp)
