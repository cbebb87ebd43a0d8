from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, word_of
from app.domain import clock
from app.domain.accounts.models import Login, OneUseLink
from app.domain.history.models import Act
from app.domain.messaging.templates import TemplateKey

ONLY_ID = 1


class EmailState(StrEnum):
    """Where an email is. What the mail server answered, never what we hoped (PRODUCT.md 7)."""

    QUEUED = "queued"
    SENDING = "sending"  # in the hands of one worker, on lease
    SENT = "sent"  # the server took it
    KEPT = "kept"  # no mail server is set: it stays here to be read
    FAILED = "failed"
    UNKNOWN = "unknown"  # the line broke after the server had it all: it may have arrived
    SUPPRESSED = "suppressed"  # not to be sent: see `why`
    NO_RECIPIENT = "no recipient"


class Why(StrEnum):
    """Why an email was not sent, where it was not the mail server that refused."""

    TEMPLATE_OFF = "template off"
    UNDONE = "undone"  # the act that caused it was taken back
    NO_ACCESS = "no access"  # the link would have opened nothing by then
    NOBODY = "nobody"  # nobody is to be written to


class TemplateRow(Model):
    """A template that somebody has changed: switched on or off, or worded anew. The others are as they come."""

    __tablename__ = "email_template"

    key: Mapped[TemplateKey] = mapped_column(word_of(TemplateKey), unique=True)
    is_on: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)


class WordingRow(Model):
    """What a template says in one language, as somebody saved it. The latest holds; the former are its history."""

    __tablename__ = "email_wording"
    __table_args__ = (UniqueConstraint("key", "language", "number"),)

    key: Mapped[TemplateKey] = mapped_column(word_of(TemplateKey))
    language: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]  # 1, 2, 3 … within template and language
    is_default: Mapped[bool] = mapped_column(default=False)  # from here on the words that it came with hold again
    subject: Mapped[str] = mapped_column(default="")
    html: Mapped[str] = mapped_column(default="")  # as it was written
    inlined: Mapped[str] = mapped_column(default="")  # the whole document, its styles in the tags
    text: Mapped[str] = mapped_column(default="")
    text_is_own: Mapped[bool] = mapped_column(default=False)  # else it was made from the HTML
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str] = mapped_column(default="")


_LIVE = text("state IN ('queued', 'sending', 'unknown')")


class Email(Model):
    """One email to one address: written when it was caused, its words frozen then, sent by a worker."""

    __tablename__ = "email"
    __table_args__ = (
        Index("ix_email_due", "due_at", "id", sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_email_refusal", "refusal", "settled_at"),
        Index("ix_email_state", "state", "id"),
        Index("ix_email_template", "template", "queued_at"),
        Index("ix_email_party_id", "party_id", "id"),
        Index("ix_email_login_id", "login_id", "id"),
    )

    template: Mapped[TemplateKey] = mapped_column(word_of(TemplateKey))
    state: Mapped[EmailState] = mapped_column(word_of(EmailState), default=EmailState.QUEUED)
    why: Mapped[Why | None] = mapped_column(word_of(Why))
    to_name: Mapped[str] = mapped_column(default="")
    to_address: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    subject: Mapped[str] = mapped_column(default="")
    html: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    message_id: Mapped[str] = mapped_column(String(255), unique=True)
    # Whom and what it is about. It outlives all of them.
    login_id: Mapped[int | None] = mapped_column(ForeignKey(Login.id, ondelete="SET NULL"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey(OneUseLink.id, ondelete="SET NULL"), index=True)
    act_id: Mapped[int | None] = mapped_column(ForeignKey(Act.id), index=True)
    party_id: Mapped[int | None] = mapped_column(info={"refers": "party"})
    record: Mapped[str] = mapped_column(String(40), default="")
    record_id: Mapped[int | None] = mapped_column(info={"refers": "any record"})
    once: Mapped[str | None] = mapped_column(String(120), unique=True)  # what *once* means: template, record, event
    # Its way.
    queued_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime | None]  # None: it moves only when somebody says so
    lease_until: Mapped[datetime | None]
    claims: Mapped[int] = mapped_column(default=0)  # tells one lease from a later one
    attempts: Mapped[int] = mapped_column(default=0)
    handed_over: Mapped[int] = mapped_column(default=0)  # how often the server had all of it and did not answer
    answer: Mapped[str] = mapped_column(default="")  # the server's last words
    refusal: Mapped[str | None] = mapped_column(String(200))  # a refusal for good, without the address: ours or theirs?
    waits_for_server: Mapped[bool] = mapped_column(default=False)  # nobody answered: due as soon as somebody does
    settled_at: Mapped[datetime | None]


class BouncingAddress(Model):
    """An address that a mail server said does not exist. Nothing is sent there by itself."""

    __tablename__ = "bouncing_address"

    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    answer: Mapped[str]
    refusal: Mapped[str | None] = mapped_column(String(200))


class SendingPause(Model):
    """All sending waits: the server refuses everybody in the same words, which tells of it and not of them."""

    __tablename__ = "sending_pause"

    at: Mapped[datetime] = mapped_column(default=clock.now)
    answer: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
