from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, word_of
from app.domain import clock
from app.domain.files.models import StoredFile
from app.domain.history.models import Act
from app.domain.numbering.models import RangeKind
from app.domain.parties.models import Party


class MailKind(StrEnum):
    LETTER = "letter"
    REGISTERED = "registered"
    PARCEL = "parcel"
    OTHER = "other"


class MailState(StrEnum):
    """Where an item is: at the desk, or what became of it."""

    WAITING = "waiting"
    COLLECTED = "collected"
    FORWARDED = "forwarded"
    RETURNED = "returned"
    DESTROYED = "destroyed"


class MailItem(Model):
    """One letter or parcel that arrived for a client, archived ones too."""

    __tablename__ = "mail_item"
    __table_args__ = (
        Index("ix_mail_item_received_at", "received_at", "id"),
        Index("ix_mail_item_state", "state", "received_at", "id"),
        Index("ix_mail_item_party_id", "party_id", "received_at", "id"),
        # What waits is counted by client on every page of the Archive.
        Index(
            "ix_mail_item_waiting",
            "party_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        {"sqlite_autoincrement": True},  # an id is never used again: events outlive their item
    )

    number: Mapped[str] = mapped_column(unique=True, info={"numbers": (RangeKind.MAIL,)})
    party_id: Mapped[int] = mapped_column(ForeignKey(Party.id))
    kind: Mapped[MailKind] = mapped_column(word_of(MailKind))
    sender: Mapped[str]
    received_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(100))  # where at the desk it lies
    note: Mapped[str] = mapped_column(Text)
    state: Mapped[MailState] = mapped_column(word_of(MailState), default=MailState.WAITING)
    state_act_id: Mapped[int | None] = mapped_column(ForeignKey(Act.id), index=True)  # who made it so, and when
    # The photo or PDF of it, and the small picture of a photo that lists and the item's page show.
    file_id: Mapped[int | None] = mapped_column(ForeignKey(StoredFile.id), index=True)
    thumbnail_id: Mapped[int | None] = mapped_column(ForeignKey(StoredFile.id), index=True)
    words: Mapped[str] = mapped_column(Text)  # what a search looks through, folded
    version: Mapped[int] = mapped_column(default=1)  # of what the edit form shows
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    party: Mapped[Party] = relationship(lazy="joined", innerjoin=True)
    file: Mapped[StoredFile | None] = relationship(lazy="joined", foreign_keys=[file_id])
    thumbnail: Mapped[StoredFile | None] = relationship(lazy="raise", foreign_keys=[thumbnail_id])
