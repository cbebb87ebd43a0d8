"""What a client has from the office, or keeps there, and the work done for it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("service", __name__)

from app.blueprints.service import interventions, photos, reports, routes, signing  # noqa: E402, F401  (onto bp)
