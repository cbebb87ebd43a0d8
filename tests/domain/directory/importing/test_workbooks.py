"""A workbook is a list like another: what stands in its cells comes in as the office wrote it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from app.domain.directory.importing.models import RowState
from app.domain.directory.importing.sheets import text_of
from tests.domain.directory.importing.lists import counts, lines, row, staged, taken, why_wrong
from tests.domain.directory.importing.workbooks import a_workbook, written


def test_a_workbook_comes_in_like_a_list(app: Flask) -> None:
    run = staged(a_workbook(["Ragione sociale", "Città", "Referente"], ["Acme", "Torino", "Ada Bianchi"], ["Bravo"]))
    assert (run.encoding, run.sheet, counts(run)) == ("xlsx", "List", (2, 0, 0))
    assert taken(run).outcome["contacts"] == 1


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12345678901, "12345678901"),
        (12345678901.0, "12345678901"),
        ("00123", "00123"),
        (0.5, "0.5"),
        (1.1, "1.1"),
        (-7, "-7"),
        (True, "TRUE"),
        (date(2024, 2, 3), "2024-02-03"),
        (datetime(2024, 2, 3, tzinfo=UTC), "2024-02-03"),
        (datetime(2024, 2, 3, 10, 30, tzinfo=UTC), "2024-02-03 10:30"),
        ("", ""),
    ],
)
def test_a_cell_stands_there_as_the_office_writes_it(cell: Any, text: str) -> None:
    assert text_of(cell) == text


def test_numbers_dates_and_texts_keep_what_they_are(app: Flask) -> None:
    run = staged(
        a_workbook(
            ["Company", "Tax ID", "Postal code", "Customer since", "Notes"],
            ["Acme", 12345678901, "00123", date(2021, 6, 24), datetime(2024, 2, 3, 10, 30, tzinfo=UTC)],
        )
    )
    acme = row(run, 1)
    assert (acme.tax_id, acme.postal_code, acme.customer_since) == ("12345678901", "00123", date(2021, 6, 24))
    assert acme.notes == "2024-02-03 10:30"


def test_a_formula_stands_for_its_value_and_one_that_failed_is_wrong(app: Flask) -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Company", "City", "Notes"])
        sheet.write_row(1, 0, ["Acme", "Rome"])
        sheet.write_formula(1, 2, "=1+1", value=2)
        sheet.write_row(2, 0, ["Bravo"])
        sheet.write_formula(2, 1, "=NA()", value="#N/A")
        sheet.write_row(3, 0, ["Ciao", "Pisa"])
        sheet.write_formula(3, 2, "=1/0", value="#DIV/0!")

    run = staged(written(write))
    assert (row(run, 1).notes, counts(run)) == ("2", (1, 0, 2))
    assert why_wrong(run, 2) == [("City", "The formula has failed: #N/A.")]
    assert why_wrong(run, 3) == [("Notes", "The formula has failed: #DIV/0!.")]


def test_empty_rows_and_columns_before_the_list_do_no_harm_and_lines_are_the_spreadsheet_s(app: Flask) -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(3, 2, ["Company", "City"])
        sheet.write_row(5, 2, ["Acme", "Rome"])
        sheet.write_row(9, 2, ["Bravo", "Pisa"])

    assert [(line.name, line.city, line.line) for line in lines(staged(written(write)))] == [
        ("Acme", "Rome", 6),
        ("Bravo", "Pisa", 10),
    ]


def test_a_merged_header_names_its_first_column_and_a_cell_beyond_the_header_makes_its_row_wrong(app: Flask) -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Company")
        sheet.merge_range(0, 1, 0, 2, "City")
        sheet.write_row(1, 0, ["Acme", "Rome", "ignored"])
        sheet.write_row(2, 0, ["Bravo", "Pisa", "", "beyond"])
        sheet.write_blank(3, 16_383, None, book.add_format({"bold": True}))

    run = staged(written(write))
    assert [line.state for line in lines(run)] == [RowState.WRONG, RowState.WRONG]
    assert why_wrong(run, 2) == [("", "Cells: 4 instead of 2.")]


def test_the_first_sheet_with_rows_is_read_and_hidden_ones_are_not(app: Flask) -> None:
    def write(book: Any) -> None:
        book.add_worksheet("Empty")
        book.add_worksheet("Secret").write_column(0, 0, ["Company", "Nobody"])
        book.add_worksheet("List").write_column(0, 0, ["Company", "Acme"])
        book.get_worksheet_by_name("Empty").activate()
        book.get_worksheet_by_name("Secret").hide()

    run = staged(written(write))
    assert (run.sheet, run.sheets, [line.name for line in lines(run)]) == ("List", ["List"], ["Acme"])
