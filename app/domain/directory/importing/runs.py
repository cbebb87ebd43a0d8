"""The life of an import around its rows: the upload, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.db import db, deed, is_postgresql
from app.domain import clock
from app.domain.directory.importing.cells import readable
from app.domain.directory.importing.columns import NAMING
from app.domain.directory.importing.decimals import DecimalSign
from app.domain.directory.importing.mapping import columns_seen, fields_of_run, mapping_of
from app.domain.directory.importing.models import ImportRow, ImportRun, RunState
from app.domain.directory.importing.reading import (
    LIMIT,
    NO_HEADER,
    TOO_LARGE,
    Shape,
    count_records,
    shape_of,
)
from app.domain.directory.importing.unpacking import is_workbook, unpacked
from app.domain.errors import N_, NotFound, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.actions import new_key
from app.domain.history.models import Actor
from app.domain.jobs import actions as jobs
from app.domain.jobs.models import JobKind
from app.domain.parties.models import ClientRole

KEPT = timedelta(days=30)

SENT_BEFORE = N_("This form was sent before with other data. Open it again, please.")
TAKEN = N_("This list is taken over already.")
OVER = frozenset({RunState.TAKING, RunState.TAKEN, RunState.UNDONE})  # nobody decides about it any more
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is a list of clients: in the store, its row not yet added."""

    file: StoredFile
    shape: Shape
    rows: int

    def drop(self) -> None:
        """Remove it from the store again."""
        store.path_of(self.file.blob).unlink(missing_ok=True)


def receive(stream: BinaryIO, *, name: str) -> Received:
    """Put a file into the store and see what it is, before any transaction. Raises RuleViolation and keeps nothing.

    Of a workbook the store keeps what `unpacking` made of it.
    """
    label = readable(name).replace("\\", "/").rpartition("/")[2].strip() or "list.csv"
    file = _stored(stream, label, "text/csv")
    path = store.path_of(file.blob)
    try:
        with path.open("rb") as written:
            is_book = is_workbook(written.read(4))
        if is_book:
            with unpacked(path) as book:
                path.unlink()
                file = _stored(book, label, XLSX)
            path = store.path_of(file.blob)
        shape = shape_of(path)
        return Received(file, shape, count_records(path, shape))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _stored(stream: BinaryIO, name: str, content_type: str) -> StoredFile:
    try:
        return store.write(stream, name=name, content_type=content_type, limit=LIMIT)
    except store.TooLarge:
        raise RuleViolation(TOO_LARGE, field="file") from None


@deed
def start_import(
    received: Received,
    key: str,
    *,
    client_role: ClientRole = ClientRole.CUSTOMER,
    home_country: str = "",
    decimal_sign: DecimalSign = DecimalSign.UNSAID,
    by: Actor,
    in_background: bool = True,
    may_ask: bool = False,
) -> int:
    """Begin an import and leave the staging to a worker, unless the caller does it. Returns the run's id.

    With `may_ask` a list whose columns are not certain waits until somebody has said what they hold (`map_columns`).
    The same key with the same file again gives the first run. Raises RuleViolation for another file under it, and for
    a list that does not say whom it is about where nobody can be asked.
    """
    values = {
        **_seen_in(received, may_ask=may_ask),
        "key": key[:64] or new_key(),
        "client_role": client_role,
        "home_country": home_country,
        "decimal_sign": decimal_sign,
        "by_id": by.id,
        "by_name": by.name,
    }
    build = pg_insert if is_postgresql() else sqlite_insert
    added = build(ImportRun).values(values).on_conflict_do_nothing(index_elements=["key"]).returning(ImportRun.id)
    run_id = db.session.scalar(added)
    if run_id is None:
        return _begun_before(received, values)
    db.session.add(received.file)
    db.session.flush()
    db.session.execute(update(ImportRun).where(ImportRun.id == run_id).values(file_id=received.file.id))
    if in_background and values["state"] is RunState.STAGING:
        _leave_job(run_id, 1)
    return run_id


