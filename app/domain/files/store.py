"""The folder of blobs. A file is written before the transaction that names it; a sweeper removes what none names."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection
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

_folder: Path | None = None


class TooLarge(ValueError):
    """The stream holds more bytes than the caller takes; nothing was kept."""


def set_folder(folder: Path) -> None:
    """Say where blobs live, once, at start."""
    global _folder
    _folder = folder


def path_of(blob: str) -> Path:
    """Where a blob lies: two letters deep, so that no folder grows without end."""
    if _folder is None:
        raise RuntimeError("the file store has no folder yet")
    return _folder / blob[:2] / blob


def write(stream: BinaryIO, *, name: str, content_type: str, limit: int) -> StoredFile:
    """Write a stream to the store and return its row, not yet added to the session.

    The blob is complete on disk before its row can exist, so that a crash leaves an orphan and never a gap.
    Raises TooLarge past `limit` bytes.
    """
    blob = secrets.token_hex(16)
    path = path_of(blob)
    path.parent.mkdir(parents=True, exist_ok=True)
    size, digest = 0, hashlib.sha256()
    unfinished = path.with_suffix(".part")
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
    return StoredFile(blob=blob, name=name[:255], size=size, sha256=digest.hexdigest(), content_type=content_type[:100])


def _keep_names_in(*folders: Path) -> None:
    """Have a folder's entries on the disk, too: a file that was written out may have no name after a power cut."""
    for folder in folders:
        entries = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entries)
        finally:
            os.close(entries)


def sweep() -> int:
    """Remove blobs older than a day that no row names. Returns how many."""
    if _folder is None or not _folder.is_dir():
        return 0
    before = (clock.now() - ORPHANS_LIVE).timestamp()
    old = {path.name.removesuffix(".part"): path for path in _folder.glob("??/*") if path.stat().st_mtime < before}
    named = set(db.session.scalars(select(StoredFile.blob)))
    orphans = [path for blob, path in old.items() if blob not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def forget(*files: StoredFile | None) -> None:
    """Remove the blobs of files whose rows were never added: what came of a form that was sent twice."""
    for file in files:
        if file is not None:
            path_of(file.blob).unlink(missing_ok=True)


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
