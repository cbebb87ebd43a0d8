from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, word_of
from app.domain.files.models import StoredFile


class SigningWay(StrEnum):
    DRAWN = "drawn"  # with finger, pen or mouse
    PAPER = "paper"  # in ink; what is kept is the scan


class Signature(Model):
    """One person's name under one paper. It stays as it is; what it is worth ends by voiding it.

    Whatever is signed refers to its signature. A paper that has one is neither edited nor deleted (PRODUCT.md 8).
    """

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint("way <> 'drawn' OR signed_at IS NOT NULL", name="moment_of_drawing"),
        CheckConstraint("voided_at IS NULL OR voided_by <> ''", name="voided_by_somebody"),
        CheckConstraint("voided_at IS NOT NULL OR void_reason = ''", name="reason_of_voiding"),
        {"sqlite_autoincrement": True},  # a voided one is spoken of for years
    )

    way: Mapped[SigningWay] = mapped_column(word_of(SigningWay))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(100))  # in whose name they sign; may be empty
    signed_on: Mapped[date]  # in the office's zone
    signed_at: Mapped[datetime | None]  # of a drawn one; on paper stands a day
    sha256: Mapped[str] = mapped_column(String(64))  # of the very file that was signed
    file_id: Mapped[int] = mapped_column(ForeignKey(StoredFile.id), index=True)  # the signed PDF, or the scan
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[str] = mapped_column(String(200), default="")
    void_reason: Mapped[str] = mapped_column(Text, default="")  # empty where a newer paper took its place

    file: Mapped[StoredFile] = relationship(viewonly=True)

    @property
    def holds(self) -> bool:
        """Whether it has not been voided."""
        return self.voided_at is None
