"""Leaving an email to be sent: in the transaction of the act that causes it, its words frozen there."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import event, update
from sqlalchemy.orm import Session

from app.db import Base, db, insert_if_new
from app.domain import clock
from app.domain.accounts.models import OneUseLink
from app.domain.history.models import Act
from app.domain.messaging import addresses
from app.domain.messaging.composing import Composed, Occasion, Recipient, Value, compose
from app.domain.messaging.models import Email, EmailState, Why
from app.domain.messaging.templates import TemplateKey
from app.domain.messaging.wordings import is_on, wording_of
from app.domain.office import queries as offices

_LEFT = "an email was left"

# Set when this process has committed an email, so that its own worker need not wait for the next look at the table.
woken = threading.Event()


@dataclass(frozen=True, slots=True)
class Letter:
    """One email to be written: to whom, with which values, and what it is about."""

    to: Recipient
    values: Mapping[str, Value] = field(default_factory=dict)
    party_id: int | None = None
    about: Base | None = None
    once: str | None = None  # what *once* means; a second one is not written


def leave(
    template: TemplateKey,
    letters: Iterable[Letter],
    *,
    act: Act | None = None,
    link: OneUseLink | None = None,
    due_at: datetime | None = None,
    is_test: bool = False,
) -> list[EmailState]:
    """Write these emails into the outbox, in the caller's transaction; they leave once it is committed, or at `due_at`.

    Each is composed now, in its recipient's language. Where the template is off it is kept as *suppressed*, where
    there is no address as *no recipient*, so that the log says what was not sent and why. A test is written whether the
    template is on or off, and the values hold an example of its link. Returns what became of each. One statement,
    however many there are.
    """
    writer = _Writer(template, link, is_test=is_test)
    rows = [writer.row(letter, act=act, due_at=due_at) for letter in letters]
    if rows:
        _insert(rows)
    return [row["state"] for row in rows]


def suppress(act_id: int) -> None:
    """The act that caused them was taken back: of its emails, those that have not left stay here."""
    waiting = update(Email).where(Email.act_id == act_id, Email.state == EmailState.QUEUED)
    db.session.execute(
        waiting.values(state=EmailState.SUPPRESSED, why=Why.UNDONE, due_at=None, settled_at=clock.now()),
        execution_options={"synchronize_session": False},
    )


def wake_workers() -> None:
    """Once this transaction is committed, let the worker of this process look at the outbox at once."""
    db.session().info[_LEFT] = True


@event.listens_for(Session, "after_commit")
def wake(session: Session) -> None:
    if session.info.pop(_LEFT, False):
        woken.set()


@event.listens_for(Session, "after_rollback")
def let_sleep(session: Session) -> None:
    session.info.pop(_LEFT, None)


class _Writer:
    """Composes the emails of one template; what is the same for all of them is asked once."""

    def __init__(self, template: TemplateKey, link: OneUseLink | None, *, is_test: bool) -> None:
        self.template, self.link, self.is_test = template, link, is_test
        self.office = offices.office()
        self.host = addresses.host_of(self.office)
        self.is_on = is_test or is_on(template)
        self._wordings: dict[str | None, Any] = {}

    def row(self, letter: Letter, *, act: Act | None, due_at: datetime | None) -> dict[str, Any]:
        """The row of one email: what all of them have, and what it says, or why it says nothing."""
        to, about = letter.to, letter.about
        row = {
            "template": self.template,
            "to_name": to.name,
            "to_address": to.address,
            "login_id": to.login_id,
            "message_id": f"<{uuid.uuid4().hex}@{self.host}>",  # the same each time it is sent (RFC 5322, 3.6.4)
            "link_id": self.link.id if self.link else None,
            "act_id": act.id if act else None,
            "party_id": letter.party_id,
            "record": about.__tablename__ if about else "",
            "record_id": about.id if about else None,
            "once": letter.once,
            "queued_at": clock.now(),
        }
        if not self.is_on:
            return {**row, **_EMPTY, "state": EmailState.SUPPRESSED, "why": Why.TEMPLATE_OFF}
        if not to.address:
            return {**row, **_EMPTY, "state": EmailState.NO_RECIPIENT, "why": Why.NOBODY}
        composed = self._compose(letter)
        words = {name: getattr(composed, name) for name in ("language", "subject", "html", "text")}
        return {**row, **words, "state": EmailState.QUEUED, "why": None, "due_at": due_at or clock.now()}

    def _compose(self, letter: Letter) -> Composed:
        language = letter.to.language
        if language not in self._wordings:
            self._wordings[language] = wording_of(self.template, language, self.office.language)
        values = dict(letter.values)
        if self.link:
            values["link_valid_until"] = self.link.expires_at
        has_link = self.is_test or self.link is not None
        return compose(self._wordings[language], letter.to, Occasion(values, has_link), self.office)


_EMPTY = {"language": "", "subject": "", "html": "", "text": "", "due_at": None}


def _insert(rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert_if_new(Email, "once"), rows)
    wake_workers()
