from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Ordered, word_of
from app.domain.parties.models import Party


class FieldKind(StrEnum):
    """What can be written in a field."""

    TEXT = "text"
    LONG_TEXT = "long text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    YES_NO = "yes or no"
    CHOICE = "choice"
    CHOICES = "choices"
    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"


class Whose(StrEnum):
    """On whose card a field stands. The words of one kind are those of PartyKind."""

    BOTH = "both"
    COMPANY = "company"
    PERSON = "person"


TEXTS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.LINK, FieldKind.EMAIL, FieldKind.PHONE})
PICKED = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})
NUMBERS = frozenset({FieldKind.NUMBER, FieldKind.MONEY})


class CustomField(Model):
    """A field that the office has given its cards."""

    __tablename__ = "custom_field"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an id is never used again: events outlive their field

    key: Mapped[str] = mapped_column(String(60), unique=True)  # in addresses and headers; a new name leaves it
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(120), unique=True)  # folded
    kind: Mapped[FieldKind] = mapped_column(word_of(FieldKind))  # never changes
    whose: Mapped[Whose] = mapped_column(word_of(Whose), default=Whose.BOTH)
    is_required: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_personal: Mapped[bool] = mapped_column(default=False, server_default=false())  # goes when somebody is anonymised
    currency: Mapped[str] = mapped_column(String(3), default="", server_default="")  # ISO 4217; of amounts alone
    position: Mapped[int]
    retired_at: Mapped[datetime | None]  # from then on it is shown nowhere; what is written stays
    version: Mapped[int] = mapped_column(default=1)


class CustomChoice(Model):
    """A word that can be chosen in a field. A retired one stays where it was chosen."""

    __tablename__ = "custom_choice"
    __table_args__ = (Index("ix_custom_choice_field_id", "field_id", "word_key"), {"sqlite_autoincrement": True})

    field_id: Mapped[int] = mapped_column(ForeignKey(CustomField.id, ondelete="CASCADE"))
    word: Mapped[str] = mapped_column(String(100))
    word_key: Mapped[str] = mapped_column(String(200))  # folded
    position: Mapped[int]
    is_retired: Mapped[bool] = mapped_column(default=False, server_default=false())


class CustomValue(Model):
    """What is written in a field of a card; of several choices a row each. What is empty has no row.

    Texts stand as they were written, everything else as machines write it (values.py): one column for all kinds, with
    a key beside it that sorts and compares alike on both databases.
    """

    __tablename__ = "custom_value"
    __table_args__ = (
        UniqueConstraint("party_id", "field_id", "part"),
        # What a list is sorted and narrowed by: from the least value to the greatest, whoever bears it.
        Index("ix_custom_value_sort_key", "field_id", "sort_key", "party_id"),
        Index("ix_custom_value_choice_id", "choice_id", "party_id"),
    )

    party_id: Mapped[int] = mapped_column(ForeignKey(Party.id, ondelete="CASCADE"))
    field_id: Mapped[int] = mapped_column(ForeignKey(CustomField.id))
    part: Mapped[int] = mapped_column(default=0, server_default="0")  # of several choices the choice's id, else 0
    choice_id: Mapped[int | None] = mapped_column(ForeignKey(CustomChoice.id))
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    words: Mapped[str] = mapped_column(Text, default="", server_default="")  # of texts: folded, as a search knows them
    sort_key: Mapped[str] = mapped_column(Ordered, default="", server_default="")
