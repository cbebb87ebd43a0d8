from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, word_of

LARGEST = 999_999_999  # that a range counts to


class RangeKind(StrEnum):
    MAIL = "mail"
    PARTIES = "parties"  # customers, prospects and suppliers together


class NumberRange(Model):
    """A counter with its prefix: one locked row, so that no two requests ever get the same number."""

    __tablename__ = "number_range"

    kind: Mapped[RangeKind] = mapped_column(word_of(RangeKind), unique=True)
    prefix: Mapped[str]
    padding: Mapped[int]
    next_value: Mapped[int]

    def number(self, value: int) -> str:
        """The number for a value of the counter: C-0042."""
        return f"{self.prefix}{value:0{self.padding}d}"
