"""Switching off a second factor: what follows from it, whoever did it."""

from __future__ import annotations

from app.db import deed
from app.domain.accounts import two_factor
from app.domain.history.models import Act, Actor


def switch_off(password: str, key: str, *, session_id: int, by: Actor) -> Act:
    """Switch off one's own. Asks the password. Raises RuleViolation, MustWait."""
    assert by.id is not None
    act = two_factor.switch_off(password, key, session_id=session_id, by=by)
    tell_two_factor_is_off(by.id, act)
    return act


@deed
def take_away(login_id: int, key: str, *, by: Actor) -> Act:
    """Switch off somebody's who has lost phone and codes. Admins only. Raises NotFound, RuleViolation."""
    act = two_factor.take_away(login_id, key, by=by)
    tell_two_factor_is_off(login_id, act)
    return act


def tell_two_factor_is_off(login_id: int, act: Act) -> None:
    """The security email to whose login it is, in the transaction of the act; it cannot be switched off."""
