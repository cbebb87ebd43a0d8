"""Staging: the rows of a file go into `import_row`, a few hundred a transaction, so that everybody else can work on.

A worker that dies leaves whole pieces behind; whoever does the job next goes on after them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text

from app.db import db, is_postgresql, only_reading, own_transaction
from app.domain.directory.importing.columns import Field
from app.domain.directory.importing.countries import key_of_country
from app.domain.directory.importing.decimals import SAID, DecimalSign, number_columns, sign_of
from app.domain.directory.importing.duplicates import Known, mark_duplicates, numbers_gone
from app.domain.directory.importing.filling import told_by
from app.domain.directory.importing.mapping import own_fields_in, remembered_sign
from app.domain.directory.importing.models import ImportRow, ImportRun, RowState, RunState
from app.domain.directory.importing.reading import Shape, records
from app.domain.directory.importing.rows import RowReader
from app.domain.directory.importing.runs import path_of_run, shape_of_run
from app.domain.errors import N_
from app.domain.parties.custom_fields.queries import Definition

PIECE = 1000  # rows a transaction
# PostgreSQL looks the rows up by its own idea of the table, which is old while a list grows.
_COUNTED_AFTER = frozenset(1 + PIECE * 4**n for n in range(10))
ASKED_AT_ONCE = 20  # unknown countries; the others are asked afterwards

BROKEN = N_("The file could not be read to its end. Nothing was brought in.")

Keep = Callable[[], None]
Report = Callable[[int, int], None]  # rows staged, rows in all


@dataclass(frozen=True, slots=True)
class _Plan:
    """What staging needs to know of a run, read once."""

    path: Path
    shape: Shape
    reader: RowReader
    known: Known
    total: int
    staged: int


def stage(
    run_id: int,
    *,
    keep: Keep = lambda: None,
    report: Report = lambda staged, total: None,
    may_ask: bool = False,
) -> None:
    """Stage what is not staged yet of a run. `keep` is called within each transaction, and may refuse it by raising.

    With `may_ask` a list that does not tell what stands before its decimals waits until somebody has said it.
    """
    plan = _plan_of(run_id, _sign_of(run_id, keep, may_ask=may_ask))
    if plan is None:
        return
    report(plan.staged, plan.total)
    waiting = islice(records(plan.path, plan.shape), plan.staged, None)
    number = plan.staged + 1
    while piece := list(islice(waiting, PIECE)):
        rows = [_blank() | plan.reader.read(record, n) for n, record in enumerate(piece, number)]
        with own_transaction():
            keep()
            if not _add(run_id, rows, plan.known):
                return
            if number in _COUNTED_AFTER and is_postgresql():
                db.session.execute(text("ANALYZE import_row"))
        number += len(piece)
        report(number - 1, plan.total)
    with own_transaction():
        keep()
        if run := _staging(run_id):
            run.unknown_countries = _unknown_countries(run)
            run.state = RunState.READY


def known_of(shape: Shape) -> Known:
    """What has to be known of a list before its rows are compared with who is on file."""
    keeps_numbers = Field.NUMBER in shape.fields
    return Known(
        told=told_by(shape.fields),
        header_of_number=shape.headers[shape.fields.index(Field.NUMBER)] if keeps_numbers else "",
        gone=numbers_gone() if keeps_numbers else frozenset(),
        own=tuple(own_fields_in(shape.fields)),
        headers_of_own={
            meant.id: header
            for header, meant in zip(shape.headers, shape.fields, strict=True)
            if isinstance(meant, Definition)
        },
    )


def give_up(run_id: int) -> None:
    """Reading failed for good: the run is refused, with a sentence. Called in a transaction."""
    if run := _staging(run_id):
        run.state, run.refusal = RunState.REFUSED, {"msgid": BROKEN, "values": {}}


def _sign_of(run_id: int, keep: Keep, *, may_ask: bool) -> DecimalSign:
    """What stands before the decimals of a run's list. The file is read for it before any transaction."""
    with only_reading():
        run = db.session.get(ImportRun, run_id)
        if not run or run.state is not RunState.STAGING or not run.has_rows or run.decimal_sign in SAID:
            return DecimalSign(run.decimal_sign) if run else DecimalSign.UNSAID
        path, shape = path_of_run(run), shape_of_run(run)
        remembered = remembered_sign(shape.headers) if number_columns(shape.fields) else DecimalSign.UNSAID
    sign = sign_of(path, shape, remembered=remembered)
    if sign is DecimalSign.UNSAID:
        return sign
    with own_transaction():
        keep()
        if run := _staging(run_id):
            run.decimal_sign = sign
            if sign is DecimalSign.ASKED and may_ask:
                run.state = RunState.MAPPING
    return sign


def _plan_of(run_id: int, sign: DecimalSign) -> _Plan | None:
    with own_transaction():
        run = _staging(run_id)
        if not run or not run.has_rows:
            return None
        shape = shape_of_run(run)
        reader = RowReader(
            shape.headers,
            shape.fields,
            shape.delimiter,
            run.home_country,
            sign,
            run.client_role,
            dict(run.country_answers),
        )
        return _Plan(path_of_run(run), shape, reader, known_of(shape), run.rows_total, run.rows_staged)


def _staging(run_id: int) -> ImportRun | None:
    """The run, locked, if it is still being staged: somebody may have discarded it."""
    run = db.session.get(ImportRun, run_id, with_for_update=True)
    return run if run and run.state is RunState.STAGING else None


def _add(run_id: int, rows: list[dict[str, Any]], known: Known) -> bool:
    run = _staging(run_id)
    if run is None:
        return False
    mark_duplicates(run_id, rows, known)
    # The table itself: the mapper would look at every value once more.
    table = db.metadata.tables[ImportRow.__tablename__]
    db.session.connection().execute(insert(table), [{**row, "run_id": run_id} for row in rows])
    states = Counter(row["state"] for row in rows)
    run.rows_new += states[RowState.NEW]
    run.rows_duplicate += states[RowState.DUPLICATE]
    run.rows_wrong += states[RowState.WRONG]
    run.people += sum(row["state"] is RowState.NEW and bool(row["contact_name"]) for row in rows)
    return True


def _blank() -> dict[str, Any]:
    """A row of which nothing is known, so that all rows have the same columns."""
    return dict(_DEFAULTS, reasons=[], matched=[], own={})


def _defaults() -> Iterator[tuple[str, Any]]:
    for column in ImportRow.__table__.columns:
        if column.name not in {"id", "run_id", "reasons", "matched", "own"}:
            yield column.name, column.default.arg if column.default is not None else None


_DEFAULTS = dict(_defaults())


def _unknown_countries(run: ImportRun) -> list[dict[str, Any]]:
    """The names that nobody knows and nobody was asked about yet, each once, the most frequent first."""
    new = (ImportRow.run_id == run.id, ImportRow.state == RowState.NEW, ImportRow.country_typed != "")
    typed = select(ImportRow.country_typed, func.count()).where(*new).group_by(ImportRow.country_typed)
    names: dict[str, dict[str, Any]] = {}
    for name, rows in sorted(db.session.execute(typed).all()):
        key = key_of_country(name)
        if key not in run.country_answers:
            names.setdefault(key, {"key": key, "name": name, "rows": 0})["rows"] += rows
    return sorted(names.values(), key=lambda asked: (-asked["rows"], asked["key"]))[:ASKED_AT_ONCE]
