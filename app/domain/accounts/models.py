from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, word_of
from app.domain import clock
from app.domain.accounts.permissions import StaffRole


class Theme(StrEnum):
    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Density(StrEnum):
    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class Login(Model):
    """An email and a password that open the desk (with a role) or the portal (without one).

    An email is the login of at most one person, whatever its case: `email_key` is unique.
    """

    __tablename__ = "login"
    __table_args__ = ({"sqlite_autoincrement": True},)  # acts name their login long after it is gone

    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    role: Mapped[StaffRole | None] = mapped_column(word_of(StaffRole))
    is_on: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str | None] = mapped_column(String(8))
    theme: Mapped[Theme] = mapped_column(word_of(Theme), default=Theme.AUTO)
    density: Mapped[Density] = mapped_column(word_of(Density), default=Density.COMFORTABLE)
    columns: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))  # of the client list; None: its own
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_sign_in_at: Mapped[datetime | None]
    last_client_id: Mapped[int | None] = mapped_column(info={"refers": "party"})  # where /portal leads to
    is_demo: Mapped[bool] = mapped_column(default=False)


class LoginSession(Model):
    """One open (or ended) session: the cookie holds a random token, the row its hash."""

    __tablename__ = "login_session"
    __table_args__ = (Index("ix_login_session_login_id", "login_id", "ended_at"),)

    login_id: Mapped[int] = mapped_column(ForeignKey(Login.id, ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    address: Mapped[str] = mapped_column(String(64), default="")
    device: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None]
    # Whose portal an admin looks at in this session, reading only.
    viewing_id: Mapped[int | None] = mapped_column(ForeignKey(Login.id, ondelete="SET NULL"), index=True)


class TwoFactor(Model):
    """A second factor: an authenticator app shares a secret that follows from `nonce` and the application's key.

    Neither this table nor a backup holds the secret itself.
    """

    __tablename__ = "two_factor"

    login_id: Mapped[int] = mapped_column(ForeignKey(Login.id, ondelete="CASCADE"), unique=True)
    nonce: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[datetime | None]  # until then it asks nothing of anybody
    last_step: Mapped[int] = mapped_column(default=0)  # the time step of the last code: each is good once (RFC 6238)


class RecoveryCode(Model):
    """One of the codes that stand in for the app when it is lost. Kept as a hash, good once."""

    __tablename__ = "recovery_code"

    login_id: Mapped[int] = mapped_column(ForeignKey(Login.id, ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class LinkPurpose(StrEnum):
    SET_PASSWORD = "set password"  # noqa: S105  (a purpose, not a secret)
    RESET_PASSWORD = "reset password"  # noqa: S105


class OneUseLink(Model):
    """A link that sets a password, once. What it says follows from `nonce` and the application's key: neither this
    table nor the outbox holds it, and by its hash it is found.
    """

    __tablename__ = "one_use_link"

    login_id: Mapped[int] = mapped_column(ForeignKey(Login.id, ondelete="CASCADE"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(word_of(LinkPurpose))
    nonce: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    dead_since: Mapped[datetime | None]  # a newer one, another password, another email


class KnownDevice(Model):
    """A browser that has signed in to this login before: others' failures do not slow it down."""

    __tablename__ = "known_device"

    login_id: Mapped[int] = mapped_column(ForeignKey(Login.id, ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class SignInFailure(Model):
    """A wrong password, counted for 15 minutes against the account and the address it came from."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_account", "account", "at"),
        Index("ix_sign_in_failure_address", "address", "at"),
    )

    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    account: Mapped[str] = mapped_column(String(64))  # a hash: an address typed by mistake may be a password
    address: Mapped[str] = mapped_column(String(64))
    device_id: Mapped[int | None]  # the known device, when it is one
