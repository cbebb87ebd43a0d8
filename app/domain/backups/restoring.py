"""Putting a backup in the place of what is there: all of it or nothing, whatever ends it."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Table, text, update
from sqlalchemy.exc import SQLAlchemyError

from app.db import db, only_reading, rebuilding, snapshot
from app.domain import clock
from app.domain.backups import places
from app.domain.backups.cells import Kind, ToDatabase, Unfit, checked, for_postgresql, for_sqlite, kind_of
from app.domain.backups.manifest import Manifest, RangeEntry, mark_of
from app.domain.backups.reading import BROKEN, Backup, open_backup
from app.domain.errors import N_, RuleViolation, say
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history import actions as history
from app.domain.history.models import SYSTEM, Deed, EventKind
from app.domain.jobs.models import Job, JobState, Restoration
from app.domain.lifecycle import erasing
from app.domain.lifecycle.erasing import Erased

NOT_EMPTY = N_(
    "This place is not empty: %(parties)s parties, %(files)s files. Restore into an empty one; --replace puts the "
    "backup in the place of all that is here."
)
UNKNOWN_PLACE = N_("The database of this place is of a newer version of Recapito. Update this one first.")
AT_WORK = N_(
    "Somebody works with this database at this moment. Stop the server and the worker, then try again. Nothing was "
    "changed."
)
UNFIT = N_("What the backup holds in %(name)s does not fit. Nothing was changed.")
DISK_FULL = N_("There is not enough room here for the database. Nothing was changed.")
NO_ROOM = N_("There is not enough room here: the files of the backup take %(bytes)s bytes. Nothing was changed.")


# What the two databases call it: locks that were not given, and a disk that is full.
_IN_THE_WAY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, "55P03", "40P01"}
_FULL = {sqlite3.SQLITE_FULL, "53100"}


class Schema(Protocol):
    """The tables of our revisions, and how to make them: the domain does not know where migrations come from."""

    @property
    def ours(self) -> str: ...

    @property
    def known(self) -> frozenset[str]: ...

    def lead_up(self, connection: Connection, revision: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore."""

    manifest: Manifest
    ranges: tuple[RangeEntry, ...]
    deleted_again: int
    has_another_key: bool


@dataclass(frozen=True, slots=True)
class Before:
    """What a place knew that outlives its replacement: who was deleted for good, and which numbers and ids are used."""

    erased: list[Erased]
    ranges: tuple[RangeEntry, ...]
    last_ids: dict[str, int]


def restore_backup(file: Path, schema: Schema, *, secret: str, replace: bool = False) -> Restored:
    """Put a backup into this place, which has to be empty unless it is to be replaced.

    Everything is checked first. Files are written beside those that are there; then one transaction replaces all
    rows: until it commits the old state stands, from then on the new one. Whoever was deleted for good since the
    backup is deleted again. Background work waits until an admin confirms.
    Raises RuleViolation, and then nothing has changed.
    """
    with open_backup(file) as backup:
        backup.check(schema.known)
        _look_at_place(schema, replace=replace)
        with store.kept_whole(), _files_of(backup), _told_as_refusal(), rebuilding() as connection:
            places.hold_tables(connection)
            before = _leave(connection)
            _load(connection, backup, schema)
            deleted_again = _settle(connection, backup.manifest, before)
            ranges = places.ranges_of(connection)
        erasing.keep_erasures()
        key = backup.manifest.key
        return Restored(backup.manifest, ranges, deleted_again, mark_of(secret, like=key) != key)


def _look_at_place(schema: Schema, *, replace: bool) -> None:
    """Refuse a place that is not empty, and one of which we do not know what it holds."""
    with snapshot() as connection:
        revision = places.revision_of(connection)
        if revision is not None and revision not in schema.known:
            raise RuleViolation(UNKNOWN_PLACE)
        found = places.holding(connection)
    if found and not replace:
        raise RuleViolation(say(NOT_EMPTY, parties=found.parties, files=found.files))


@contextmanager
def _files_of(backup: Backup) -> Iterator[None]:
    """The files of a backup in the store; those that no row names in the end are taken out again, whatever ends it."""
    _refuse_without_room(backup.manifest)
    added: list[str] = []
    try:
        with closing(backup.files()) as files:
            for file in files:
                with backup.opened(file) as stream:
                    size = file.size if file.is_sound else backup.manifest.files_bytes
                    if store.put_back(file.blob, stream, size=size, sha256=file.sha256):
                        added.append(file.blob)
        yield
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise
        raise RuleViolation(say(NO_ROOM, bytes=backup.manifest.files_bytes)) from error
    finally:
        _forget_unnamed(added)


def _forget_unnamed(blobs: list[str]) -> None:
    """Ask whichever state stands now. A place that was never set up names none."""
    with snapshot() as connection:
        is_set_up = StoredFile.__tablename__ in places.names_here(connection)
    if is_set_up:
        with only_reading():
            store.forget_blobs(blobs)
    else:
        for blob in blobs:
            store.path_of(blob).unlink(missing_ok=True)


