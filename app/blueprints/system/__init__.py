"""For machines: is the application alive?"""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("system", __name__)

from app.blueprints.system import routes  # noqa: E402, F401  (routes hang themselves onto bp)
