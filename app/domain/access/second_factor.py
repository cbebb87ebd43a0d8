"""Switching off a second factor, and the email that says so to whose it was (PRODUCT.md 7)."""

from __future__ import annotations

from app.db import db, deed
from app.domain.accounts import two_factor
from app.domain.accounts.models import Login
from app.domain.contacts.inviting import person_of
from app.domain.contacts.security_emails import tell_of_two_factor_off
from app.domain.history.models import Act, Actor


def switch_off(password: str, key: str, *, session_id: int, by: Actor) -> Act:
    """Switch off one's own. Asks the password. Raises RuleViolation, MustWait."""
    act = two_factor.switch_off(password, key, session_id=session_id, by=by)
    tell_of_two_factor_off(db.session.get_one(Login, by.id), act)
    return act


@deed
def take_away(login_id: int, key: str, *, by: Actor) -> Act:
    """Switch off somebody's who has lost phone and codes. Admins only. Raises NotFound, RuleViolation."""
    person = person_of(login_id)
    act = two_factor.take_away(login_id, key, party_id=person.id if person else None, by=by)
    tell_of_two_factor_off(db.session.get_one(Login, login_id), act)
    return act
