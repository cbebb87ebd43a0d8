"""Sessions are rows: opened at sign-in, ended by sign-out, a new password, a changed role, or a closed client."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from app.db import db
from app.domain import clock
from app.domain.accounts.models import Density, Login, LoginSession, Theme
from app.domain.accounts.permissions import StaffRole

SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives: without a click, and at all."""

    idle: timedelta = timedelta(hours=12)
    life: timedelta = timedelta(days=30)


limits = Limits()


def set_limits(idle: timedelta, life: timedelta) -> None:
    """Set both limits, once, at start."""
    global limits
    limits = Limits(idle, life)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that is open, with the login it belongs to."""

    id: int
    login_id: int
    name: str
    email: str
    role: StaffRole | None
    language: str | None
    theme: Theme
    density: Density
    columns: list[str] | None
    last_seen_at: datetime
    last_client_id: int | None
    viewing_id: int | None  # the login whose portal an admin looks at


def hash_of(token: str) -> str:
    """What is stored of a random token. It has 256 bits of its own, so that one fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(login_id: int, *, address: str, device: str) -> str:
    """Open a session for a login and return its token, which only the cookie will hold."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        LoginSession(login_id=login_id, token_hash=hash_of(token), address=address[:64], device=device[:200])
    )
    db.session.execute(update(Login).where(Login.id == login_id).values(last_sign_in_at=clock.now()))
    db.session.flush()
    return token


# Asked at every request, and so put together once.
_OPEN = (
    select(
        LoginSession.id,
        Login.id,
        Login.name,
        Login.email,
        Login.role,
        Login.language,
        Login.theme,
        Login.density,
        Login.columns,
        LoginSession.last_seen_at,
        Login.last_client_id,
        LoginSession.viewing_id,
    )
    .join(Login, Login.id == LoginSession.login_id)
    .where(
        LoginSession.token_hash == bindparam("token_hash"),
        LoginSession.ended_at.is_(None),
        LoginSession.last_seen_at > bindparam("seen_after"),
        LoginSession.created_at > bindparam("opened_after"),
        Login.is_on,
    )
)


def find_open(token: str) -> OpenSession | None:
    """The open session of a token: not ended, not idle for too long, not too old, its login switched on."""
    now = clock.now()
    asked = {"token_hash": hash_of(token), "seen_after": now - limits.idle, "opened_after": now - limits.life}
    row = db.session.execute(_OPEN, asked).first()
    return OpenSession(*tuple(row)) if row else None


def login_of(token: str) -> int | None:
    """Whose session a token opened, whether that is over or not. It says who somebody was, and opens nothing."""
    return db.session.scalar(select(LoginSession.login_id).where(LoginSession.token_hash == hash_of(token)))


def sessions_of(login_id: int) -> Sequence[LoginSession]:
    """The open sessions of a login, the latest first."""
    now = clock.now()
    return db.session.scalars(
        select(LoginSession)
        .where(
            LoginSession.login_id == login_id,
            LoginSession.ended_at.is_(None),
            LoginSession.last_seen_at > now - limits.idle,
            LoginSession.created_at > now - limits.life,
        )
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id.desc())
    ).all()


def end(session_id: int) -> None:
    """End one session. It cannot be opened again."""
    db.session.execute(
        update(LoginSession)
        .where(LoginSession.id == session_id, LoginSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_all_of(login_id: int, *, but: int | None = None) -> None:
    """End every session of a login, but the one in hand."""
    ending = update(LoginSession).where(LoginSession.login_id == login_id, LoginSession.ended_at.is_(None))
    if but is not None:
        ending = ending.where(LoginSession.id != but)
    db.session.execute(ending.values(ended_at=clock.now()))


def is_due(session: OpenSession) -> bool:
    """Whether the session's last-seen time is old enough to be moved."""
    return clock.now() - session.last_seen_at >= SEEN_EVERY


def touch(session_id: int) -> None:
    """Move the last-seen time to now."""
    db.session.execute(update(LoginSession).where(LoginSession.id == session_id).values(last_seen_at=clock.now()))


def view_as(session_id: int, login_id: int | None) -> None:
    """Let a session show the portal of a login; of nobody any more with None."""
    db.session.execute(update(LoginSession).where(LoginSession.id == session_id).values(viewing_id=login_id))
