"""One's own profile, password and sessions."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("account", __name__)

from app.blueprints.account import own, routes, two_factor  # noqa: E402, F401  (routes hang themselves onto bp)
