from __future__ import annotations

from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, word_of
from app.domain.files.models import StoredFile
from app.domain.office.profile import ArchivedMail

ONLY_ID = 1


class NewClientRole(StrEnum):
    """What a new client is at first; the words are those of a party's role."""

    CUSTOMER = "customer"
    PROSPECT = "prospect"


class RecordKind(StrEnum):
    """What the law has an office keep for years after it was written."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    CONTRACT = "contract"
    REPORT = "report"  # signed reports of interventions
    IDENTIFICATION = "identification"  # who a client is, as money-laundering law has it checked


class OfficeRow(Model):
    """The office, once somebody has saved it: one row, whose id is `ONLY_ID`."""

    __tablename__ = "office"

    name: Mapped[str]
    street: Mapped[str]
    postal_code: Mapped[str]
    city: Mapped[str]
    country: Mapped[str] = mapped_column(String(2))
    phone: Mapped[str]
    email: Mapped[str]
    hours: Mapped[str]
    public_address: Mapped[str]
    accent: Mapped[str] = mapped_column(String(7))
    time_zone: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(String(8))
    archived_mail: Mapped[ArchivedMail] = mapped_column(word_of(ArchivedMail))
    archived_mail_days: Mapped[int]
    logo_id: Mapped[int | None] = mapped_column(ForeignKey(StoredFile.id), index=True)
    version: Mapped[int]


class ClientDefaultsRow(Model):
    """What a new client begins with, once somebody has saved it: one row, whose id is `ONLY_ID`."""

    __tablename__ = "client_defaults"

    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(8))
    client_role: Mapped[NewClientRole] = mapped_column(word_of(NewClientRole))
    version: Mapped[int]


class Retention(Model):
    """For how many years the office keeps a kind of record in a country, where it has set that by itself."""

    __tablename__ = "retention"
    __table_args__ = (UniqueConstraint("country", "kind"),)

    country: Mapped[str] = mapped_column(String(2))  # ISO 3166 alpha-2
    kind: Mapped[RecordKind] = mapped_column(word_of(RecordKind))
    years: Mapped[int]
