"""The way of an email from *queued* to what the mail server answered (PRODUCT.md 7, SAFETY.md 20).

A worker takes a few emails on lease, and marks each as *sending* just before the server gets it. Whatever happens to
the worker, the table says what may have happened to the email: while the lease runs nobody else sends it, and one whose
lease ran out in *sending* is *unknown*. No email is handed to a server more than twice by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, update

from app.db import db, own_transaction
from app.domain import clock
from app.domain.accounts import links
from app.domain.accounts.models import OneUseLink
from app.domain.jobs.actions import UNCONFIRMED
from app.domain.messaging import addresses, bouncing
from app.domain.messaging.fields import HIDDEN_LINK
from app.domain.messaging.models import Email, EmailState, SendingPause, Why
from app.domain.messaging.templates import TEMPLATES

BATCH = 20
LEASE = timedelta(minutes=2)  # twice what the slowest server may take with one email
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
BEFORE_REPEAT = timedelta(minutes=5)
# So many refusals in the same words within this time: it is our own server that refuses, not their addresses.
SAME_WORDS, SAME_WORDS_WITHIN = 10, timedelta(hours=1)
PAUSED = exists().where(SendingPause.ended_at.is_(None))
UNSEEN = {"synchronize_session": False}  # nothing of it is in the session
_CLAIMED = Email.id, Email.claims, Email.attempts, Email.handed_over, Email.to_address

# "There is nobody here": RFC 5321 4.2.3 with RFC 3463 X.1.x (bad address) or 5.2.1 (mailbox switched off).
_NOBODY = re.compile(r"\b5\.(?:1\.\d{1,3}|2\.1)\b")


class Result(Enum):
    """What came of handing an email to a server."""

    TAKEN = auto()
    DEFERRED = auto()  # 4xx: later
    REFUSED = auto()  # 5xx: not at all
    UNREACHABLE = auto()  # no server there, or none that lets us in
    UNANSWERED = auto()  # it had all of it, and the line broke
    KEPT = auto()  # no server is set: the email stays here, to be read, and says so


_SETTLED = {Result.TAKEN: EmailState.SENT, Result.KEPT: EmailState.KEPT}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a server answered, and whether it was the address that it refused."""

    result: Result
    answer: str = ""
    code: int = 0
    at_recipient: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """An email in the hands of one worker; `claims` tells its lease from a later one."""

    id: int
    claims: int
    attempts: int
    handed_over: int
    to_address: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """An email as it goes out, each time the same. `link` is its one-use link, held by nobody else."""

    to_address: str
    subject: str
    html: str
    text: str
    message_id: str
    link: str
    unsubscribe_at: str  # where one says that one wants no more of them; empty where one cannot


def any_due() -> bool:
    """Whether there is anything to send. Reads only."""
    return db.session.scalar(select(Email.id).where(_is_due(clock.now())).limit(1)) is not None


def claim(limit: int = BATCH, lease: timedelta = LEASE) -> list[Claim]:
    """Take the emails that have been due longest, in a transaction of its own; first note whose lease ran out."""
    with own_transaction():
        now = clock.now()
        _give_up_lost(now)
        due = select(Email.id).where(_is_due(now)).order_by(Email.due_at, Email.id).limit(limit)
        ids = db.session.scalars(due.with_for_update(skip_locked=True)).all()
        taking = update(Email).where(Email.id.in_(ids)).values(lease_until=now + lease, claims=Email.claims + 1)
        taken = db.session.execute(taking.returning(*_CLAIMED), execution_options=UNSEEN)
        return sorted((Claim(*row) for row in taken), key=lambda claim: ids.index(claim.id))


def turn(settled: tuple[Claim, Outcome] | None, following: Claim | None, lease: timedelta = LEASE) -> Leaving | None:
    """Note what came of one email, and that the next is about to be sent: one transaction for both.

    What goes out for the next one; None when it must not be sent, for it is not ours any more, or leads nowhere.
    """
    with own_transaction():
        if settled:
            _settle(*settled)
        return _leave(following, lease) if following else None


def hand_back(claims: list[Claim]) -> None:
    """The worker stops: what it had not begun is due for the others at once."""
    ids = [claim.id for claim in claims]
    with own_transaction():
        waiting = update(Email).where(Email.id.in_(ids), Email.state != EmailState.SENDING)
        db.session.execute(waiting.values(lease_until=None), execution_options=UNSEEN)


def server_answers() -> None:
    """A server is there again: what waited for one need not wait any longer."""
    waiting = (
        Email.state.in_((EmailState.QUEUED, EmailState.UNKNOWN)),
        Email.waits_for_server,
        Email.due_at.is_not(None),
    )
    if db.session.scalar(select(Email.id).where(*waiting).limit(1)) is not None:
        with own_transaction():
            _write(and_(*waiting), waits_for_server=False, due_at=clock.now())


def leave_to_somebody(before: datetime) -> None:
    """What waited in a backup may have been sent since: somebody decides, and nothing of it leaves by itself."""
    waited = Email.state.in_((EmailState.QUEUED, EmailState.SENDING, EmailState.UNKNOWN)), Email.queued_at <= before
    _write(and_(*waited), state=EmailState.UNKNOWN, due_at=None, lease_until=None)


def is_nobody(outcome: Outcome) -> bool:
    """Whether a refusal says that there is nobody at the address: 550, 551 or 553 with 5.1.x, or 5.2.1, at RCPT."""
    if outcome.result is not Result.REFUSED or not outcome.at_recipient or outcome.code not in (550, 551, 553):
        return False
    return _NOBODY.search(outcome.answer) is not None


