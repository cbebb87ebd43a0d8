"""A list as a workbook. Every cell is text, marked as such: no spreadsheet ever takes one for a formula or a number."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from xlsxwriter import Workbook

from app.domain.directory.exporting.columns import Head, heads_of
from app.domain.directory.exporting.queries import Cells

ROWS = 1_048_576  # that fit on a sheet, its header included
NO_FIELDS = tuple(heads_of(()))
ROOM = 32_767  # characters that fit into a cell


def xlsx_of(batches: Iterable[Iterable[Cells]], heads: Sequence[Head] = NO_FIELDS) -> BinaryIO:
    """The workbook as a temporary file, at its begin; closing it removes it. Memory does not grow with the list."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (whoever gets it closes it)
    try:
        # Sheets are written here first, and go with the folder, whatever happens.
        with tempfile.TemporaryDirectory() as folder:
            book = Workbook(file, {"constant_memory": True, "tmpdir": folder, "use_zip64": True})
            try:
                _write(book, heads, batches)
            finally:
                book.close()
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _write(book: Workbook, heads: Sequence[Head], batches: Iterable[Iterable[Cells]]) -> None:
    # What is typed over such a cell stays text, too: an apostrophe that is not part of it stands before it.
    as_text = book.add_format({"quote_prefix": True})
    sheet, line = _sheet(book, heads), 0
    for rows in batches:
        for cells in rows:
            line += 1
            if line == ROWS:
                sheet, line = _sheet(book, heads), 1
            for place, cell in enumerate(cells):
                if cell:
                    sheet.write_string(line, place, cell if len(cell) <= ROOM else cell[: ROOM - 1] + "…", as_text)


def _sheet(book: Workbook, heads: Sequence[Head]) -> Any:
    """A sheet with its header, which stays in sight."""
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for place, head in enumerate(heads):
        sheet.set_column(place, place, head.width)
        sheet.write_string(0, place, head.words, bold)
    sheet.freeze_panes(1, 0)
    # A tax ID is no number, and need not be told so in green.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS}"})
    return sheet
