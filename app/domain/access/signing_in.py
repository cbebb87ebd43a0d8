"""Signing in: staff to the desk, clients' contacts to the portal, by the table of PRODUCT.md 6."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from app.db import db, deed, own_transaction
from app.domain.access import reach
from app.domain.access.reach import Standing
from app.domain.accounts import passwords, sessions, throttle
from app.domain.accounts.models import Login
from app.domain.accounts.signing_in import Credentials, credentials_of, email_key
from app.domain.accounts.throttle import Asker
from app.domain.errors import N_, RuleViolation


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a sign-in comes from: its address, the browser's own words, and the token of the device cookie."""

    address: str = ""
    browser: str = ""
    device: str | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An open session: its token and the device's, each for its cookie, and which door it opens."""

    token: str
    device: str
    is_portal: bool


class NotSignedIn(RuleViolation):
    """An unknown email, a wrong password, a login switched off, nobody's contact: one answer for all of them."""

    def __init__(self) -> None:
        super().__init__(N_("The email or the password is not right."))


class Closed(Exception):
    """The right password of somebody whose clients are all archived, or who is archived: the courteous page."""


def sign_in(email: str, password: str, visitor: Visitor, *, replacing: int | None = None) -> SignedIn:
    """Open a session, in place of the session `replacing` if there is one.

    The password is verified once whatever the email, before the transaction that writes. The try counts as a failure
    until it turns out right, so that many at once are counted too.
    Raises MustWait, NotSignedIn, Closed.
    """
    found = credentials_of(email)
    device_id = throttle.known_device(found.login_id, visitor.device)
    who = throttle.asker(email_key(email), visitor.address, device_id=device_id)
    failure_id = throttle.count_try(who)
    standing = _standing(found)
    if not passwords.matches(password, found.password_hash) or standing is Standing.NONE:
        raise NotSignedIn
    if standing is Standing.CLOSED:
        with own_transaction():
            throttle.forgive(failure_id, who)
        raise Closed
    assert found.password_hash is not None
    new_hash = passwords.hash_password(password) if passwords.is_outdated(found.password_hash) else found.password_hash
    return _let_in(found, new_hash, visitor, forgiving=(failure_id, who), replacing=replacing)


def _standing(found: Credentials) -> Standing:
    """Which row of the table holds. It is looked up for an unknown email too, so that the answer takes no less."""
    portal = reach.standing_of(found.login_id or 0)
    if not found.is_on:
        return Standing.NONE
    return Standing.OPEN if found.role else portal


@deed
def _let_in(
    found: Credentials, new_hash: str, visitor: Visitor, *, forgiving: tuple[int, Asker], replacing: int | None
) -> SignedIn:
    assert found.login_id is not None
    # Whoever was switched off or got a new password since it was read stays outside.
    same = Login.id == found.login_id, Login.is_on, Login.password_hash == found.password_hash
    if db.session.scalar(select(Login.id).where(*same).with_for_update()) is None:
        raise NotSignedIn
    if new_hash != found.password_hash:
        db.session.execute(update(Login).where(Login.id == found.login_id).values(password_hash=new_hash))
    if replacing is not None:
        sessions.end(replacing)
    throttle.forgive(*forgiving)
    device = throttle.remember_device(found.login_id, visitor.device)
    token = sessions.open_session(found.login_id, address=visitor.address, device=visitor.browser)
    return SignedIn(token, device, is_portal=found.role is None)
