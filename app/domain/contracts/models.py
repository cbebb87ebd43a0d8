from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, word_of
from app.domain import clock
from app.domain.contracts.dates import NoticeUnit, Term
from app.domain.files.models import StoredFile
from app.domain.money.amounts import Money
from app.domain.numbering.models import RangeKind
from app.domain.parties.models import Party
from app.domain.signing.models import Signature


class ContractKind(StrEnum):
    VIRTUAL_OFFICE = "virtual office"
    MAILBOX = "mailbox"
    MEETING_ROOM = "meeting room"
    SERVICES = "services"
    OTHER = "other"


class Interval(StrEnum):
    """How often the value of a contract is due."""

    ONCE = "once"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


class Stage(StrEnum):
    """How far one version is. What is signed is never written on again; voided, it stays to be read."""

    DRAFT = "draft"
    SENT = "sent"
    SIGNED = "signed"
    VOIDED = "voided"


class ContractState(StrEnum):
    """What a contract is on a certain day: it follows from its version, its dates and that day (states.py)."""

    DRAFT = "draft"
    SENT = "sent"
    SIGNED = "signed"
    ENDED = "ended"
    TERMINATED = "terminated"


class Contract(Model):
    """An agreement with a party. What was agreed stands in its versions, of which one holds."""

    __tablename__ = "contract"
    __table_args__ = (
        Index("ix_contract_party_id", "party_id", "id"),
        CheckConstraint("(terminated_on IS NULL) = (terminated_at IS NULL)", name="terminated_since_when"),
        {"sqlite_autoincrement": True},  # an id is never used again: events outlive their contract
    )

    number: Mapped[str] = mapped_column(unique=True, info={"numbers": (RangeKind.CONTRACTS,)})
    party_id: Mapped[int] = mapped_column(ForeignKey(Party.id))
    terminated_on: Mapped[date | None]  # the last day on which it holds
    terminated_at: Mapped[datetime | None]  # when somebody noted it
    termination_reason: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text)  # what a search looks through, folded
    version: Mapped[int] = mapped_column(default=1)  # of what the edit form shows
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    party: Mapped[Party] = relationship(lazy="joined", innerjoin=True)
    versions: Mapped[list[ContractVersion]] = relationship(
        lazy="selectin", order_by="ContractVersion.version.desc()", viewonly=True
    )
    files: Mapped[list[ContractFile]] = relationship(lazy="selectin", order_by="ContractFile.id", viewonly=True)

    @property
    def holding(self) -> ContractVersion:
        """The version that holds: the last one signed; before that, the one that is being written."""
        return next(version for version in self.versions if version.holds)

    @property
    def open_version(self) -> ContractVersion | None:
        """The version that is not signed yet, beside the one that holds or as the first one."""
        return next((version for version in self.versions if version.is_open), None)

    @property
    def was_signed(self) -> bool:
        """Whether any version of it was ever signed, voided ones too: then it is not deleted."""
        return any(version.signed_on for version in self.versions)


OPEN = text("stage IN ('draft', 'sent')")
HOLDS = text("holds")


class ContractVersion(Model):
    """What was agreed at one time, or is to be: its terms, its text and the paper. `version` counts from 1."""

    __tablename__ = "contract_version"
    __table_args__ = (
        UniqueConstraint("contract_id", "version"),
        # One holds, and one at most is being written.
        Index("uq_contract_version_holds", "contract_id", unique=True, sqlite_where=HOLDS, postgresql_where=HOLDS),
        Index("uq_contract_version_open", "contract_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_contract_version_stage", "stage", "ends_on", sqlite_where=HOLDS, postgresql_where=HOLDS),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_began"),
        CheckConstraint("renews_by IS NULL OR ends_on IS NOT NULL", name="what_renews_has_a_term"),
        CheckConstraint("voided_on IS NULL OR signed_on IS NOT NULL", name="voided_was_signed"),
        CheckConstraint("(closed_at IS NOT NULL) = (signed_on IS NOT NULL)", name="closed_when_signed"),
        {"sqlite_autoincrement": True},
    )

    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id, ondelete="CASCADE"))
    version: Mapped[int]
    stage: Mapped[Stage] = mapped_column(word_of(Stage), default=Stage.DRAFT)
    holds: Mapped[bool] = mapped_column(default=False)

    subject: Mapped[str] = mapped_column(String(200))
    kind: Mapped[ContractKind] = mapped_column(word_of(ContractKind))
    value_minor: Mapped[int | None] = mapped_column(BigInteger)  # net, each time that it is due
    currency: Mapped[str] = mapped_column(String(3))  # ISO 4217; without a value: nothing
    interval: Mapped[Interval] = mapped_column(word_of(Interval))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # the last day of its first term; none: open-ended
    notice: Mapped[int | None]  # how many days or months before the end; none: none agreed
    notice_unit: Mapped[NoticeUnit] = mapped_column(word_of(NoticeUnit), default=NoticeUnit.MONTHS)
    renews_by: Mapped[int | None]  # months that are added unless somebody gives notice; none: it ends

    # The merged text with its light marks, frozen when drawn up; empty where the paper is a file of its own.
    text: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="")  # of that text
    file_id: Mapped[int | None] = mapped_column(ForeignKey(StoredFile.id), index=True)  # the paper as a PDF
    sent_on: Mapped[date | None]
    signature_id: Mapped[int | None] = mapped_column(ForeignKey(Signature.id), index=True)
    signed_on: Mapped[date | None]
    voided_on: Mapped[date | None]  # when the signature ceased to hold
    closed_at: Mapped[datetime | None]  # when the signature was noted here: from then on nothing of it changes
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)  # when its terms became what they are
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    file: Mapped[StoredFile | None] = relationship(lazy="joined", viewonly=True)
    signature: Mapped[Signature | None] = relationship(lazy="joined", viewonly=True)

    @property
    def value(self) -> Money | None:
        return None if self.value_minor is None else Money(self.value_minor, self.currency)

    @property
    def term(self) -> Term:
        """From when until when it holds, and how it goes on."""
        return Term(self.starts_on, self.ends_on, self.notice, self.notice_unit, self.renews_by)

    @property
    def is_paper_older(self) -> bool:
        """Whether its paper was made before its terms became what they are, and may say something else."""
        return self.file is not None and self.file.created_at < self.changed_at

    @property
    def is_open(self) -> bool:
        """Whether it can still be written on."""
        return self.stage in {Stage.DRAFT, Stage.SENT}


class ContractFile(Model):
    """A paper beside a contract: a PDF or a picture."""

    __tablename__ = "contract_file"
    __table_args__ = ({"sqlite_autoincrement": True},)  # a browser may remember what was at an address

    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id, ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(StoredFile.id), index=True)
    thumbnail_id: Mapped[int | None] = mapped_column(ForeignKey(StoredFile.id), index=True)  # of a picture
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True, foreign_keys=[file_id], viewonly=True)
