"""What cells say in fields of the office's own, however a sheet or a list of the three languages writes it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.directory.importing.decimals import DecimalSign
from app.domain.directory.importing.own_cells import unmistakable, value_of
from app.domain.errors import RuleViolation
from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.custom_fields.queries import Choice, Definition
from app.domain.parties.custom_fields.values import Value, plain

WORDS = ("Small", "Large, sunny", "Łódź", "Brak", "Large")
CHOICES = tuple(Choice(n, word, n) for n, word in enumerate(WORDS, 1))


def of(kind: FieldKind) -> Definition:
    return Definition(1, "it", "It", kind, currency="EUR" if kind is FieldKind.MONEY else "", choices=CHOICES)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (FieldKind.TEXT, "  two   words ", "two words"),
        (FieldKind.TEXT, "n/a", None),
        (FieldKind.LONG_TEXT, "one\r\ntwo", "one\ntwo"),
        (FieldKind.NUMBER, "1234.5", Decimal("1234.5")),
        (FieldKind.NUMBER, "1234,5", Decimal("1234.5")),
        (FieldKind.NUMBER, "1.234,5", Decimal("1234.5")),
        (FieldKind.NUMBER, "1 234,5", Decimal("1234.5")),
        (FieldKind.NUMBER, "1\u00a0234\u00a0567", Decimal(1234567)),
        (FieldKind.NUMBER, "1,234.5", Decimal("1234.5")),
        (FieldKind.NUMBER, "1.234.567", Decimal(1234567)),
        (FieldKind.NUMBER, "1’234.5", Decimal("1234.5")),
        (FieldKind.NUMBER, "0.125", Decimal("0.125")),
        (FieldKind.NUMBER, "1.2340", Decimal("1.234")),
        (FieldKind.NUMBER, "−3", Decimal(-3)),
        (FieldKind.NUMBER, "1e-05", Decimal("0.00001")),
        (FieldKind.NUMBER, "0.333333333333333", Decimal("0.3333333333")),
        (FieldKind.NUMBER, "0", Decimal(0)),
        (FieldKind.NUMBER, "-", None),
        (FieldKind.MONEY, "1.234", Decimal(1234)),
        (FieldKind.MONEY, "€ 1.234,50", Decimal("1234.50")),
        (FieldKind.MONEY, "-€ 5", Decimal(-5)),
        (FieldKind.MONEY, "12,50 EUR", Decimal("12.50")),
        (FieldKind.MONEY, "12.5 euro", Decimal("12.50")),
        (FieldKind.DATE, "18.11.2026", date(2026, 11, 18)),
        (FieldKind.DATE, "2026-11-18", date(2026, 11, 18)),
        (FieldKind.DATE, "18/11/2026 00:00", date(2026, 11, 18)),
        *((FieldKind.YES_NO, word, True) for word in ("yes", "TRUE", "Sì", "tak", "Prawda", "1", "x")),
        *((FieldKind.YES_NO, word, False) for word in ("No", "FALSE", "nie", "fałsz", "falso", "0")),
        (FieldKind.CHOICE, "SMALL", 1),
        (FieldKind.CHOICE, "lodz", 3),
        (FieldKind.CHOICE, "brak", 4),
        (FieldKind.CHOICE, "n/d", None),
        (FieldKind.CHOICES, "Small, Large, sunny", (1, 2)),
        (FieldKind.CHOICES, "Large, Small", (1, 5)),
        (FieldKind.CHOICES, "Łódź; small", (1, 3)),
        (FieldKind.CHOICES, "Brak", (4,)),
        (FieldKind.LINK, "example.com/x", "https://example.com/x"),
        (FieldKind.EMAIL, "a@example.com", "a@example.com"),
        (FieldKind.PHONE, "+39 011 555 0101", "+39 011 555 0101"),
    ],
)  # fmt: skip
def test_a_cell_says_what_its_writer_meant(kind: FieldKind, cell: str, value: Value) -> None:
    found = value_of(of(kind), cell, is_text=True)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "cell", "sentence"),
    [
        (FieldKind.NUMBER, "many", "“many” is no number. Write it as 1234.5 or 1234,5."),
        (FieldKind.NUMBER, "12 345 6", "“12 345 6” is no number. Write it as 1234.5 or 1234,5."),
        (FieldKind.NUMBER, "1.234", "“1.234” can be read as two numbers. Write 1234 or 1.2340."),
        (FieldKind.NUMBER, "1,234", "“1,234” can be read as two numbers. Write 1234 or 1.2340."),
        (FieldKind.NUMBER, "1" * 30, "This number is too large."),
        (FieldKind.NUMBER, "1e400", "This number is too large."),
        (FieldKind.MONEY, "12 zł", "“12 zł” is no amount in EUR. Write it as 1234.50 or 1234,50."),
        (FieldKind.MONEY, "12..5", "“12..5” is no amount in EUR. Write it as 1234.50 or 1234,50."),
        (FieldKind.MONEY, "12.5051", "This is not an amount that can be paid in EUR."),
        (FieldKind.DATE, "31.02.2026", "“31.02.2026” is no date. Write it as 2026-11-18 or 18.11.2026."),
        (FieldKind.YES_NO, "maybe", "“maybe” is neither yes nor no."),
        (FieldKind.CHOICE, "Huge", "“Huge” is none of the choices."),
        (FieldKind.CHOICES, "Small, Huge", "“Huge” is none of the choices."),
        (FieldKind.LINK, "not a page", "This is not a web address."),
        (FieldKind.EMAIL, "nobody", "“nobody” is no email address."),
    ],
)  # fmt: skip
def test_what_cannot_stand_there_says_why(kind: FieldKind, cell: str, sentence: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        value_of(of(kind), cell, is_text=True)
    said = refused.value.sentence
    assert said.msgid % said.values == sentence


def test_a_workbook_s_numbers_have_a_point_before_decimals() -> None:
    assert value_of(of(FieldKind.NUMBER), "1.234", is_text=False) == Decimal("1.234")


def test_a_choice_that_is_retired_is_read_all_the_same() -> None:
    retired = Definition(1, "it", "It", FieldKind.CHOICE, choices=(Choice(1, "Old", 0, is_retired=True),))
    assert value_of(retired, "old", is_text=True) == 1


@pytest.mark.parametrize(
    ("kind", "cell", "comma", "point"),
    [
        (FieldKind.NUMBER, "1,234", "1.234", "1234"),
        (FieldKind.NUMBER, "1.234", "1234", "1.234"),
        (FieldKind.NUMBER, "-12,345", "-12.345", "-12345"),
        (FieldKind.NUMBER, "12,50", "12.50", "12.50"),
        (FieldKind.NUMBER, "12.50", "12.50", "12.50"),
        (FieldKind.NUMBER, "1.234.567,8", "1234567.8", "1234567.8"),
        (FieldKind.MONEY, "€ 1,234", "1234", "1234"),
    ],
)
def test_the_sign_before_decimals_decides_where_a_number_could_be_two_and_nowhere_else(
    kind: FieldKind, cell: str, comma: str, point: str
) -> None:
    for sign, value in ((DecimalSign.COMMA, comma), (DecimalSign.POINT, point)):
        assert value_of(of(kind), cell, is_text=True, decimal_sign=sign) == Decimal(value)


@given(st.decimals(-(10**14), 10**14, places=10).map(lambda n: round(n, 10)), st.integers(0, 10))
def test_every_number_comes_in_as_it_went_out(number: Decimal, places: int) -> None:
    number, seats = round(number, places), of(FieldKind.NUMBER)
    for is_text in (True, False):
        assert value_of(seats, unmistakable(seats, plain(seats, number)), is_text=is_text) == number


@pytest.mark.parametrize("currency", ["EUR", "JPY", "TND"])
@given(minor=st.integers(-(10**9), 10**9))
def test_every_amount_comes_in_as_it_went_out(currency: str, minor: int) -> None:
    deposit = Definition(1, "it", "It", FieldKind.MONEY, currency=currency)
    amount = Decimal(minor).scaleb({"EUR": -2, "JPY": 0, "TND": -3}[currency])
    for is_text in (True, False):
        assert value_of(deposit, unmistakable(deposit, plain(deposit, amount)), is_text=is_text) == amount
