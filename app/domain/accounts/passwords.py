"""Passwords: argon2id hashes, and what a new one must be."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.domain.accounts.common_passwords import is_common
from app.domain.accounts.secret import keyed
from app.domain.errors import N_, RuleViolation, say

SHORTEST, LONGEST = 12, 200

_hasher = PasswordHasher()
_dummy = ""  # what nobody's password is compared with; made with the cost


def set_cost(*, memory_cost: int, time_cost: int, parallelism: int) -> None:
    """Set argon2's cost (KiB, passes, lanes), once, at start."""
    global _hasher, _dummy
    _hasher = PasswordHasher(memory_cost=memory_cost, time_cost=time_cost, parallelism=parallelism)
    _dummy = _hasher.hash("nobody")


def seal(password: str, key: str) -> str:
    """What an act may keep of a password that came with a form: the same under the same one-use key, and no other.

    A hash would be another one each time. A seal is of no use without the application's secret, nor under another key.
    """
    return keyed(key, _as_typed(password)).hex()


def check_password(password: str, *, email: str, field: str = "password") -> None:
    """What a new password must be: long enough, not one that everybody has, not holding the email; nothing else.

    Asked of what will be hashed: an é counts once, in however many pieces the keyboard sent it.
    Raises RuleViolation at `field`.
    """
    password = _as_typed(password)
    if len(password) < SHORTEST:
        raise RuleViolation(say(N_("A password has at least %(n)s characters."), n=SHORTEST), field=field)
    if is_common(password):
        raise RuleViolation(N_("This is one of the 10,000 commonest passwords. Choose another one."), field=field)
    if email and _as_typed(email).strip().casefold() in password.casefold():
        raise RuleViolation(N_("The password must not contain the email."), field=field)


def hash_new(password: str, *, email: str, field: str = "password") -> str:
    """The hash of a new password, once it was checked. Call it before the deed: never within a writing transaction."""
    check_password(password, email=email, field=field)
    return hash_password(password)


def hash_password(password: str) -> str:
    """The hash to store. Takes tens of milliseconds on purpose: never within a writing transaction."""
    return _hasher.hash(_as_typed(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether a password is the stored one. Without a stored one it takes just as long, and says no."""
    try:
        _hasher.verify(stored or _dummy, _as_typed(password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return bool(stored)


def is_outdated(stored: str) -> bool:
    """Whether a hash was made at another cost than today's, so that it should be made anew at the next sign-in."""
    return _hasher.check_needs_rehash(stored)


def _as_typed(password: str) -> str:
    """The same letters are the same password, however the keyboard composed them: ą may be one character or two."""
    return unicodedata.normalize("NFKC", password)
