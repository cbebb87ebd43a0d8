from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model
from app.domain.history.models import Act
from app.domain.parties.models import Party


class ToldApart(Model):
    """Two who look alike, and of whom somebody has said that they are not the same. The lower id stands first."""

    __tablename__ = "told_apart"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    first_id: Mapped[int] = mapped_column(ForeignKey(Party.id, ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(ForeignKey(Party.id, ondelete="CASCADE"), index=True)
    act_id: Mapped[int] = mapped_column(ForeignKey(Act.id), index=True)  # who said so, and when
