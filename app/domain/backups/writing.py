"""Making a backup: rows and files of one moment, while everybody works on."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy import Connection, Table, select

from app.db import snapshot
from app.domain import clock
from app.domain.backups import places
from app.domain.backups.cells import as_read, kind_of, written
from app.domain.backups.manifest import LEFT_OUT, MANIFEST, Manifest, TableEntry, mark_of
from app.domain.errors import N_, RuleViolation, say
from app.domain.files import store
from app.domain.files.models import StoredFile

_ROWS = 1000  # that are held at once
_CHUNK = 1024 * 1024
# What takes no more room when it is packed again.
_PACKED = ("image/", "application/pdf", "application/zip", "application/vnd.openxmlformats")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

IN_THE_WAY = N_("%(file)s is there already. Choose another name.")
IN_HAND = N_("%(file)s is being written by another backup at this moment.")
NO_ROOM = N_("There is not enough room for the backup on this disk. Nothing was kept.")
NOT_WRITTEN = N_("The backup could not be written: %(reason)s. Nothing was kept.")


class FileEntry(NamedTuple):
    """What has to be known of a stored file once the snapshot is over."""

    id: int
    blob: str
    sha256: str
    content_type: str


def make_backup(file: Path, *, version: str, revision: str, secret: str) -> Manifest:
    """Write all that the office knows into a new ZIP, which only its owner may read. It is there as a whole or not.

    Rows are of one moment, and every file that they name is there: nobody sweeps meanwhile. The secret key is not in
    it. Raises RuleViolation when the file is there already, or cannot be written.
    """
    if file.exists() or file.is_symlink():
        raise RuleViolation(say(IN_THE_WAY, file=str(file)))
    try:
        with _whole_or_nothing(file) as out, store.kept_whole(), ZipFile(out, "w", ZIP_DEFLATED) as archive:
            return _fill(archive, version=version, revision=revision, secret=secret)
    except FileExistsError:
        raise RuleViolation(say(IN_THE_WAY, file=str(file))) from None
    except OSError as error:
        if error.errno in _FULL:
            raise RuleViolation(NO_ROOM) from error
        raise RuleViolation(say(NOT_WRITTEN, reason=error.strerror or str(error))) from error


def _fill(archive: ZipFile, *, version: str, revision: str, secret: str) -> Manifest:
    with tempfile.TemporaryFile() as named:
        with snapshot() as connection:
            places.keep_tables(connection)
            tables = places.tables_of(connection, but=LEFT_OUT)
            last_ids = places.last_ids(connection)
            moment = clock.now()
            entries = tuple(_write_table(archive, connection, table, last_ids[table.name]) for table in tables)
            ranges = places.ranges_of(connection)
            database = connection.dialect.name
            _list_files(connection, named)
        found = _write_files(archive, named)
    manifest = Manifest(
        version=version,
        revision=revision,
        moment=moment,
        database=database,
        tables=entries,
        ranges=ranges,
        key=mark_of(secret),
        **found,
    )
    archive.writestr(MANIFEST, json.dumps(manifest.as_json(), indent=1))
    return manifest


def _write_table(archive: ZipFile, connection: Connection, table: Table, last_id: int) -> TableEntry:
    rows = size = 0
    with archive.open(_entry(f"tables/{table.name}.jsonl"), "w", force_zip64=True) as out:
        for lines, data in _pieces(connection, table):
            rows, size = rows + lines, size + len(data)
            out.write(data)
    return TableEntry(table.name, rows, size, last_id)


def _pieces(connection: Connection, table: Table) -> Iterator[tuple[int, bytes]]:
    """The rows of a table in the order of their ids, some at a time, as lines of JSON."""
    columns = [(column.name, kind_of(column)) for column in table.columns]
    asked = select(*(as_read(column).label(column.name) for column in table.columns)).order_by(table.c.id)
    for rows in connection.execute(asked.execution_options(yield_per=_ROWS)).partitions():
        lines = [
            json.dumps(
                {
                    name: written(kind, value)
                    for (name, kind), value in zip(columns, row, strict=True)
                    if value is not None
                },
                ensure_ascii=False,
                separators=(",", ":"),
            )
            for row in rows
        ]
        yield len(lines), ("\n".join(lines) + "\n").encode()


def _list_files(connection: Connection, out: IO[bytes]) -> None:
    """Note which files the rows of the snapshot name: it is over before they are read."""
    columns = (StoredFile.id, StoredFile.blob, StoredFile.sha256, StoredFile.content_type)
    asked = select(*columns).order_by(StoredFile.id).execution_options(yield_per=_ROWS)
    for row in connection.execute(asked):
        out.write(json.dumps(tuple(row)).encode() + b"\n")
    out.seek(0)


def _write_files(archive: ZipFile, named: IO[bytes]) -> dict[str, Any]:
    """Every file under its row's id; how many there are, and which were not there or not what their rows say."""
    count = size = 0
    missing, damaged = [], []
    for line in named:
        entry = FileEntry(*json.loads(line))
        try:
            file = store.path_of(entry.blob).open("rb")
        except FileNotFoundError:
            missing.append(entry.id)
            continue
        digest = hashlib.sha256()
        with file, archive.open(_entry(f"files/{entry.id}", entry.content_type), "w", force_zip64=True) as out:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += out.write(chunk)
        count += 1
        if digest.hexdigest() != entry.sha256:
            damaged.append(entry.id)
    return {"files": count, "files_bytes": size, "missing": tuple(missing), "damaged": tuple(damaged)}


def _entry(name: str, content_type: str = "") -> ZipInfo:
    info = ZipInfo(name, clock.now().timetuple()[:6])
    info.compress_type = ZIP_STORED if content_type.startswith(_PACKED) else ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


@contextmanager
def _whole_or_nothing(file: Path) -> Iterator[IO[bytes]]:
    """A file that bears its name once it is complete and on the disk; whatever ends the writing leaves nothing behind.

    Raises FileExistsError when somebody else took the name meanwhile.
    """
    unfinished = file.with_name(f"{file.name}.part")
    descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "r+b") as out:
        try:
            fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuleViolation(say(IN_HAND, file=str(file))) from None
        if not os.fstat(descriptor).st_nlink:  # the other one has just finished
            raise RuleViolation(say(IN_THE_WAY, file=str(file)))
        try:
            os.fchmod(descriptor, 0o600)
            out.truncate()  # what one left that was killed
            yield out
            out.flush()
            os.fsync(descriptor)
            _give_name(unfinished, file)
        finally:
            unfinished.unlink(missing_ok=True)
    _sync_folder(file.parent)


def _give_name(unfinished: Path, file: Path) -> None:
    """Rename without putting anything out of its place."""
    try:
        file.hardlink_to(unfinished)
    except FileExistsError:
        raise
    except OSError:  # a disk that knows no second names
        if file.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file)) from None
        unfinished.rename(file)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
