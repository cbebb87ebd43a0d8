"""What the lines of a card's lists have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.db import Model
from app.domain.parties.models import Party


class Entry(Model):
    """A line of a card; it goes with its party, whose lock guards it. `version` tells two editors apart."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr
    @classmethod
    def party_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey(Party.id, ondelete="CASCADE"))

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        # An id is never used again: events outlive their line.
        return (Index(f"ix_{cls.__tablename__}_party_id", "party_id", "id"), {"sqlite_autoincrement": True})


class EntryWithDefault(Entry):
    """A line of a list of which one is the default: of the party, or of each value of `default_within` there.

    Where there are any, there is one: the first becomes it by itself, and the longest-standing takes its place.
    """

    __abstract__ = True

    default_within: ClassVar[str | None] = None

    is_default: Mapped[bool] = mapped_column(default=False)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        index, *rest = super().__table_args__
        columns = ["party_id", *([cls.default_within] if cls.default_within else [])]
        one_default = Index(
            f"uq_{cls.__tablename__}_default",
            *columns,
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        )
        return (index, one_default, *rest)