def _refuse_without_room(manifest: Manifest) -> None:
    store.folder().mkdir(parents=True, exist_ok=True)
    if manifest.files_bytes > shutil.disk_usage(store.folder()).free:
        raise RuleViolation(say(NO_ROOM, bytes=manifest.files_bytes))


@contextmanager
def _told_as_refusal() -> Iterator[None]:
    """What the database says no to, as a sentence: somebody is in the way, the disk is full, something does not fit."""
    driver: Any = db.engine.dialect.loaded_dbapi
    try:
        yield
    except (SQLAlchemyError, driver.Error) as error:
        said = getattr(error, "orig", error)
        code = getattr(said, "sqlstate", None) or getattr(said, "sqlite_errorcode", 0) & 0xFF
        if code in _IN_THE_WAY:
            raise RuleViolation(AT_WORK) from error
        if code in _FULL:
            raise RuleViolation(DISK_FULL) from error
        raise RuleViolation(say(UNFIT, name=type(said).__name__)) from error


def _leave(connection: Connection) -> Before:
    """Note what outlives the replacement, and drop all tables."""
    before = Before(
        erased=[*erasing.erasures_in(connection), *erasing.kept_erasures()],
        ranges=places.ranges_of(connection),
        last_ids=places.last_ids(connection),
    )
    places.drop_tables(connection)
    return before


def _load(connection: Connection, backup: Backup, schema: Schema) -> None:
    """Make the tables as they were at the backup's revision, fill them, and lead them up to ours."""
    schema.lead_up(connection, backup.manifest.revision)
    places.empty_tables(connection)
    for table in places.tables_of(connection):
        _fill(connection, table, backup)
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise RuleViolation(say(BROKEN, name="tables"))
    if backup.manifest.revision != schema.ours:
        schema.lead_up(connection, schema.ours)


def _fill(connection: Connection, table: Table, backup: Backup) -> None:
    """Write the rows of one table past SQLAlchemy, one by one as they are read: memory does not grow with them."""
    kinds = {column.name: kind_of(column) for column in table.columns}
    quote = connection.dialect.identifier_preparer.quote
    columns, name = ", ".join(quote(column) for column in kinds), quote(table.name)
    driver: Any = connection.connection.driver_connection
    dbapi: Any = connection.dialect.loaded_dbapi
    to_database = for_postgresql if connection.dialect.name == "postgresql" else for_sqlite
    try:
        with closing(backup.rows(table.name)) as found:
            rows = _values(found, kinds, to_database)
            if to_database is for_postgresql:
                with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" for _ in kinds)
                driver.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows)  # noqa: S608  (quoted)
    except (Unfit, UnicodeError, OverflowError, dbapi.IntegrityError, dbapi.DataError) as error:
        raise RuleViolation(say(UNFIT, name=f"tables/{table.name}.jsonl")) from error


def _values(rows: Iterator[dict[str, Any]], kinds: dict[str, Kind], to_database: ToDatabase) -> Iterator[list[Any]]:
    """Rows as the database takes them, in the order of the columns; what a row does not say is NULL."""
    for row in rows:
        if not row.keys() <= kinds.keys():
            raise Unfit(row)
        yield [to_database(kind, checked(kind, row[name])) if name in row else None for name, kind in kinds.items()]


def _settle(connection: Connection, manifest: Manifest, before: Before) -> int:
    """What the rows do not say by themselves: which ids were given, who was deleted for good, what waits for whom."""
    ids = places.last_ids(connection)
    given = [before.last_ids, {table.name: table.last_id for table in manifest.tables}]
    places.go_on_after(connection, {name: max(id_, *(g.get(name, 0) for g in given)) for name, id_ in ids.items()})
    db.session.execute(
        update(Job).where(Job.state == JobState.RUNNING).values(state=JobState.READY, lease_until=None),
        execution_options={"synchronize_session": False},
    )
    deleted_again = erasing.erase_again(before.erased)
    _hold(connection, manifest, before, deleted_again)
    return deleted_again


def _hold(connection: Connection, manifest: Manifest, before: Before, deleted_again: int) -> None:
    """Let background work wait for an admin, and record where all this came from."""
    act = history.open_act(Deed.RESTORE_BACKUP, history.new_key(), by=SYSTEM)
    former = {range_.kind: range_.last for range_ in before.ranges}
    restoration = Restoration(
        moment=manifest.moment,
        at=clock.now(),
        ranges=[
            {"kind": range_.kind, "last": range_.last, "before": former.get(range_.kind)}
            for range_ in places.ranges_of(connection)
        ],
        deleted_again=deleted_again,
    )
    db.session.add(restoration)
    history.record(act, EventKind.BACKUP_RESTORED, restoration)
    db.session.flush()
