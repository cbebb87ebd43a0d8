from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model


class ContractTemplate(Model):
    """What contracts are drawn up from. A contract keeps the text that was drawn up: no change here reaches it."""

    __tablename__ = "contract_template"
    __table_args__ = (UniqueConstraint("language", "name_key"),)

    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str]  # folded
    language: Mapped[str] = mapped_column(String(8))  # of the paper: dates and amounts are written in it as well
    # As somebody wrote it, with marks and merge fields. None while it reads as it came, so that a release may word it
    # better; from the first edit on it is the office's own.
    text: Mapped[str | None] = mapped_column(Text)
    came_as: Mapped[str] = mapped_column(String(40), default="")  # which of those that came with Recapito
    archived_at: Mapped[datetime | None]  # since when it is not offered any more
    version: Mapped[int] = mapped_column(default=1)
