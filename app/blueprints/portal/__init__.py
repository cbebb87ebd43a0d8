"""The client's side of the office."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("portal", __name__)

from app.blueprints.portal import home  # noqa: E402, F401  (routes hang themselves onto bp)
