"""A workbook: all that it holds is text, whatever it looks like."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

import pytest
from lxml import etree

from app.domain.directory.exporting import xlsx_file
from app.domain.directory.exporting.columns import HEADERS
from app.domain.directory.exporting.xlsx_file import ROOM, xlsx_of

XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EMPTY = [""] * len(HEADERS)


class Broken(Exception):
    """The database is gone."""


def row(*cells: str) -> list[str]:
    """A row that begins with these cells."""
    return [*cells, *EMPTY[len(cells) :]]


def sheets(file: BinaryIO) -> list[list[dict[str, str]]]:
    """The cells of each sheet, row by row, by their columns' letters. Fails on a cell that is no text."""
    with file, ZipFile(file) as parts:
        names = sorted(name for name in parts.namelist() if re.match(r"xl/worksheets/sheet\d+\.xml", name))
        return [[cells_of(r) for r in etree.fromstring(parts.read(name)).iter(f"{XML}row")] for name in names]


def cells_of(element: etree._Element) -> dict[str, str]:
    cells = {}
    for cell in element.iter(f"{XML}c"):
        assert cell.get("t") == "inlineStr"
        assert cell.find(f"{XML}f") is None
        assert cell.find(f"{XML}v") is None
        cells[str(cell.get("r")).rstrip("0123456789")] = "".join(cell.itertext())
    return cells


def test_a_sheet_begins_with_the_headers_of_the_text() -> None:
    ((header,),) = sheets(xlsx_of([]))
    assert list(header.values()) == HEADERS


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+39 011 555 0101", "-2", "@SUM(A1)", "'=1", "{=1}", "https://acme.example.com", "0012", "1e5", "TRUE",
     "internal:Sheet2!A1", "mailto:a@b.example.com", "<b>&", " Via  Roma ", "first\nsecond", "Łódź 🏢"],
)  # fmt: skip
def test_what_looks_like_a_formula_a_number_or_a_link_is_text_as_it_is(cell: str) -> None:
    ((_, found),) = sheets(xlsx_of([[row(cell)]]))
    assert found == {"A": cell}


def test_what_is_typed_over_a_cell_stays_text_too() -> None:
    with xlsx_of([[row("=1+1")]]) as file, ZipFile(file) as parts:
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml")


def test_a_text_longer_than_a_cell_says_that_it_is_cut() -> None:
    ((_, whole, cut),) = sheets(xlsx_of([[row("x" * ROOM), row("x" * (ROOM + 1))]]))
    assert whole["A"] == "x" * ROOM
    assert cut["A"] == "x" * (ROOM - 1) + "…"


def test_what_does_not_fit_on_a_sheet_goes_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "ROWS", 3)
    found = sheets(xlsx_of([[row("1"), row("2")], [row("3"), row("4"), row("5")]]))
    assert [[cells["A"] for cells in sheet] for sheet in found] == [
        ["Our number", "1", "2"], ["Our number", "3", "4"], ["Our number", "5"],
    ]  # fmt: skip


def test_nothing_is_left_behind_not_even_when_reading_breaks_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def broken() -> Iterator[list[list[str]]]:
        yield [row("1")]
        raise Broken

    with pytest.raises(Broken):
        xlsx_of(broken())
    assert list(tmp_path.iterdir()) == []
    xlsx_of([[row("1")]]).close()
    assert list(tmp_path.iterdir()) == []
