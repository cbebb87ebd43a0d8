"""Numbers as people type and read them, in each language."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask

from app.domain.money.amounts import Money
from app.web.money import money, number_in, percent


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("en", "1,234.50", "1234.50"),
        ("it", "1.234,50", "1234.50"),
        ("pl", "1 234,50", "1234.50"),
        ("pl", "1\u00a0234,50", "1234.50"),
        ("it", "12,5", "12.5"),
        ("it", "12.5", "12.5"),  # as a keypad gives it
        ("pl", "12.5", "12.5"),
        ("it", "1.500", "1500"),  # the point parts thousands there
        ("en", "1.500", "1.500"),
        ("en", "-3", "-3"),
        ("it", "1,234.50", None),
        ("en", "12 euro", None),
        ("en", "nan", None),
        ("en", "1e9", None),
        ("en", "9223372036854775808", None),
        ("en", "9" * 40, None),
        ("en", "0." + "1" * 30, None),
    ],
)
def test_a_number_is_read_as_the_language_writes_it(app: Flask, language: str, typed: str, read: str | None) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        found = number_in(typed)
    assert (found if read is None else None) is None
    assert read is None or found == Decimal(read)


@pytest.mark.parametrize(
    ("language", "amount", "share"),
    [("en", "€1,234.50", "12.5%"), ("it", "1.234,50 €", "12,5%"), ("pl", "1 234,50 €", "12,5%")],
)
def test_amounts_are_written_as_the_language_writes_them(app: Flask, language: str, amount: str, share: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert money(Money(123_450, "EUR")).replace("\u00a0", " ") == amount
        assert percent(Decimal("12.50")) == share
