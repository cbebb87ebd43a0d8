"""The second factor: an authenticator app (TOTP, RFC 6238), and recovery codes for when it is lost.

Neither a table nor a backup holds a secret: it follows from the login, a nonce and the application's own secret.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete, exists, func, select, update

from app.db import db, deed
from app.domain import clock
from app.domain.accounts import sessions, throttle
from app.domain.accounts.models import Login, RecoveryCode, TwoFactor
from app.domain.accounts.proving import Proof, prove
from app.domain.accounts.secret import keyed
from app.domain.accounts.throttle import Asker
from app.domain.errors import N_, NotFound, RuleViolation
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind

STEP = 30  # seconds that a code is shown
DRIFT = 1  # steps by which the phone's clock may be off, either way
HOW_MANY = 10  # recovery codes
WRONG_CODE = N_("This code is not right, or was used before. Wait for the next one.")
IS_OFF = N_("Sign-in with a code is not on.")


@dataclass(frozen=True, slots=True)
class Setup:
    """What the authenticator app is told: as an address for its camera, and as text for a keyboard."""

    uri: str
    secret: str


@dataclass(frozen=True, slots=True)
class Protection:
    """A second factor that is on: since when, and how many recovery codes are left."""

    since: datetime
    codes_left: int


def protection_of(login_id: int) -> Protection | None:
    """The second factor of a login; none until it was confirmed."""
    left = select(func.count()).where(RecoveryCode.login_id == login_id, RecoveryCode.used_at.is_(None))
    asked = select(TwoFactor.confirmed_at, left.scalar_subquery())
    row = db.session.execute(asked.where(TwoFactor.login_id == login_id, TwoFactor.confirmed_at.is_not(None))).first()
    return Protection(row[0], row[1]) if row and row[0] else None


def is_on(login_id: int) -> bool:
    """Whether signing in to this login takes a code."""
    return bool(db.session.scalar(select(exists().where(TwoFactor.login_id == login_id, _CONFIRMED))))


def setup_of(login_id: int, *, email: str, office: str) -> Setup | None:
    """What the app is told, once a setup was begun and until it is confirmed."""
    begun = select(TwoFactor.nonce).where(TwoFactor.login_id == login_id, TwoFactor.confirmed_at.is_(None))
    nonce = db.session.scalar(begun)
    if nonce is None:
        return None
    secret = _secret_of(login_id, nonce)
    return Setup(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=office), secret)


@deed
def begin(login_id: int) -> None:
    """Begin to set it up, or begin anew: the app is told another secret. It asks nothing of anybody yet.

    Raises RuleViolation when it is on already.
    """
    db.session.get_one(Login, login_id, with_for_update=True)
    if is_on(login_id):
        raise RuleViolation(N_("Sign-in with a code is on already."))
    db.session.execute(delete(TwoFactor).where(TwoFactor.login_id == login_id))
    db.session.add(TwoFactor(login_id=login_id, nonce=secrets.token_urlsafe(24)))


def confirm(code: str, key: str, *, session_id: int, by: Actor) -> Act:
    """Switch it on with a code that the app shows. Every other session of one's own ends (SAFETY.md 6).

    The recovery codes of the act are `recovery_codes`. Raises RuleViolation at `code`, MustWait.
    """
    assert by.id is not None
    if (act := history.done_before(Deed.ADD_TWO_FACTOR, key, {"login": by.id})) is not None:
        return act  # a form that was sent twice: its code is used up
    who = asker(by.id, f"login {by.id}", device_id=None)
    return _confirm(code, key, session_id=session_id, forgiving=(throttle.count_try(who), who), by=by)


@deed
def _confirm(code: str, key: str, *, session_id: int, forgiving: tuple[int, Asker], by: Actor) -> Act:
    login = db.session.get_one(Login, by.id, with_for_update=True, populate_existing=True)
    try:
        act = history.open_act(Deed.ADD_TWO_FACTOR, key, by=by, asked={"login": login.id})
    except AlreadyDone as done:
        return done.act
    factor = db.session.scalar(select(TwoFactor).where(TwoFactor.login_id == login.id).with_for_update())
    if factor is None or factor.confirmed_at:
        raise RuleViolation(N_("Begin to set it up again, please."))
    if not _takes_step(factor, code):
        raise RuleViolation(WRONG_CODE, field="code")
    throttle.forgive(*forgiving)
    factor.confirmed_at = clock.now()
    _keep_codes(login.id, act)
    sessions.end_all_of(login.id, but=session_id)
    history.record(act, EventKind.TWO_FACTOR_ADDED, login, name=login.name)
    return act


def renew_codes(password: str, key: str, *, by: Actor) -> Act:
    """Ten other recovery codes; the former ones open nothing any more. Asks the password.

    Raises RuleViolation at `password`, MustWait.
    """
    assert by.id is not None
    return _renew(prove(by.id, password), key, by=by)


@deed
def _renew(proof: Proof, key: str, *, by: Actor) -> Act:
    login = db.session.get_one(Login, by.id, with_for_update=True, populate_existing=True)
    proof.take(login, field="password")
    try:
        act = history.open_act(Deed.RENEW_RECOVERY_CODES, key, by=by, asked={"login": login.id})
    except AlreadyDone as done:
        return done.act
    if not is_on(login.id):
        raise RuleViolation(IS_OFF)
    _keep_codes(login.id, act)
    history.record(act, EventKind.RECOVERY_CODES_RENEWED, login, name=login.name)
    return act


def switch_off(password: str, key: str, *, session_id: int, by: Actor) -> Act:
    """Switch off one's own. Asks the password; every other session ends. Raises RuleViolation, MustWait."""
    assert by.id is not None
    return _switch_off(prove(by.id, password), key, session_id=session_id, by=by)


