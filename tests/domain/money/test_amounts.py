"""Amounts: whole minor units, rounded half up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.money.amounts import LARGEST, Money, digits_of, is_payable


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.50", "EUR", 1250),
        ("0.005", "EUR", 1),
        ("0.015", "EUR", 2),  # half up, and not to the even one
        ("-0.005", "EUR", -1),
        ("1999.99", "PLN", 199_999),
        ("1500", "JPY", 1500),
        ("1.2345", "TND", 1235),
    ],
)
def test_an_amount_is_kept_in_what_can_be_paid(amount: str, currency: str, minor: int) -> None:
    assert Money.of(Decimal(amount), currency) == Money(minor, currency)


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("PLN", 2), ("JPY", 0), ("TND", 3)])
def test_a_currency_has_its_own_digits(currency: str, digits: int) -> None:
    assert digits_of(currency) == digits


def test_an_amount_comes_back_as_it_was_written() -> None:
    assert Money(1250, "EUR").amount == Decimal("12.50") and str(Money(1250, "EUR")) == "12.50 EUR"


@pytest.mark.parametrize(
    ("amount", "currency", "is_it"),
    [("0.01", "EUR", True), ("0.001", "EUR", False), ("0.5", "JPY", False), (str(LARGEST), "EUR", False)],
)
def test_what_is_smaller_than_a_coin_cannot_be_paid(amount: str, currency: str, is_it: bool) -> None:
    assert is_payable(Decimal(amount), currency) is is_it
