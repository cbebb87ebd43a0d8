"""The office that this app works for."""

from __future__ import annotations

from flask import current_app

from app.domain.office.profile import Office


def this_office() -> Office:
    """Its name, how to reach it, and the country whose habits count where nothing else is said."""
    office: Office = current_app.config["OFFICE"]
    return office