def _begun_before(received: Received, values: dict[str, Any]) -> int:
    """The run that this form began when it was sent first. Raises RuleViolation where it brought something else."""
    received.drop()
    earlier = db.session.scalars(select(ImportRun).where(ImportRun.key == values["key"])).one()
    if earlier.sha256 != received.file.sha256 or earlier.client_role is not values["client_role"]:
        raise RuleViolation(SENT_BEFORE)
    return earlier.id


def _seen_in(received: Received, *, may_ask: bool) -> dict[str, Any]:
    """What the file itself says of the run, and whether somebody has to say what its columns hold."""
    shape, file = received.shape, received.file
    mapping = mapping_of(shape.headers, shape.fields)
    if not may_ask and NAMING.isdisjoint(mapping.fields):
        received.drop()
        raise RuleViolation(NO_HEADER, field="file")
    return {
        "columns": columns_seen(shape.headers, mapping.fields),
        "state": RunState.MAPPING if may_ask and not mapping.is_settled else RunState.STAGING,
        "name": file.name,
        "sha256": file.sha256,
        "encoding": shape.encoding,
        "delimiter": shape.delimiter,
        "sheet": shape.sheet,
        "sheets": list(shape.sheets),
        "rows_total": received.rows,
    }


def stage_again(run: ImportRun, *, in_background: bool) -> None:
    """Forget the staged rows of a locked run, and read the file again."""
    db.session.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
    run.state, run.passes, run.unknown_countries = RunState.STAGING, run.passes + 1, []
    run.rows_new = run.rows_duplicate = run.rows_wrong = run.people = 0
    if in_background:
        _leave_job(run.id, run.passes)


def _leave_job(run_id: int, passes: int) -> None:
    jobs.enqueue(JobKind.STAGE_IMPORT, f"stage import {run_id}, pass {passes}", {"run": run_id})


@deed
def discard_import(run_id: int) -> None:
    """Forget an import that was not taken over, with its rows and its file. Raises NotFound, RuleViolation."""
    run = lock_run(run_id)
    if run.state in OVER:
        raise RuleViolation(TAKEN)
    file = db.session.get(StoredFile, run.file_id) if run.file_id else None
    db.session.execute(delete(ImportRow).where(ImportRow.run_id == run_id))
    db.session.delete(run)
    db.session.flush()
    if file:
        db.session.delete(file)  # the sweeper removes its blob


def forget_old_runs() -> None:
    """After a month nobody needs the file and the staged rows; of what was taken over the counts stay."""
    is_old = ImportRun.created_at < clock.now() - KEPT
    old = select(ImportRun.id).where(is_old, ImportRun.state != RunState.TAKING)
    files = select(ImportRun.file_id).where(ImportRun.id.in_(old), ImportRun.file_id.is_not(None))
    forgotten = list(db.session.scalars(files))
    db.session.execute(delete(ImportRow).where(ImportRow.run_id.in_(old)))
    db.session.execute(delete(ImportRun).where(ImportRun.id.in_(old), ImportRun.state.not_in(OVER)))
    db.session.execute(update(ImportRun).where(ImportRun.file_id.in_(forgotten)).values(file_id=None, columns=[]))
    db.session.execute(delete(StoredFile).where(StoredFile.id.in_(forgotten)))


def lock_run(run_id: int) -> ImportRun:
    """One run, locked until the transaction ends and read afresh. Raises NotFound."""
    run = db.session.get(ImportRun, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        raise NotFound(run_id)
    return run


def path_of_run(run: ImportRun) -> Path:
    """Where the file of a run lies. Raises NotFound when it is kept no longer."""
    file = db.session.get(StoredFile, run.file_id) if run.file_id else None
    if file is None or not run.columns:
        raise NotFound(run.id)
    return store.path_of(file.blob)


def shape_of_run(run: ImportRun) -> Shape:
    """How the file of a run is read."""
    headers = [column["header"] for column in run.columns]
    return Shape(run.encoding, run.delimiter, headers, fields_of_run(run), run.sheet)
