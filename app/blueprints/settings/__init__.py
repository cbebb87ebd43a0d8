"""What the owner sets."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("settings", __name__)

from app.blueprints.settings import (  # noqa: E402  (routes hang themselves onto bp)
    activity_types,  # noqa: F401
    background,  # noqa: F401
    clients,  # noqa: F401
    contract_templates,  # noqa: F401
    custom_fields,  # noqa: F401
    email_templates,  # noqa: F401
    history,  # noqa: F401
    numbering,  # noqa: F401
    office,  # noqa: F401
    payment_methods,  # noqa: F401
    restored,  # noqa: F401
    segments,  # noqa: F401
    sent_email,  # noqa: F401
    staff,  # noqa: F401
)
