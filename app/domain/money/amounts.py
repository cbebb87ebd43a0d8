"""Amounts: a Decimal with its currency, kept as whole minor units (PRODUCT.md 12)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.numbers import get_currency_precision

LARGEST = 10**14  # minor units: what a column of 64 bits sums up a hundred thousand times


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of a currency (ISO 4217): cents for EUR, whole yen for JPY."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> Money:
        """An amount as people write it, rounded half up to what can be paid in that currency."""
        unit = Decimal(1).scaleb(-digits_of(currency))
        return cls(int(amount.quantize(unit, ROUND_HALF_UP).scaleb(digits_of(currency))), currency)

    @property
    def amount(self) -> Decimal:
        """As people write it: 12.50."""
        return Decimal(self.minor).scaleb(-digits_of(self.currency))

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@cache
def digits_of(currency: str) -> int:
    """How many digits stand behind the point: 2 for EUR and PLN, 0 for JPY, 3 for TND."""
    return get_currency_precision(currency)


def is_payable(amount: Decimal, currency: str) -> bool:
    """Whether nothing of an amount is smaller than the smallest coin, and it is no greater than what is kept."""
    return amount == Money.of(amount, currency).amount and abs(Money.of(amount, currency).minor) <= LARGEST
