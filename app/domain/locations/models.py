from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import word_of
from app.domain.entries.models import EntryWithDefault


class LocationKind(StrEnum):
    SEAT = "registered seat"
    BILLING = "billing"
    FORWARDING = "forwarding"
    BRANCH = "branch"
    OTHER = "other"


class Location(EntryWithDefault):
    """An address of a client. Its label is its name; of each kind one is the default."""

    __tablename__ = "location"
    default_within: ClassVar[str | None] = "kind"

    label: Mapped[str]
    kind: Mapped[LocationKind] = mapped_column(word_of(LocationKind))
    addressee: Mapped[str]  # who is written above the street, where that is not the client
    street: Mapped[str]
    house_number: Mapped[str]
    postal_code: Mapped[str]
    city: Mapped[str]
    province: Mapped[str]
    country: Mapped[str] = mapped_column(String(2))  # ISO 3166 alpha-2
    note: Mapped[str] = mapped_column(Text)
