"""Bringing a list in: upload, preview, take over."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("imports", __name__)

from app.blueprints.imports import columns, results, routes  # noqa: E402, F401  (routes hang themselves onto bp)
