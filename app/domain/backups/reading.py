"""A backup as it is read: from wherever it comes, nothing in it is believed before it was checked."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from app.db import db
from app.domain.backups.manifest import FORMAT, LEFT_OUT, MANIFEST, Manifest, TableEntry
from app.domain.errors import N_, RuleViolation, say
from app.domain.files import store
from app.domain.files.models import StoredFile

_LONGEST_MANIFEST, _LONGEST_LINE = 16_000_000, 64_000_000  # bytes
_CHUNK = 1024 * 1024
_FILES = StoredFile.__tablename__

NO_BACKUP = N_("This is no backup of Recapito, or not a whole one.")
BROKEN = N_("The backup is damaged at %(name)s. Nothing was changed.")
NEWER = N_("The backup was made by a newer version of Recapito (%(version)s). Update this place first.")


class FileRow(NamedTuple):
    """A file as its row in the backup names it, of which everything was checked."""

    id: int
    blob: str
    size: int
    sha256: str
    is_sound: bool  # False: it was damaged before the backup was made, and is in it as it was


class Backup:
    """An open backup. What it says of itself has been read; `check` looks at all the rest."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.manifest = self._read_manifest()

    def check(self, known: frozenset[str]) -> None:
        """Look at everything before anything is touched. `known` are the revisions that this version can read.

        Nothing is taken from the ZIP by its name there: entries that the manifest and the rows do not announce, in
        name or size, refuse the whole. Raises RuleViolation.
        """
        if self.manifest.revision not in known:
            raise RuleViolation(say(NEWER, version=self.manifest.version))
        names = [table.name for table in self.manifest.tables]
        if len(set(names)) != len(names) or not set(names) <= set(db.metadata.tables) - set(LEFT_OUT):
            _refuse(MANIFEST)
        announced = {MANIFEST}
        for table in self.manifest.tables:
            for _row in self.rows(table.name):
                pass
            announced.add(table.path)
        announced |= set(self._check_files())
        entries = [entry.filename for entry in self._archive.infolist()]
        for name in entries:
            if name not in announced:
                _refuse(name)
        if len(entries) != len(announced):
            _refuse(MANIFEST)

    def rows(self, table: str) -> Generator[dict[str, Any], None, None]:
        """The rows of a table, as many as the manifest says. Raises RuleViolation where they are not what it says."""
        entry = self.manifest.table(table)
        if entry is None:
            return
        found = 0
        with self._opened(entry.path, entry.bytes) as stream:
            lines = io.BufferedReader(cast(io.RawIOBase, stream), _CHUNK)  # it has what a raw stream has
            while line := lines.readline(_LONGEST_LINE):
                yield _row_of(line, entry)
                found += 1
        if found != entry.rows:
            _refuse(entry.path)

    def files(self) -> Generator[FileRow, None, None]:
        """The files that are in it, by the rows that name them."""
        missing, damaged = set(self.manifest.missing), set(self.manifest.damaged)
        with closing(self.rows(_FILES)) as rows:
            for row in rows:
                id_, blob, size, sha256 = (row.get(name) for name in FileRow._fields[:-1])
                is_sane = isinstance(id_, int) and type(size) is int and isinstance(sha256, str)
                if not (is_sane and store.is_name_of_blob(blob)):
                    _refuse(f"tables/{_FILES}.jsonl")
                if id_ not in missing:
                    yield FileRow(cast(int, id_), str(blob), cast(int, size), str(sha256), id_ not in damaged)

    @contextmanager
    def opened(self, file: FileRow) -> Iterator[BinaryIO]:
        """What a file holds."""
        with self._opened(f"files/{file.id}", file.size if file.is_sound else None) as stream:
            yield stream

    def _check_files(self) -> Iterator[str]:
        """Compare each file with its row. The names of their entries."""
        count = size = 0
        with closing(self.files()) as files:
            for file in files:
                with self.opened(file) as stream:
                    digest, length = _measured(stream)
                if file.is_sound and (digest, length) != (file.sha256, file.size):
                    _refuse(f"files/{file.id}")
                count, size = count + 1, size + length
                yield f"files/{file.id}"
        if (count, size) != (self.manifest.files, self.manifest.files_bytes):
            _refuse(MANIFEST)

    def _read_manifest(self) -> Manifest:
        try:
            with self._archive.open(MANIFEST) as file:
                said = json.loads(file.read(_LONGEST_MANIFEST))
            if not isinstance(said, dict) or type(said.get("format")) is not int:
                raise ValueError(said)
            if said["format"] > FORMAT:
                raise RuleViolation(say(NEWER, version=str(said.get("version", ""))[:40]))
            return Manifest.of_json(said)
        except (*_BROKEN, TypeError, ValueError, RuntimeError, AttributeError) as error:
            raise RuleViolation(NO_BACKUP) from error

    @contextmanager
    def _opened(self, name: str, size: int | None) -> Iterator[BinaryIO]:
        """An entry, if it has the size that it should have, and is packed in a way that cannot grow without end."""
        try:
            entry = self._archive.getinfo(name)
            limit = self.manifest.files_bytes if size is None else size
            if entry.file_size > limit or (size is not None and entry.file_size != size):
                _refuse(name)
            if entry.flag_bits & 1 or entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
                _refuse(name)
            with self._archive.open(entry) as stream:
                yield cast(BinaryIO, stream)
        except _BROKEN as error:
            raise RuleViolation(say(BROKEN, name=name)) from error


_BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError)


@contextmanager
def open_backup(file: Path) -> Iterator[Backup]:
    """A backup by its name on the disk. Raises RuleViolation for what is none."""
    try:
        archive = ZipFile(file)
    except (BadZipFile, zipfile.LargeZipFile, ValueError, EOFError) as error:
        raise RuleViolation(NO_BACKUP) from error
    with archive:
        yield Backup(archive)


def _row_of(line: bytes, entry: TableEntry) -> dict[str, Any]:
    try:
        row = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or type(row.get("id")) is not int:
        _refuse(entry.path)
    return row


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)  # NaN and Infinity are no JSON


def _measured(stream: BinaryIO) -> tuple[str, int]:
    digest, length = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        length += len(chunk)
    return digest.hexdigest(), length


def _refuse(name: str) -> NoReturn:
    raise RuleViolation(say(BROKEN, name=name))
