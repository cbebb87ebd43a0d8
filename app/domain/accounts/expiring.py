"""What has no say any more about who is in: it leaves the tables after a while in which somebody may look at it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_

from app.db import db
from app.domain import clock
from app.domain.accounts import sessions
from app.domain.accounts.models import KnownDevice, LoginSession, OneUseLink
from app.domain.accounts.throttle import DEVICE_LIFE

KEPT = timedelta(days=90)


def forget_what_is_over() -> None:
    """Links and sessions that ended three months ago go, in the caller's transaction, and browsers without a cookie."""
    now = clock.now()
    opened_before = now - KEPT - sessions.limits.life
    db.session.execute(delete(OneUseLink).where(OneUseLink.expires_at < now - KEPT))
    db.session.execute(
        delete(LoginSession).where(or_(LoginSession.ended_at < now - KEPT, LoginSession.created_at < opened_before))
    )
    db.session.execute(delete(KnownDevice).where(KnownDevice.created_at < now - DEVICE_LIFE))