def same_words(answer: str, address: str) -> str:
    """A refusal without what is of one email only, to see whether all are refused in the same words."""
    return re.sub(r"\d{5,}|[0-9A-F]{8,}", "…", answer.replace(address, "…"), flags=re.IGNORECASE)[:200]


def _is_due(now: datetime) -> ColumnElement[bool]:
    waits = and_(
        Email.state.in_((EmailState.QUEUED, EmailState.UNKNOWN)),
        Email.due_at <= now,
        or_(Email.lease_until.is_(None), Email.lease_until < now),
    )
    lost = and_(Email.state == EmailState.SENDING, Email.lease_until < now)
    return and_(or_(waits, lost), not_(UNCONFIRMED), not_(PAUSED))


def _give_up_lost(now: datetime) -> None:
    """Whoever was killed while sending left an email behind of which nobody knows whether it arrived."""
    lost = select(Email).where(Email.state == EmailState.SENDING, Email.lease_until < now)
    for email in db.session.scalars(lost.with_for_update(skip_locked=True)):
        _settle_unanswered(email, "")
    db.session.flush()


def _ours(claim: Claim) -> ColumnElement[bool]:
    return and_(Email.id == claim.id, Email.claims == claim.claims)


def _leave(claim: Claim, lease: timedelta) -> Leaving | None:
    """Mark an email as being sent, and read it."""
    still = and_(_ours(claim), Email.state.in_((EmailState.QUEUED, EmailState.UNKNOWN)))
    if not _write(still, state=EmailState.SENDING, lease_until=clock.now() + lease, attempts=claim.attempts + 1):
        return None
    columns = Email.template, Email.subject, Email.html, Email.text, Email.message_id, Email.link_id
    template, subject, html, text, message_id, link_id = db.session.execute(select(*columns).where(_ours(claim))).one()
    link = db.session.get(OneUseLink, link_id) if link_id else None
    if HIDDEN_LINK in text and not (link and links.is_good(link)):
        _drop(claim)
        return None
    is_notice = not TEMPLATES[template].is_security and link_id is None
    return Leaving(
        claim.to_address,
        subject,
        html,
        text,
        message_id,
        link=addresses.set_password(links.token_of(link)) if link else "",
        unsubscribe_at=addresses.account() if is_notice else "",
    )


def _drop(claim: Claim) -> None:
    """The link of this email opens nothing any more: nobody is to be led there."""
    suppressed = {"state": EmailState.SUPPRESSED, "why": Why.NO_ACCESS, "attempts": claim.attempts}
    _write(_ours(claim), **suppressed, due_at=None, lease_until=None, settled_at=clock.now())


def _settle(claim: Claim, outcome: Outcome) -> None:
    """What took too long and was given up as unknown meanwhile stands."""
    held = and_(_ours(claim), Email.state == EmailState.SENDING)
    if outcome.result in _SETTLED:
        _write(
            held,
            state=_SETTLED[outcome.result],
            due_at=None,
            lease_until=None,
            answer=outcome.answer[:1000],
            settled_at=clock.now(),
            waits_for_server=False,
        )
        if outcome.result is Result.TAKEN:
            bouncing.clear(claim.to_address)
        return
    email = db.session.scalar(select(Email).where(held).with_for_update().execution_options(populate_existing=True))
    if email is None:
        return
    email.lease_until, email.answer, email.settled_at = None, outcome.answer[:1000], clock.now()
    email.waits_for_server = outcome.result is Result.UNREACHABLE
    match outcome.result:
        case Result.UNANSWERED:
            _settle_unanswered(email, outcome.answer)
        case Result.REFUSED if email.handed_over == 0:
            email.state, email.due_at = EmailState.FAILED, None
            _note_refusal(email, outcome)
        case Result.REFUSED:
            email.state, email.due_at = EmailState.UNKNOWN, None  # the first one may have arrived
        case _:
            _try_later(email)
    db.session.flush()


def _settle_unanswered(email: Email, answer: str) -> None:
    """It may have arrived. Once more by itself, under the same Message-ID; after that somebody decides."""
    email.state, email.lease_until, email.handed_over = EmailState.UNKNOWN, None, email.handed_over + 1
    email.due_at = clock.now() + BEFORE_REPEAT if email.handed_over == 1 else None
    email.answer, email.settled_at = answer[:1000], clock.now()


def _try_later(email: Email) -> None:
    """After 1 min, 5 min, 30 min, 2 h, 12 h; after that it has failed."""
    before = EmailState.UNKNOWN if email.handed_over else EmailState.QUEUED
    if email.attempts <= len(PAUSES):
        email.state, email.due_at = before, clock.now() + PAUSES[email.attempts - 1]
    else:
        email.state, email.due_at = EmailState.UNKNOWN if email.handed_over else EmailState.FAILED, None


def _note_refusal(email: Email, outcome: Outcome) -> None:
    email.refusal = same_words(outcome.answer, email.to_address)
    db.session.flush()
    since = clock.now() - SAME_WORDS_WITHIN
    alike = select(func.count()).where(Email.refusal == email.refusal, Email.settled_at > since)
    if (db.session.scalar(alike) or 0) >= SAME_WORDS:
        bouncing.clear_refused(email.refusal)
        if not db.session.scalar(select(PAUSED)):
            db.session.add(SendingPause(answer=outcome.answer[:1000]))
    elif is_nobody(outcome):
        bouncing.mark(email.to_address, outcome.answer[:1000], email.refusal)


def _write(which: ColumnElement[bool], **values: Any) -> bool:
    written = db.session.execute(update(Email).where(which).values(**values), execution_options=UNSEEN)
    return bool(written.rowcount)  # type: ignore[attr-defined]
