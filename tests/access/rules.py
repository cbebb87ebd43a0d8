"""Who may open which door, read from the sign on it (ARCHITECTURE.md 3.11, PRODUCT.md 11)."""

from __future__ import annotations

from enum import Enum
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from app.web.guards import Door, Guard
from tests.access.office import Somebody

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Due(Enum):
    """What somebody at a door is due."""

    LET_IN = "is let in"
    NOT_THERE = "finds nothing there: 404"
    FORBIDDEN = "has not the right: 403"
    TO_LOGIN = "is led to the sign-in page; a part's POST gets an alert and what was typed stays"
    LED_OUT = "is led to the sign-in page, whatever was asked"
    TO_DESK = "is led to the desk"
    TO_PORTAL = "is led to the portal"
    NO_SUCH_VERB = "cannot do that at this address: 405"


def due(guard: Guard, person: Somebody) -> Due:
    """What the first line that holds says."""
    if person.is_closed_out:
        return Due.LED_OUT
    if guard.door is Door.PUBLIC:
        return Due.LET_IN
    if not person.role:
        return Due.TO_LOGIN
    if guard.door is Door.SIGNED_IN:
        return Due.LET_IN
    if person.role == "portal":
        return {Door.PORTAL: Due.LET_IN, Door.HALL: Due.TO_PORTAL, Door.DESK: Due.NOT_THERE}[guard.door]
    if guard.door is Door.PORTAL:
        return Due.TO_DESK
    return Due.LET_IN if guard.permission in person.rights else Due.FORBIDDEN


def is_met(what: Due, answer: TestResponse, verb: str, *, htmx: bool) -> bool:
    """Whether an answer is what is due."""
    if what is Due.LET_IN:
        return answer.status_code < 500 and answer.status_code not in {401, 403, 404, 405}
    if what in {Due.NOT_THERE, Due.FORBIDDEN, Due.NO_SUCH_VERB}:
        return answer.status_code == {Due.NOT_THERE: 404, Due.FORBIDDEN: 403, Due.NO_SUCH_VERB: 405}[what]
    if what is Due.TO_LOGIN and htmx and verb not in SAFE:
        return answer.status_code == 401 and "HX-Redirect" not in answer.headers and "flash--error" in answer.text
    place = {Due.TO_DESK: "/", Due.TO_PORTAL: "/portal"}.get(what, "/login")
    if not htmx:
        return answer.status_code == 303 and urlsplit(answer.location or "").path == place
    status = 401 if place == "/login" else 204
    return answer.status_code == status and urlsplit(answer.headers.get("HX-Redirect", "")).path == place
