"""Files of rows to download, sent while they are read.

Nobody may take half a file for a whole one: where reading breaks off, so does the connection, and the browser says
that the download failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from flask import Response, stream_with_context

from app.domain.directory.exporting.csv_file import csv_of
from app.domain.directory.exporting.queries import Cells

CSV = "text/csv; charset=utf-8"


def csv_answer(headers: Cells, batches: Iterator[Iterable[Cells]], *, name: str) -> Response:
    """A CSV file. Its first rows are read before: a database that is busy or gone answers with a page."""
    first = list(islice(batches, 1))
    answer = Response(stream_with_context(csv_of(headers, chain(first, batches))), content_type=CSV)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
