"""The life of an import around its rows: the upload, the answers about countries, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, BinaryIO

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.db import db, deed, is_postgresql
from app.domain import clock
from app.domain.directory.importing.cells import readable
from app.domain.directory.importing.countries import country_of
from app.domain.directory.importing.models import ImportRow, ImportRun, RunState
from app.domain.directory.importing.reading import LIMIT, TOO_LARGE, Shape, count_records, shape_of
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
    """Put a file into the store and see what it is, before any transaction. Raises RuleViolation and keeps nothing."""
    label = readable(name).replace("\\", "/").rpartition("/")[2].strip() or "list.csv"
    try:
        file = store.write(stream, name=label, content_type="text/csv", limit=LIMIT)
    except store.TooLarge:
        raise RuleViolation(TOO_LARGE, field="file") from None
    path = store.path_of(file.blob)
    try:
        shape = shape_of(path)
        return Received(file, shape, count_records(path, shape))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@deed
def start_import(
    received: Received,
    key: str,
    *,
    client_role: ClientRole = ClientRole.CUSTOMER,
    home_country: str = "",
    by: Actor,
    in_background: bool = True,
) -> int:
    """Begin an import and leave the staging to a worker, unless the caller does it. Returns the run's id.

    The same key with the same file again gives the first run. Raises RuleViolation for another file under it.
    """
    values = {
        **_seen_in(received),
        "key": key[:64] or new_key(),
        "client_role": client_role,
        "home_country": home_country,
        "by_id": by.id,
        "by_name": by.name,
    }
    build = pg_insert if is_postgresql() else sqlite_insert
    added = build(ImportRun).values(values).on_conflict_do_nothing(index_elements=["key"]).returning(ImportRun.id)
    run_id = db.session.scalar(added)
    if run_id is None:
        received.drop()
        earlier = db.session.scalars(select(ImportRun).where(ImportRun.key == values["key"])).one()
        if earlier.sha256 != received.file.sha256 or earlier.client_role is not client_role:
            raise RuleViolation(SENT_BEFORE)
        return earlier.id
    db.session.add(received.file)
    db.session.flush()
    db.session.execute(update(ImportRun).where(ImportRun.id == run_id).values(file_id=received.file.id))
    if in_background:
        _leave_job(run_id, 1)
    return run_id


def _seen_in(received: Received) -> dict[str, Any]:
    """What the file itself says of the run."""
    shape, file = received.shape, received.file
    return {
        "name": file.name,
        "sha256": file.sha256,
        "encoding": shape.encoding,
        "delimiter": shape.delimiter,
        "columns": [
            {"header": header, "field": name} for header, name in zip(shape.headers, shape.fields, strict=True)
        ],
        "rows_total": received.rows,
    }


@deed
def answer_countries(run_id: int, answers: Mapping[str, str], *, in_background: bool = True) -> None:
    """Say which countries the unknown names mean (key → ISO code, or nothing), and stage the rows again with that.

    Names that were not asked are left out; so is a code that is none. Raises RuleViolation once it is taken over.
    """
    run = lock_run(run_id)
    if run.state is RunState.TAKEN:
        raise RuleViolation(TAKEN)
    if run.state is not RunState.READY:
        return  # a double click: the answers are on their way
    asked = {question["key"] for question in run.unknown_countries}
    given = {key: country_of(code) or "" for key, code in answers.items() if key in asked}
    run.country_answers = {**run.country_answers, **given}
    run.unknown_countries = [question for question in run.unknown_countries if question["key"] not in given]
    if any(given.values()) or not run.unknown_countries:
        _stage_again(run, in_background=in_background)


def _stage_again(run: ImportRun, *, in_background: bool) -> None:
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
    if run.state is RunState.TAKEN:
        raise RuleViolation(TAKEN)
    file = db.session.get(StoredFile, run.file_id) if run.file_id else None
    db.session.execute(delete(ImportRow).where(ImportRow.run_id == run_id))
    db.session.delete(run)
    db.session.flush()
    if file:
        db.session.delete(file)  # the sweeper removes its blob


def forget_old_runs() -> None:
    """After a month nobody needs the file and the staged rows; of what was taken over the counts stay."""
    old = select(ImportRun.id).where(ImportRun.created_at < clock.now() - KEPT)
    files = select(ImportRun.file_id).where(ImportRun.id.in_(old), ImportRun.file_id.is_not(None))
    forgotten = list(db.session.scalars(files))
    db.session.execute(delete(ImportRow).where(ImportRow.run_id.in_(old)))
    db.session.execute(delete(ImportRun).where(ImportRun.id.in_(old), ImportRun.state != RunState.TAKEN))
    db.session.execute(update(ImportRun).where(ImportRun.file_id.in_(forgotten)).values(file_id=None))
    db.session.execute(delete(StoredFile).where(StoredFile.id.in_(forgotten)))


def lock_run(run_id: int) -> ImportRun:
    """One run, locked until the transaction ends and read afresh. Raises NotFound."""
    run = db.session.get(ImportRun, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        raise NotFound(run_id)
    return run
