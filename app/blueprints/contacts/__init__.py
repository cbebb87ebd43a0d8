"""The people who speak for a client."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("contacts", __name__)

from app.blueprints.contacts import (  # noqa: E402  (routes hang themselves onto bp)
    access,  # noqa: F401
    choosing,  # noqa: F401
    grants,  # noqa: F401
    leaving,  # noqa: F401
    routes,  # noqa: F401
    viewing,  # noqa: F401
)
