"""Where parties wait who do not use the office for now."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("archive", __name__)

from app.blueprints.archive import anonymise, exports, purge, routes  # noqa: E402, F401  (routes hang themselves onto bp)
