"""Contracts: browsing them, writing one, its papers and files, its signatures, and when it ends."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("contracts", __name__)

from app.blueprints.contracts import (  # noqa: E402, F401  (routes hang themselves onto bp)
    drawing,
    files,
    papers,
    routes,
    signing,
    terms,
    writing,
)
