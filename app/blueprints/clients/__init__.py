"""The client list, the cards, and what is done to them."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("clients", __name__)

from app.blueprints.clients import (  # noqa: E402  (routes hang themselves onto bp)
    bulk,  # noqa: F401
    dialogs,  # noqa: F401
    duplicates,  # noqa: F401
    exports,  # noqa: F401
    listing,  # noqa: F401
    merging,  # noqa: F401
    personal_data,  # noqa: F401
    recipients,  # noqa: F401
    roles,  # noqa: F401
    routes,  # noqa: F401
    segments,  # noqa: F401
    tabs,  # noqa: F401
    tags,  # noqa: F401
    typing_along,  # noqa: F401
)
