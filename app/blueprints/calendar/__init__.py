"""The calendar of the office."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("calendar", __name__)

from app.blueprints.calendar import feeds, routes  # noqa: E402, F401  (routes hang themselves onto bp)
