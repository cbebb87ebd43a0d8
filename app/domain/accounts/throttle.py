"""What slows down guessing: failures are counted, and beyond a number each makes the next try wait longer.

Nobody is ever locked out: the longest wait is a minute, and a device that has signed in before has a count of its
own, so that others' failures do not slow it down.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import ColumnElement, delete, func, or_, select

from app.db import db, is_postgresql, own_transaction
from app.domain import clock
from app.domain.accounts.models import KnownDevice, SignInFailure
from app.domain.accounts.sessions import hash_of
from app.domain.errors import NN_, RuleViolation, count

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10  # of a known device, too
PER_ADDRESS = 50
LONGEST_WAIT = 60  # seconds
DEVICE_LIFE = timedelta(days=400)  # browsers keep no cookie for longer
_QUEUE = 7217  # the advisory lock of those who try; any number that nothing else uses


class MustWait(RuleViolation):
    """Too many tries. Carries how many seconds to wait; answered 429 with Retry-After."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            count(
                NN_(
                    "Too many tries. Wait %(n)s second, then try again.",
                    "Too many tries. Wait %(n)s seconds, then try again.",
                ),
                seconds,
            )
        )


@dataclass(frozen=True, slots=True)
class Asker:
    """Against whom a try counts: the account and the address, or the known device alone."""

    account: str
    address: str
    device_id: int | None


def asker(email_key: str, address: str, *, device_id: int | None) -> Asker:
    """Who tries. The account is kept as a hash: what was typed there by mistake may be a password."""
    return Asker(hashlib.sha256(email_key.encode()).hexdigest(), _network_of(address), device_id)


def count_try(who: Asker) -> int:
    """Count a try as a failure before it is looked at, so that many at once count too; `forgive` takes it back.

    Returns the failure's id. Raises MustWait, and then nothing is written: a flood of tries costs reads only.
    """
    _refuse_early_bird(who)
    with own_transaction():
        if is_postgresql():  # one after the other, as on SQLite
            db.session.execute(select(func.pg_advisory_xact_lock(_QUEUE)))
        _refuse_early_bird(who)
        db.session.execute(delete(SignInFailure).where(SignInFailure.at <= clock.now() - WINDOW))
        failure = SignInFailure(account=who.account, address=who.address, device_id=who.device_id, at=clock.now())
        db.session.add(failure)
        db.session.flush()
        return failure.id


def forgive(failure_id: int, who: Asker) -> None:
    """It was no failure. A known device's count begins anew; those of account and address keep their other failures."""
    right = SignInFailure.id == failure_id
    if who.device_id is not None:
        right = or_(right, SignInFailure.device_id == who.device_id)
    db.session.execute(delete(SignInFailure).where(right))


def known_device(login_id: int | None, token: str | None) -> int | None:
    """The id under which a browser is known to a login, if it is."""
    device = select(KnownDevice.id).where(KnownDevice.token_hash == _mark(login_id, token))
    return db.session.scalar(device.where(KnownDevice.created_at > clock.now() - DEVICE_LIFE))


def remember_device(login_id: int, token: str | None) -> str:
    """Know this browser again when it signs in to this login. Returns the token that its cookie holds.

    One browser has one token, whoever signs in there: each login marks it by a hash of its own.
    """
    token = token or secrets.token_urlsafe(32)
    forgotten = KnownDevice.created_at <= clock.now() - DEVICE_LIFE
    db.session.execute(delete(KnownDevice).where(KnownDevice.login_id == login_id, forgotten))
    if known_device(login_id, token) is None:
        db.session.add(KnownDevice(login_id=login_id, token_hash=_mark(login_id, token)))
    return token


def _refuse_early_bird(who: Asker) -> None:
    if who.device_id is not None:
        wait = _wait(PER_ACCOUNT, SignInFailure.device_id == who.device_id)
    else:
        wait = max(
            _wait(PER_ACCOUNT, SignInFailure.device_id.is_(None), SignInFailure.account == who.account),
            _wait(PER_ADDRESS, SignInFailure.device_id.is_(None), SignInFailure.address == who.address),
        )
    if wait > 0:
        raise MustWait(wait)


def _wait(limit: int, *of: ColumnElement[bool]) -> int:
    """How many seconds are left of the wait that the failures of the last 15 minutes earned: 2, 4, 8 … 60."""
    now = clock.now()
    counted = select(func.count(), func.max(SignInFailure.at)).where(SignInFailure.at > now - WINDOW, *of)
    failures, last = db.session.execute(counted).one()
    if failures < limit:
        return 0
    pause = min(2.0 ** (failures - limit + 1), LONGEST_WAIT)
    return math.ceil(pause - (now - last).total_seconds())


def _mark(login_id: int | None, token: str | None) -> str:
    return hash_of(f"{login_id or 0}:{token or ''}")


def _network_of(address: str) -> str:
    """The address that is counted. Whoever has one IPv6 address has 2^64 of them, so these count together."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
