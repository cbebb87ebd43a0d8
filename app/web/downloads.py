"""Answers as CSV (RFC 4180): sent as they are read, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from flask import Response, stream_with_context

from app.domain.directory.importing.cells import harmless

BOM = "\ufeff"  # by which spreadsheets know that this is UTF-8
PIECE = 64 * 1024  # characters that are sent at once


def csv_answer(head: Iterable[str], rows: Iterable[Iterable[str]], *, name: str) -> Response:
    """A file to download, row by row: it takes no more memory than a piece.

    When the database fails in the middle, the connection breaks off: a short file must not look like a whole one.
    """
    answer = Response(stream_with_context(written(head, rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def written(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The text of the file, in pieces."""
    piece = io.StringIO()
    writer = csv.writer(piece)
    piece.write(BOM)
    writer.writerow([harmless(cell) for cell in head])
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        if piece.tell() >= PIECE:
            yield piece.getvalue()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue()
