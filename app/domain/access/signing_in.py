"""Signing in: staff to the desk, clients' contacts to the portal, by the table of PRODUCT.md 6."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from sqlalchemy import select, update

from app.db import db, deed, own_transaction
from app.domain import clock
from app.domain.access import reach
from app.domain.access.reach import Standing
from app.domain.accounts import passwords, sessions, throttle, two_factor
from app.domain.accounts.devices import device_name
from app.domain.accounts.models import Login
from app.domain.accounts.secret import keyed
from app.domain.accounts.signing_in import Credentials, credentials_of, credentials_with_id, email_key
from app.domain.accounts.throttle import Asker
from app.domain.contacts.security_emails import tell_of_new_device
from app.domain.errors import N_, RuleViolation

CODE_WITHIN = 300  # seconds after the password


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


@dataclass(frozen=True, slots=True)
class Pending:
    """A first step that was right: whose, until when, and a seal over the password that it was right with."""

    login_id: int
    until: int  # seconds since 1970
    seal: str

    @classmethod
    def of(cls, login_id: int, password_hash: str) -> Pending:
        """The first step of somebody who has just proved their password."""
        until = int(clock.now().timestamp()) + CODE_WITHIN
        return cls(login_id, until, _seal(login_id, until, password_hash))

    def is_of(self, password_hash: str | None) -> bool:
        """Whether it is in time, and the password the same still."""
        in_time = clock.now().timestamp() < self.until
        return in_time and hmac.compare_digest(self.seal, _seal(self.login_id, self.until, password_hash or ""))


def _seal(login_id: int, until: int, password_hash: str) -> str:
    return keyed("first step", str(login_id), str(until), password_hash).hex()


class NotSignedIn(RuleViolation):
    """An unknown email, a wrong password, a login switched off, nobody's contact: one answer for all of them."""

    def __init__(self) -> None:
        super().__init__(N_("The email or the password is not right."))


class TooLate(Exception):
    """The first step is over: too long ago, another password since, or no way in any more. Begin again."""


class NeedsCode(Exception):
    """The right password of somebody who also signs in with a code. Carries what the second step is bound to."""

    def __init__(self, pending: Pending) -> None:
        self.pending = pending
        super().__init__()


class Closed(Exception):
    """The right password of somebody whose clients are all archived, or who is archived: the courteous page."""


def sign_in(email: str, password: str, visitor: Visitor, *, replacing: int | None = None) -> SignedIn:
    """Open a session, in place of the session `replacing` if there is one.

    The password is verified once whatever the email, before the transaction that writes. The try counts as a failure
    until it turns out right, so that many at once are counted too.
    Raises MustWait, NotSignedIn, Closed; NeedsCode for the second step.
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
    try:
        return _let_in(found, new_hash, visitor, forgiving=(failure_id, who), replacing=replacing)
    except NeedsCode:
        with own_transaction():
            throttle.forgive(failure_id, who)
        raise


def enter_code(pending: Pending, code: str, visitor: Visitor, *, replacing: int | None = None) -> SignedIn:
    """The second step: a code of the app, or a recovery code. Wrong ones are counted as wrong passwords are.

    Raises MustWait, RuleViolation at `code`, TooLate, Closed.
    """
    found = credentials_with_id(pending.login_id)
    standing = _standing(found)
    if not pending.is_of(found.password_hash) or standing is Standing.NONE:
        raise TooLate
    if standing is Standing.CLOSED:
        raise Closed
    device_id = throttle.known_device(found.login_id, visitor.device)
    who = two_factor.asker(pending.login_id, visitor.address, device_id=device_id)
    failure_id = throttle.count_try(who)
    assert found.password_hash is not None
    forgiving = failure_id, who
    return _let_in(found, found.password_hash, visitor, forgiving=forgiving, replacing=replacing, code=code)


def _standing(found: Credentials) -> Standing:
    """Which row of the table holds. It is looked up for an unknown email too, so that the answer takes no less."""
    portal = reach.standing_of(found.login_id or 0)
    if not found.is_on:
        return Standing.NONE
    return Standing.OPEN if found.role else portal


@deed
def _let_in(
    found: Credentials,
    new_hash: str,
    visitor: Visitor,
    *,
    forgiving: tuple[int, Asker],
    replacing: int | None,
    code: str | None = None,
) -> SignedIn:
    assert found.login_id is not None and found.password_hash is not None
    # Whoever was switched off or got a new password since it was read stays outside.
    same = Login.id == found.login_id, Login.is_on, Login.password_hash == found.password_hash
    if db.session.scalar(select(Login.id).where(*same).with_for_update()) is None:
        raise NotSignedIn
    if code is None and two_factor.is_on(found.login_id):
        raise NeedsCode(Pending.of(found.login_id, found.password_hash))
    if code is not None and not two_factor.takes(found.login_id, code):
        raise RuleViolation(two_factor.WRONG_CODE, field="code")
    if new_hash != found.password_hash:
        db.session.execute(update(Login).where(Login.id == found.login_id).values(password_hash=new_hash))
    if replacing is not None:
        sessions.end(replacing)
    throttle.forgive(*forgiving)
    _tell_of_new_device(found.login_id, visitor)
    device = throttle.remember_device(found.login_id, visitor.device)
    token = sessions.open_session(found.login_id, address=visitor.address, device=visitor.browser)
    return SignedIn(token, device, is_portal=found.role is None)


def _tell_of_new_device(login_id: int, visitor: Visitor) -> None:
    """Say so by email, unless it is the first time that somebody is here at all."""
    if throttle.known_device(login_id, visitor.device) is not None:
        return
    login = db.session.get_one(Login, login_id)
    if login.last_sign_in_at is not None:
        tell_of_new_device(login, device=device_name(visitor.browser) or "–", address=visitor.address)
