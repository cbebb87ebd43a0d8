"""The authenticator app of a test: it knows the key that the page showed."""

from __future__ import annotations

import pyotp

from app.db import db
from app.domain import clock
from app.domain.accounts import two_factor
from app.domain.history.actions import new_key
from app.domain.history.models import Act, Actor


def app_code(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or some seconds later."""
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + later)


def two_factor_on(by: Actor, *, session_id: int = 0) -> tuple[str, Act]:
    """A second factor that is confirmed: its key, and the act whose recovery codes are good."""
    assert by.id is not None
    two_factor.begin(by.id)
    setup = two_factor.setup_of(by.id, email="x@example.com", office="Portico")
    assert setup is not None
    db.session.commit()
    act = two_factor.confirm(app_code(setup.secret), new_key(), session_id=session_id, by=by)
    db.session.commit()
    return setup.secret, act
