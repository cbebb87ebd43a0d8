from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.db import Model, word_of
from app.domain.entries.models import Entry
from app.domain.files.models import StoredFile


class EquipmentKind(StrEnum):
    LOCKER = "locker"
    MAILBOX = "mailbox"
    PHONE_LINE = "phone line"
    PRINTER = "printer"
    ACCESS_CARD = "access card"
    OTHER = "other"


class EquipmentPhoto(Model):
    """A photo of a piece of equipment, and the small one that lists show."""

    __tablename__ = "equipment_photo"
    __table_args__ = ({"sqlite_autoincrement": True},)  # a browser may remember what was at an address

    equipment_id: Mapped[int] = mapped_column(ForeignKey("equipment.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(StoredFile.id), index=True)
    thumbnail_id: Mapped[int] = mapped_column(ForeignKey(StoredFile.id), index=True)


class Equipment(Entry):
    """Something that a client has from the office, or keeps there: a locker, a line, a card that opens the door.

    It is out from the day on which it was handed out until it is returned.
    """

    __tablename__ = "equipment"

    kind: Mapped[EquipmentKind] = mapped_column(word_of(EquipmentKind))
    name: Mapped[str] = mapped_column(String(100))
    serial: Mapped[str] = mapped_column(String(100))
    serial_key: Mapped[str | None] = mapped_column(unique=True)  # folded; one in the whole office, or none
    place: Mapped[str] = mapped_column(String(100))
    supplier: Mapped[str] = mapped_column(String(200))  # by name, whether they are on file or not
    bought_on: Mapped[date | None]
    warranty_until: Mapped[date | None]  # still holds on that day
    handed_out_on: Mapped[date | None]
    returned_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text)

    photos: Mapped[list[EquipmentPhoto]] = relationship(lazy="selectin", order_by=EquipmentPhoto.id, viewonly=True)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        *indexes, options = super().__table_args__
        return (
            *indexes,
            CheckConstraint("warranty_until >= bought_on", name="warranty_after_bought"),
            CheckConstraint("returned_on >= handed_out_on", name="returned_after_handed_out"),
            CheckConstraint("returned_on IS NULL OR handed_out_on IS NOT NULL", name="returned_was_handed_out"),
            options,
        )

    @property
    def is_out(self) -> bool:
        """Whether the client has it now."""
        return self.handed_out_on is not None and self.returned_on is None
