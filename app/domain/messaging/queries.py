"""What Settings → Sent email reads: the log of the outbox, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from app.db import db
from app.domain.accounts import links
from app.domain.accounts.models import OneUseLink
from app.domain.errors import NotFound
from app.domain.messaging import addresses
from app.domain.messaging.models import Email, EmailState, SendingPause, Why
from app.domain.messaging.templates import TemplateKey

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class EmailCriteria:
    """What the reader of the log asked to see."""

    state: EmailState | None = None
    template: TemplateKey | None = None
    q: str = ""  # part of an address or a name
    after: int | None = None  # an id: those older than it
    before: int | None = None  # those newer


@dataclass(frozen=True, slots=True)
class EmailLine:
    """One email as the log lists it."""

    id: int
    template: TemplateKey
    state: EmailState
    why: Why | None
    to_name: str
    to_address: str
    subject: str
    answer: str
    queued_at: datetime
    due_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class EmailPage:
    """A page of the log, and the ids that its neighbours begin at."""

    emails: list[EmailLine]
    before: int | None
    after: int | None


_LINE = (
    Email.id,
    Email.template,
    Email.state,
    Email.why,
    Email.to_name,
    Email.to_address,
    Email.subject,
    Email.answer,
    Email.queued_at,
    Email.due_at,
    Email.settled_at,
)


def page_of_emails(criteria: EmailCriteria) -> EmailPage:
    """A page of the log. One more than it holds is read, to know whether another follows."""
    lines = _matching(criteria)
    if criteria.before is not None:
        found = db.session.execute(lines.where(Email.id > criteria.before).order_by(Email.id).limit(PER_PAGE + 1))
        newer = [EmailLine(*row) for row in found]
        emails = newer[:PER_PAGE][::-1]
        return EmailPage(emails, _first(emails) if len(newer) > PER_PAGE else None, _last(emails))
    if criteria.after is not None:
        lines = lines.where(Email.id < criteria.after)
    older = [EmailLine(*row) for row in db.session.execute(lines.order_by(Email.id.desc()).limit(PER_PAGE + 1))]
    emails = older[:PER_PAGE]
    before = _first(emails) if criteria.after is not None else None
    return EmailPage(emails, before, _last(emails) if len(older) > PER_PAGE else None)


def email_with_id(email_id: int) -> Email:
    """One email of the log. Raises NotFound."""
    found = db.session.get(Email, email_id)
    if found is None:
        raise NotFound(email_id)
    return found


def link_of(email: Email) -> str:
    """The one-use link of an email in full, if it has one: for admins, where no mail server is set (SAFETY.md 8)."""
    link = db.session.get(OneUseLink, email.link_id) if email.link_id else None
    return addresses.set_password(links.token_of(link)) if link else ""


def waiting_and_failed() -> dict[EmailState, int]:
    """How many emails are on their way, and how many somebody should look at."""
    states = (EmailState.QUEUED, EmailState.SENDING, EmailState.FAILED, EmailState.UNKNOWN)
    counted = select(Email.state, func.count()).where(Email.state.in_(states)).group_by(Email.state)
    return dict(db.session.execute(counted).all())


def pause() -> SendingPause | None:
    """The pause of all sending, while there is one."""
    return db.session.scalar(select(SendingPause).where(SendingPause.ended_at.is_(None)))


def _matching(criteria: EmailCriteria) -> Any:
    lines: Any = select(*_LINE)
    if criteria.state:
        lines = lines.where(Email.state == criteria.state)
    if criteria.template:
        lines = lines.where(Email.template == criteria.template)
    if criteria.q:
        columns, spellings = (Email.to_address, Email.to_name), _spellings(criteria.q)
        lines = lines.where(or_(*(each.icontains(q, autoescape=True) for each in columns for q in spellings)))
    return lines


def _spellings(q: str) -> set[str]:
    """How a name may be written whose case does not count: SQLite knows the capitals of English alone."""
    return {q} if q.isascii() else {q, q.lower(), q.upper(), q.title()}


def _first(emails: list[EmailLine]) -> int | None:
    return emails[0].id if emails else None


def _last(emails: list[EmailLine]) -> int | None:
    return emails[-1].id if emails else None
