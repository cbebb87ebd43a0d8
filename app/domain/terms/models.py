from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.entries.models import EntryWithDefault


class BankAccount(EntryWithDefault):
    """An account of a client; one is the default."""

    __tablename__ = "bank_account"

    iban: Mapped[str] = mapped_column(String(34))  # ISO 13616: capitals and digits, without blanks
    bic: Mapped[str] = mapped_column(String(11))  # ISO 9362, or nothing
    bank: Mapped[str]
    holder: Mapped[str]  # nothing: the client
    note: Mapped[str] = mapped_column(Text)
