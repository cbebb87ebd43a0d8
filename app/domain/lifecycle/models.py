"""What an act on a party's status found, so that Undo can put it back; and who was deleted for good."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, word_of
from app.domain.history.models import Act
from app.domain.numbering.models import OF_CARDS
from app.domain.parties.models import Party, PartyStatus


class FormerStatus(Model):
    """The status of one party before an act changed it, with everything that stood beside it."""

    __tablename__ = "former_status"
    __table_args__ = (UniqueConstraint("act_id", "party_id"),)

    act_id: Mapped[int] = mapped_column(ForeignKey(Act.id))
    party_id: Mapped[int] = mapped_column(ForeignKey(Party.id, ondelete="CASCADE"), index=True)
    status: Mapped[PartyStatus] = mapped_column(word_of(PartyStatus))
    status_before: Mapped[PartyStatus | None] = mapped_column(word_of(PartyStatus))
    status_act_id: Mapped[int | None] = mapped_column(ForeignKey(Act.id), index=True)
    archived_at: Mapped[datetime | None]
    expected_back_on: Mapped[date | None]


class ErasureKind(StrEnum):
    DELETED = "deleted"
    ANONYMISED = "anonymised"


class Erasure(Model):
    """Somebody was deleted for good or anonymised, so that no backup brings them back. It names nobody.

    A record is known by its id and the moment at which it was put on file: an id alone may be given again once an
    older backup was restored.
    """

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("record", "record_id", "born_at"),)

    record: Mapped[str] = mapped_column(String(40))  # the table of the record
    record_id: Mapped[int] = mapped_column(info={"refers": "any record"})
    born_at: Mapped[datetime]
    number: Mapped[str] = mapped_column(info={"numbers": OF_CARDS})  # never given again
    at: Mapped[datetime]
    act_key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[ErasureKind] = mapped_column(
        word_of(ErasureKind), default=ErasureKind.DELETED, server_default=ErasureKind.DELETED.value
    )
