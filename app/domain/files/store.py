"""The folder of blobs. A file is written before the transaction that names it; a sweeper removes what none names.

Only the sweeper, and who erases somebody, remove what a row has ever named; both wait while somebody reads all of them.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import delete, exists, not_, or_, select

from app.db import db
from app.domain import clock
from app.domain.files.models import StoredFile
from app.domain.selections import among

ORPHANS_LIVE = timedelta(days=1)
_CHUNK = 1024 * 1024
_BLOB = re.compile(r"[0-9a-f]{32}")

_folder: Path | None = None


class TooLarge(ValueError):
    """The stream holds more bytes than the caller takes; nothing was kept."""


def set_folder(folder: Path) -> None:
    """Say where blobs live, once, at start."""
    global _folder
    _folder = folder


def folder() -> Path:
    """Where blobs live."""
    if _folder is None:
        raise RuntimeError("the file store has no folder yet")
    return _folder


def path_of(blob: str) -> Path:
    """Where a blob lies: two letters deep, so that no folder grows without end."""
    return folder() / blob[:2] / blob


def is_name_of_blob(name: object) -> bool:
    """Whether this is a name that the store gives: what comes from elsewhere may lead out of the folder."""
    return isinstance(name, str) and _BLOB.fullmatch(name) is not None


def count_blobs() -> int:
    """How many blobs lie there, whether a row names them or not."""
    return sum(1 for path in folder().glob("??/*") if path.is_file())


def write(stream: BinaryIO, *, name: str, content_type: str, limit: int) -> StoredFile:
    """Write a stream to the store and return its row, not yet added to the session.

    The blob is complete on disk before its row can exist, so that a crash leaves an orphan and never a gap.
    Raises TooLarge past `limit` bytes.
    """
    blob = secrets.token_hex(16)
    size, digest = _write(path_of(blob), stream, limit)
    return StoredFile(blob=blob, name=name[:255], size=size, sha256=digest, content_type=content_type[:100])


def put_back(blob: str, stream: BinaryIO, *, size: int, sha256: str) -> bool:
    """Write a blob that a row elsewhere names. False when it lies here already, with this very content."""
    path = path_of(blob)
    if path.is_file() and digest_of(path) == sha256:
        return False
    _write(path, stream, size)
    return True


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, as its row has it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, stream: BinaryIO, limit: int) -> tuple[int, str]:
    """Write a stream, so that the path names the whole of it or nothing, whatever happens; its size and SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size, digest = 0, hashlib.sha256()
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with unfinished.open("xb") as out:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise TooLarge(limit)
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(path)
        _keep_names_in(path.parent, path.parent.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return size, digest.hexdigest()


@contextmanager
def kept_whole() -> Iterator[None]:
    """Nobody sweeps meanwhile: what a row names now can be read to the end of this, although the row goes."""
    with _held(fcntl.LOCK_SH):
        yield


@contextmanager
def _held(how: int) -> Iterator[bool]:
    """A lock beside the blobs, which ends with its process whatever happens to that. False when it cannot be had."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "lock").open("ab") as file:
        try:
            fcntl.flock(file, how)
        except BlockingIOError:
            yield False
        else:
            yield True


def _keep_names_in(*folders: Path) -> None:
    """Have a folder's entries on the disk, too: a file that was written out may have no name after a power cut."""
    for folder in folders:
        entries = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entries)
        finally:
            os.close(entries)


def sweep() -> int:
    """Remove blobs older than a day that no row names. Returns how many; none while somebody reads all of them."""
    if _folder is None or not _folder.is_dir():
        return 0
    with _held(fcntl.LOCK_EX | fcntl.LOCK_NB) as is_ours:
        return _sweep() if is_ours else 0


def _sweep() -> int:
    before = (clock.now() - ORPHANS_LIVE).timestamp()
    old = [path for path in folder().glob("??/*") if path.stat().st_mtime < before]
    named = set(db.session.scalars(select(StoredFile.blob)))
    orphans = [path for path in old if path.name not in named]  # what was never finished bears no blob's name
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def forget_blobs(blobs: Iterable[str]) -> None:
    """Remove those of these blobs that no row names: what was put back for rows that did not stay."""
    for blob in set(blobs) - set(db.session.scalars(select(StoredFile.blob))):
        path_of(blob).unlink(missing_ok=True)


class StillRead(Exception):
    """Somebody reads all the files at this moment, such as a backup: nothing is removed meanwhile."""


def remove_unnamed(blobs: Iterable[str]) -> None:
    """Remove those of these blobs that no row names, without waiting for the sweeper. Raises StillRead."""
    with _held(fcntl.LOCK_EX | fcntl.LOCK_NB) as is_ours:
        if not is_ours:
            raise StillRead
        forget_blobs(blobs)


def forget(*files: StoredFile | None) -> None:
    """Remove the blobs of files whose rows were never added: what came of a form that was refused, or sent twice."""
    for file in files:
        if file is not None:
            path_of(file.blob).unlink(missing_ok=True)


@contextmanager
def taken_or_forgotten(*files: StoredFile | None) -> Iterator[None]:
    """Files whose rows a deed is about to add: whatever stands in its way, or was done already, has them forgotten."""
    try:
        yield
    except Exception:
        forget(*files)
        raise


def forget_unnamed(ids: Collection[int]) -> None:
    """Delete the rows of these files, but for those that any other record still names. The sweeper takes the blobs."""
    keys = [
        key.parent
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is StoredFile.__table__
    ]
    named = [exists().where(column == StoredFile.id).correlate(StoredFile) for column in keys]
    doomed = delete(StoredFile).where(among(StoredFile.id, ids), not_(or_(*named)))
    db.session.execute(doomed, execution_options={"synchronize_session": False})