@deed
def _switch_off(proof: Proof, key: str, *, session_id: int, by: Actor) -> Act:
    login = db.session.get_one(Login, by.id, with_for_update=True, populate_existing=True)
    proof.take(login, field="password")
    return _remove(login, key, keeping=session_id, by=by)


@deed
def take_away(login_id: int, key: str, *, by: Actor, party_id: int | None = None) -> Act:
    """Switch off somebody's who has lost phone and codes: all their sessions end. Admins only.

    Raises NotFound, RuleViolation.
    """
    login = db.session.get(Login, login_id, with_for_update=True, populate_existing=True)
    if login is None:
        raise NotFound(login_id)
    return _remove(login, key, keeping=None, party_id=party_id, by=by)


def recovery_codes(login_id: int, act: Act) -> list[str]:
    """The codes that an act made. They follow from its key, so that nothing has to hold them until they are read."""
    return [_code_of(login_id, act.key, place) for place in range(HOW_MANY)]


def asker(login_id: int, address: str, *, device_id: int | None) -> Asker:
    """Against whom a wrong code counts: apart from passwords, and as they are."""
    return throttle.asker(f"second factor {login_id}", address, device_id=device_id)


def takes(login_id: int, code: str) -> bool:
    """Whether a code, of the app or a recovery code, lets somebody in now; and then it is used up.

    Called within the deed that lets them in: of two with the same code the second waits, and finds it used.
    """
    held = select(TwoFactor).where(TwoFactor.login_id == login_id, _CONFIRMED).with_for_update()
    factor = db.session.scalar(held.execution_options(populate_existing=True))
    if factor is None:
        return False
    return _takes_step(factor, code) or _takes_recovery(login_id, code)


_CONFIRMED = TwoFactor.confirmed_at.is_not(None)


def _takes_step(factor: TwoFactor, code: str) -> bool:
    """A code of the app: of this step or its neighbours, and of none that was used (RFC 6238, 5.2)."""
    totp = pyotp.TOTP(_secret_of(factor.login_id, factor.nonce))
    typed, now = "".join(code.split()), int(clock.now().timestamp()) // STEP
    for step in range(now - DRIFT, now + DRIFT + 1):
        is_it = hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode())
        if is_it and step > factor.last_step:
            factor.last_step = step
            return True
    return False


def _takes_recovery(login_id: int, code: str) -> bool:
    unused = RecoveryCode.login_id == login_id, RecoveryCode.used_at.is_(None)
    using = update(RecoveryCode).where(*unused, RecoveryCode.code_hash == _hash_of(login_id, code))
    return db.session.scalar(using.values(used_at=clock.now()).returning(RecoveryCode.id)) is not None


def _remove(login: Login, key: str, *, keeping: int | None, by: Actor, party_id: int | None = None) -> Act:
    try:
        act = history.open_act(Deed.REMOVE_TWO_FACTOR, key, by=by, asked={"login": login.id})
    except AlreadyDone as done:
        return done.act
    if not is_on(login.id):
        raise RuleViolation(IS_OFF)
    db.session.execute(delete(TwoFactor).where(TwoFactor.login_id == login.id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.login_id == login.id))
    sessions.end_all_of(login.id, but=keeping)
    history.record(act, EventKind.TWO_FACTOR_REMOVED, login, party_id=party_id, name=login.name)
    return act


def _keep_codes(login_id: int, act: Act) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.login_id == login_id))
    codes = recovery_codes(login_id, act)
    db.session.add_all(RecoveryCode(login_id=login_id, code_hash=_hash_of(login_id, code)) for code in codes)


def _secret_of(login_id: int, nonce: str) -> str:
    """160 bits in base32, as authenticator apps take them (RFC 4226, 4)."""
    return base64.b32encode(keyed("two-factor", str(login_id), nonce)[:20]).decode()


def _code_of(login_id: int, key: str, place: int) -> str:
    letters = base64.b32encode(keyed("recovery code", str(login_id), key, str(place))[:10]).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def _hash_of(login_id: int, code: str) -> str:
    """What is stored: 80 bits of their own need no slow hash."""
    typed = "".join(letter for letter in code.lower() if letter.isalnum())
    return keyed("recovery code hash", str(login_id), typed).hex()
