"""What the office wears on pages that anybody may see: its colour and its logo."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("office", __name__)

from app.blueprints.office import routes  # noqa: E402, F401  (routes hang themselves onto bp)
