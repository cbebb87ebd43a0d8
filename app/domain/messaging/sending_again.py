"""What a person decides about email: to send some of it again, to go on after a pause."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from app.db import db, deed
from app.domain import clock
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.messaging import outbox
from app.domain.messaging.models import Email, EmailState, SendingPause

# Those that nothing moves any more by itself.
SENDABLE = (EmailState.FAILED, EmailState.UNKNOWN, EmailState.KEPT)


@deed
def send_again(email_ids: Collection[int], key: str, *, by: Actor) -> Act:
    """Send emails again that failed, or of which nobody knows whether they arrived: the single deed is this with one.

    The Message-ID stays, so that who has it already sees one email. Others among them are left as they are. The
    outcome says how many leave.
    """
    try:
        act = history.open_act(Deed.SEND_AGAIN, key, by=by, asked={"emails": sorted(email_ids)})
    except AlreadyDone as done:
        return done.act
    held = select(Email).where(Email.id.in_(email_ids), Email.state.in_(SENDABLE)).order_by(Email.id)
    emails = db.session.scalars(held.with_for_update().execution_options(populate_existing=True)).all()
    for email in emails:
        email.state, email.due_at, email.why = EmailState.QUEUED, clock.now(), None
        email.attempts = email.handed_over = 0
        email.refusal = None
        history.record(act, EventKind.EMAIL_SENT_AGAIN, email, party_id=email.party_id, name=email.to_name)
    act.outcome = {"changed": len(emails), "already": len(set(email_ids)) - len(emails)}
    outbox.wake_workers()
    return act


@deed
def go_on(key: str, *, by: Actor) -> Act:
    """End the pause of all sending: the mail server was seen to."""
    try:
        act = history.open_act(Deed.RESUME_SENDING, key, by=by)
    except AlreadyDone as done:
        return done.act
    open_pause = update(SendingPause).where(SendingPause.ended_at.is_(None))
    db.session.execute(
        open_pause.values(ended_at=clock.now(), ended_by=by.name), execution_options={"synchronize_session": False}
    )
    outbox.wake_workers()
    return act
