from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.db import Model, word_of
from app.domain import clock
from app.domain.accounts.models import Login
from app.domain.entries.models import Entry
from app.domain.files.models import StoredFile
from app.domain.signing.models import Signature


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


class InterventionState(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class ReportOrigin(StrEnum):
    MADE = "made"  # from the record, on the office's letterhead
    UPLOADED = "uploaded"


class InterventionTechnician(Model):
    """Somebody of the office who did the work, or is to do it."""

    __tablename__ = "intervention_technician"
    __table_args__ = (UniqueConstraint("intervention_id", "login_id"),)

    intervention_id: Mapped[int] = mapped_column(ForeignKey("intervention.id", ondelete="CASCADE"))
    login_id: Mapped[int] = mapped_column(ForeignKey(Login.id, ondelete="CASCADE"), index=True)

    login: Mapped[Login] = relationship(lazy="joined", innerjoin=True, viewonly=True)


class InterventionReport(Model):
    """A report of an intervention, as a PDF. The latest one holds; those before it stay, to be read."""

    __tablename__ = "intervention_report"
    __table_args__ = ({"sqlite_autoincrement": True},)  # a browser may remember what was at an address

    intervention_id: Mapped[int] = mapped_column(ForeignKey("intervention.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(StoredFile.id), index=True)
    made: Mapped[ReportOrigin] = mapped_column(word_of(ReportOrigin))
    of_version: Mapped[int]  # of the record, as it was then
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]  # of the office
    signature_id: Mapped[int | None] = mapped_column(ForeignKey(Signature.id), unique=True)

    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True, viewonly=True)
    signature: Mapped[Signature | None] = relationship(lazy="joined", viewonly=True)

    @property
    def is_signed(self) -> bool:
        """Whether it bears a signature that holds."""
        return self.signature is not None and self.signature.holds


class Intervention(Entry):
    """Work done for a client, or planned: on its equipment or on none, when, by whom, and what came of it."""

    __tablename__ = "intervention"

    day: Mapped[date]  # by the office's clock
    # In UTC, where somebody wrote the times; both on that day.
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    minutes: Mapped[int | None]  # how long it took: from beginning to end, or as somebody wrote it
    state: Mapped[InterventionState] = mapped_column(word_of(InterventionState))
    equipment_id: Mapped[int | None] = mapped_column(ForeignKey(Equipment.id), index=True)
    asked: Mapped[str] = mapped_column(Text)
    done: Mapped[str] = mapped_column(Text)
    parts: Mapped[str] = mapped_column(Text)

    equipment: Mapped[Equipment | None] = relationship(lazy="selectin", viewonly=True)
    technicians: Mapped[list[InterventionTechnician]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True, order_by=InterventionTechnician.login_id
    )
    reports: Mapped[list[InterventionReport]] = relationship(
        lazy="selectin", order_by=InterventionReport.id.desc(), viewonly=True
    )

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        *indexes, options = super().__table_args__
        return (
            *indexes,
            CheckConstraint("ends_at > starts_at", name="ends_after_it_began"),
            CheckConstraint("minutes > 0", name="took_some_time"),
            Index("ix_intervention_on_card", "party_id", "day", "id"),
            Index("ix_intervention_day", "day"),
            options,
        )

    @property
    def start(self) -> time | None:
        """When it begins by the office's clock."""
        return clock.on_the_wall(self.starts_at) if self.starts_at else None

    @property
    def end(self) -> time | None:
        """When it ends by the office's clock."""
        return clock.on_the_wall(self.ends_at) if self.ends_at else None

    @property
    def technician_ids(self) -> tuple[int, ...]:
        """The logins of those who did the work."""
        return tuple(sorted(line.login_id for line in self.technicians))

    @technician_ids.setter
    def technician_ids(self, ids: tuple[int, ...]) -> None:
        known = {line.login_id: line for line in self.technicians}
        self.technicians = [known.get(id_) or InterventionTechnician(login_id=id_) for id_ in ids]

    @property
    def report(self) -> InterventionReport | None:
        """The report that holds."""
        return self.reports[0] if self.reports else None

    @property
    def is_signed(self) -> bool:
        """Whether its report bears a signature that holds."""
        return self.report is not None and self.report.is_signed

    @property
    def was_signed(self) -> bool:
        """Whether any of its reports was ever signed, also where the signature was voided."""
        return any(report.signature_id is not None for report in self.reports)
