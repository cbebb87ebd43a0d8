"""The wrong rows of a list as they stood in the file, with the reasons, to be put right and to come again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.db import db, only_reading
from app.domain.directory.importing.models import ImportRow, ImportRun, RowState
from app.domain.directory.importing.queries import Reason, reasons_of
from app.domain.directory.importing.reading import cells_of, records
from app.domain.directory.importing.runs import path_of_run, shape_of_run

BATCH = 500


@dataclass(frozen=True, slots=True)
class WrongRow:
    """One row of the file: a cell for each column, those beyond, the line where it begins, and why it is wrong."""

    cells: list[str]
    beyond: list[str]
    line: int
    reasons: list[Reason]


def wrong_rows_of(run: ImportRun) -> Iterator[list[WrongRow]]:
    """The wrong rows of a run in batches, in the order of the file, which is read once; each batch in a transaction of
    its own. Raises NotFound at once when the file is kept no longer.
    """
    shape, path = shape_of_run(run), path_of_run(run)
    waiting = enumerate(records(path, shape), 1)
    return _matched(run.id, waiting, width=len(shape.headers), is_text=not shape.sheet)


def _matched(run_id: int, waiting: Iterator[tuple[int, Any]], *, width: int, is_text: bool) -> Iterator[list[WrongRow]]:
    """The rows of the file that are wrong by what was staged of them. Short ones are as wide as the header."""
    last = 0
    while True:
        with only_reading():
            found = db.session.execute(_next_wrong(run_id, last)).all()
        batch = []
        for number, reasons in found:
            _, record = next(pair for pair in waiting if pair[0] == number)
            cells = cells_of(record, is_text=is_text)
            cells += [""] * (width - len(cells))
            batch.append(WrongRow(cells[:width], cells[width:], record.line, reasons_of(reasons)))
            last = number
        yield batch
        if len(found) < BATCH:
            return


def _next_wrong(run_id: int, last: int) -> Any:
    wrong = (ImportRow.run_id == run_id, ImportRow.state == RowState.WRONG, ImportRow.number > last)
    return select(ImportRow.number, ImportRow.reasons).where(*wrong).order_by(ImportRow.number).limit(BATCH)
