from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Ordered, word_of
from app.domain.accounts.models import Login
from app.domain.directory.segments.rules import Joined, Rules, as_kept, rules_of


class SegmentWord(StrEnum):
    """The segments that every office begins with."""

    DEACTIVATED = "deactivated"


class Segment(Model):
    """A saved filter over the client list: of one of the staff, or of the whole office.

    One that every office begins with is called by its word, in the reader's language, and stays as it is.
    """

    __tablename__ = "segment"
    __table_args__ = (
        Index("uq_segment_owner_id_name_key", "owner_id", "name_key", unique=True),
        Index(
            "uq_segment_shared_name_key",
            "name_key",
            unique=True,
            sqlite_where=text("owner_id IS NULL AND word IS NULL"),
            postgresql_where=text("owner_id IS NULL AND word IS NULL"),
        ),
        {"sqlite_autoincrement": True},  # an address never leads to another one
    )

    word: Mapped[SegmentWord | None] = mapped_column(word_of(SegmentWord), unique=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(Login.id, ondelete="CASCADE"))  # None: the whole office's
    name: Mapped[str] = mapped_column(String(60), default="")
    name_key: Mapped[str] = mapped_column(Ordered, default="")  # folded
    joined: Mapped[Joined] = mapped_column(word_of(Joined), default=Joined.ALL)
    kept: Mapped[list[dict[str, Any]]] = mapped_column("rules", JSON)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def rules(self) -> Rules:
        """What it asks."""
        return Rules(self.joined, rules_of(self.kept))

    def ask(self, rules: Rules) -> None:
        """Have it ask something else."""
        self.joined, self.kept = rules.joined, as_kept(rules.each)

    @property
    def is_shared(self) -> bool:
        return self.owner_id is None
