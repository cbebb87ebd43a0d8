"""Rows as comma-separated text (RFC 4180), in UTF-8 with its mark, so that spreadsheets see what it is."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from io import StringIO

from app.domain.directory.exporting.queries import Cells
from app.domain.directory.importing.cells import harmless


def csv_of(headers: Cells, batches: Iterable[Iterable[Cells]]) -> Iterator[bytes]:
    """The file in pieces, one a batch. Cells that a spreadsheet would take for formulas are made harmless."""
    yield BOM_UTF8 + _lines([list(map(harmless, headers))])
    for rows in batches:
        yield _lines(map(harmless, cells) for cells in rows)


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
