"""The office that this app works for."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import g, has_app_context
from sqlalchemy.exc import DBAPIError

from app.db import db
from app.domain.office import queries as offices
from app.domain.office.profile import Office


def this_office() -> Office:
    """Its name, how to reach it, its colour, zone and languages: read once a request, job or command.

    Several processes serve one office, so that nothing of it is kept longer than that.
    """
    try:
        office: Office = g.office
    except AttributeError:
        g.office = office = offices.office()
    return office


def settle_office(*, may_ask: bool) -> None:
    """For an error page: an office that was not read until now is that of the environment where none can be asked."""
    if "office" in g:
        return
    if may_ask:
        try:
            this_office()
        except DBAPIError:
            db.session.rollback()
    if "office" not in g:
        g.office = offices.standing()


def zone_of_office() -> ZoneInfo:
    """The zone in which times are shown; that of the environment where no app is at work."""
    return (this_office() if has_app_context() else offices.standing()).zone
