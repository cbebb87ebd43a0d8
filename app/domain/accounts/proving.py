"""Whoever sits at an open session proves that it is theirs before it does what cannot be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.db import db
from app.domain.accounts import passwords, throttle
from app.domain.accounts.models import Login
from app.domain.accounts.throttle import Asker
from app.domain.errors import N_, RuleViolation

NOT_CURRENT = N_("This is not your current password.")


@dataclass(frozen=True, slots=True)
class Proof:
    """That somebody knew the password of a login, when its hash was this one."""

    password_hash: str | None
    failure_id: int
    who: Asker

    def take(self, login: Login, *, field: str) -> None:
        """Count the try as none, within the deed. Raises RuleViolation when the password was changed meanwhile."""
        throttle.forgive(self.failure_id, self.who)
        if login.password_hash != self.password_hash:
            raise RuleViolation(NOT_CURRENT, field=field)


def prove(login_id: int, password: str, *, field: str = "password") -> Proof:
    """Ask the current password; before the deed, since it costs a hash.

    Wrong ones are counted as at sign-in, for an open session is no place to guess, but apart from it: nobody outside
    can slow this down. Raises RuleViolation at `field`, MustWait.
    """
    stored = db.session.scalar(select(Login.password_hash).where(Login.id == login_id))
    who = throttle.asker(f"own password {login_id}", f"login {login_id}", device_id=None)
    failure_id = throttle.count_try(who)
    if not passwords.matches(password, stored):
        raise RuleViolation(NOT_CURRENT, field=field)
    return Proof(stored, failure_id, who)
