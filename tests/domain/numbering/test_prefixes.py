"""A prefix is flat text with {year} and {month}; numbers are read back by it, in Python and by the database alike."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.numbering.prefixes import fill, highest_of, is_plain, look_alike, unknown_placeholder, value_in
from app.domain.parties.models import Party
from tests.support.builders import a_client


def test_only_year_and_month_mean_something_in_braces() -> None:
    said = {"C-{week}": "{week}", "{Year}": "{Year}", "{": "{", "a}b": "}", "{year}{": "{", "{{year}}": "{"}
    said |= {"{0.__class__}": "{0.__class__}", "{year}-{month}": "", "C-": ""}
    assert {prefix: unknown_placeholder(prefix) for prefix in said} == said


@pytest.mark.parametrize("prefix", ["", "C-", "{year}", "INV {year}/{month}-", "#1.", "a_b"])
def test_letters_digits_and_signs_that_every_file_takes_are_plain(prefix: str) -> None:
    assert is_plain(prefix)


@pytest.mark.parametrize("prefix", ["=1", "-C", "Ś-", "C;", "C\n", "C,", "+", "@", "(C)", "%s", "<b>"])
def test_what_a_spreadsheet_runs_or_a_file_does_not_take_is_not(prefix: str) -> None:
    assert not is_plain(prefix)


def test_a_month_has_two_digits_and_a_year_four() -> None:
    assert fill("{year}/{month}-", year=2026, month=3) == "2026/03-"


READ = [
    ("C-0042", "C-", None, (42, None)),
    ("c42", "C-", None, (42, None)),
    ("C 0042", "C-", None, (42, None)),
    ("C-", "C-", None, None),
    ("C-4x", "C-", None, None),
    ("K-0042", "C-", None, None),
    ("C-1234567890", "C-", None, None),
    ("C-000000000042", "C-", None, (42, None)),
    ("2026-0007", "{year}-", None, (7, 2026)),
    ("2026-0007", "{year}-", 2026, (7, 2026)),
    ("2025-0007", "{year}-", 2026, None),
    ("C-2026/11-0003", "C-{year}/{month}-", 2026, (3, 2026)),
    ("10042", "1", None, (42, None)),
    ("0042", "", None, (42, None)),
]


@pytest.mark.parametrize(("number", "prefix", "year", "found"), READ)
def test_a_number_is_read_by_its_prefix(number: str, prefix: str, year: int | None, found: object) -> None:
    assert value_in(number, prefix, year=year) == found


def test_a_year_that_stands_twice_is_one_year() -> None:
    assert value_in("2026-2026-0001", "{year}-{year}-") == (1, 2026)
    assert value_in("2026-2025-0001", "{year}-{year}-") is None


@pytest.mark.parametrize(("number", "prefix", "year", "found"), READ)
def test_the_database_reads_it_alike(
    app: Flask, number: str, prefix: str, year: int | None, found: tuple[int, object] | None
) -> None:
    a_client().number = number
    db.session.commit()
    assert db.session.scalar(select(highest_of(Party.number, prefix, year=year))) == (found[0] if found else None)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("C-", "c", True),
        ("C-", "C/", True),
        ("C-", "C-1", True),  # C-10001
        ("C-", "C-{year}", True),  # C-20260001
        ("", "1", True),
        ("", "{year}", True),
        ("C-", "S-", False),
        ("", "S-", False),
        ("C-", "C-{year}-", False),
        ("C-", "CA-", False),
    ],
)
def test_two_prefixes_that_can_make_one_number_look_alike(one: str, other: str, meet: bool) -> None:
    assert look_alike(one, other) is look_alike(other, one) is meet
