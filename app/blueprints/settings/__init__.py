"""What the owner sets."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("settings", __name__)

from app.blueprints.settings import clients, email_templates, history, office, restored, staff  # noqa: E402, F401
