"""The post: browsing it, logging what arrives, one item, and what becomes of it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("mail", __name__)

from app.blueprints.mail import files, intake, routes, states  # noqa: E402, F401  (routes hang themselves onto bp)
