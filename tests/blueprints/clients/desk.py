"""What the front desk does on its pages, with a script and without."""

from typing import Any

from app.db import db
from app.domain.parties.models import Party, PartyStatus
from tests.support.visitor import Answer, Visitor


def ask(visitor: Visitor, endpoint: str, *, over: str, **values: Any) -> Answer:
    """Open a dialog over a page, as htmx does: it is that page where the browser stays."""
    dialog = visitor.get(endpoint, htmx="dialog", at=over, **values)
    dialog.path = over
    return dialog


def follow_within(answer: Answer, part: str) -> Answer:
    """What htmx gets when it follows a redirect that stays within the page: the same part of it."""
    assert (answer.status, answer.headers.get("HX-Redirect")) == (303, None), answer.text
    return answer.visitor.get_url(answer.headers["Location"], htmx=part)


def status_of(*parties: Party) -> list[PartyStatus]:
    """How these parties stand now."""
    db.session.expire_all()
    return [party.status for party in parties]


def flashes(answer: Answer) -> list[str]:
    """What has just been said, each as one line."""
    return answer.texts("//*[contains(concat(' ', @class, ' '), ' flash__text ')][not(ancestor::template)]")


def is_part(answer: Answer, part: str) -> bool:
    """Whether this is that part of a page, and no whole one."""
    return not answer.is_whole and "<html" not in answer.html and len(answer.find(f"//*[@id='{part}']")) == 1
