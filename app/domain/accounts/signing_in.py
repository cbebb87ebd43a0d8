"""Whose login an email is, and the end of a session by one's own hand."""

from __future__ import annotations

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from app.db import db, deed
from app.domain.accounts import sessions
from app.domain.accounts.models import Login
from app.domain.accounts.permissions import StaffRole
from app.domain.errors import N_, RuleViolation


@dataclass(frozen=True, slots=True)
class Credentials:
    """What stands behind an email. For nobody's, everything is empty."""

    login_id: int | None = None
    password_hash: str | None = None
    role: StaffRole | None = None
    is_on: bool = False


def email_key(email: str) -> str:
    """The email by which a login is found: case does not count."""
    return email.replace("\0", "").strip().casefold()


def checked_email(email: str, *, field: str = "email") -> str:
    """An email as it will be stored. Raises RuleViolation when it is none."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise RuleViolation(N_("This is not an email address."), field=field) from None


def credentials_of(email: str) -> Credentials:
    """What stands behind an email."""
    row = db.session.execute(_CREDENTIALS.where(Login.email_key == email_key(email))).first()
    return Credentials(*row) if row else Credentials()


def credentials_with_id(login_id: int) -> Credentials:
    """What stands behind a login; for none that is there, nothing."""
    row = db.session.execute(_CREDENTIALS.where(Login.id == login_id)).first()
    return Credentials(*row) if row else Credentials()


_CREDENTIALS = select(Login.id, Login.password_hash, Login.role, Login.is_on)


@deed
def sign_out(session_id: int) -> None:
    """End the session in hand."""
    sessions.end(session_id)
