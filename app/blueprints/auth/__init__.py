"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("auth", __name__)

from app.blueprints.auth import code, language, passwords, routes  # noqa: E402, F401  (routes hang themselves onto bp)
