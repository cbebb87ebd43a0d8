from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, word_of
from app.domain.entries.models import Entry, EntryWithDefault
from app.domain.money.amounts import Money


class BankAccount(EntryWithDefault):
    """An account of a client; one is the default."""

    __tablename__ = "bank_account"

    iban: Mapped[str] = mapped_column(String(34))  # ISO 13616: capitals and digits, without blanks
    bic: Mapped[str] = mapped_column(String(11))  # ISO 9362, or nothing
    bank: Mapped[str]
    holder: Mapped[str]  # nothing: the client
    note: Mapped[str] = mapped_column(Text)


class MethodKind(StrEnum):
    TRANSFER = "bank transfer"
    DEBIT = "direct debit"
    CARD = "card"
    CASH = "cash"
    OTHER = "other"


class PaymentMethod(Model):
    """A way of paying on the office's list, with its terms: so many days, from the end of the month if it says so."""

    __tablename__ = "payment_method"
    __table_args__ = (CheckConstraint("days >= 0", name="days"),)

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)  # folded
    kind: Mapped[MethodKind] = mapped_column(word_of(MethodKind))
    days: Mapped[int]
    end_of_month: Mapped[bool]
    is_offered: Mapped[bool] = mapped_column(default=True)  # may be agreed on anew; what is agreed stays
    version: Mapped[int] = mapped_column(default=1)


class AgreedMethod(EntryWithDefault):
    """That a client pays by a method of the office's list."""

    __tablename__ = "agreed_method"

    method_id: Mapped[int] = mapped_column(ForeignKey(PaymentMethod.id), index=True)
    mandate: Mapped[str]  # of a direct debit: its reference, and when it was signed
    mandate_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text)

    method: Mapped[PaymentMethod] = relationship(lazy="joined", innerjoin=True)


class Allowance(Entry):
    """A percentage or an amount, in a period that has a begin, an end, both, or neither."""

    __abstract__ = True

    percent_hundredths: Mapped[int | None]  # 12.5 % is 1250
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))  # ISO 4217; of a percentage alone: nothing
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # still holds on that day
    note: Mapped[str] = mapped_column(Text)

    @property
    def percent(self) -> Decimal | None:
        return None if self.percent_hundredths is None else Decimal(self.percent_hundredths).scaleb(-2)

    @property
    def amount(self) -> Money | None:
        return None if self.amount_minor is None else Money(self.amount_minor, self.currency)


class Bonus(Allowance):
    """For consultation only: no calculation reads it (PRODUCT.md 8)."""

    __tablename__ = "bonus"


class Discount(Allowance):
    """What is taken off, from a net total on that `from_net_minor` says, that total included."""

    __tablename__ = "discount"

    from_net_minor: Mapped[int | None] = mapped_column(BigInteger)

    @property
    def from_net(self) -> Money | None:
        return None if self.from_net_minor is None else Money(self.from_net_minor, self.currency)
