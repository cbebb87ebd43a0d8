"""Who was deleted for good, or anonymised, stays so, whatever a backup brings back.

The list stands in the table `erasure`, and once more beside the stored files, for a database that is lost takes its
tables along. It holds ids, numbers and moments, and no name.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, exists, insert, inspect, select

from app.db import db, empty_the_log, only_reading, own_transaction
from app.domain.directory.words import forget_removed_words
from app.domain.files import store
from app.domain.history import actions as history
from app.domain.history.models import SYSTEM, Deed
from app.domain.lifecycle.anonymising import make_nameless
from app.domain.lifecycle.forgetting import identity_of
from app.domain.lifecycle.models import Erasure, ErasureKind
from app.domain.lifecycle.purging import Candidate, leave_traces, remove_for_good
from app.domain.numbering.actions import keep_numbers
from app.domain.numbering.models import OF_CARDS
from app.domain.parties.models import Party

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Erased:
    """One line of the list."""

    record: str
    record_id: int
    born_at: datetime
    number: str
    at: datetime
    act_key: str
    kind: ErasureKind = ErasureKind.DELETED

    @property
    def identity(self) -> tuple[str, int, datetime]:
        return self.record, self.record_id, self.born_at


_COLUMNS = [getattr(Erasure, name) for name in Erased.__slots__]


def kept_file() -> Path:
    """Where the list is kept beside the stored files."""
    return store.folder() / "erasures.jsonl"


def erasures_in(connection: Connection) -> list[Erased]:
    """The list of a database; nothing where it has no such table yet. An older one knew no anonymising."""
    inspector = inspect(connection)
    if not inspector.has_table(Erasure.__tablename__):
        return []
    known = {column["name"] for column in inspector.get_columns(Erasure.__tablename__)}
    return [Erased(*row) for row in connection.execute(select(*(c for c in _COLUMNS if c.key in known)))]


def kept_erasures() -> list[Erased]:
    """The list beside the files. A line that was never finished counts as not written."""
    try:
        with kept_file().open("rb") as file:
            return list(_lines_of(file))
    except FileNotFoundError:
        return []


def keep_erasures() -> None:
    """Bring the file up to the table. It only grows, so that what it holds survives a crash at any moment."""
    with only_reading():
        listed = [Erased(*row) for row in db.session.execute(select(*_COLUMNS).order_by(Erasure.id))]
    if not listed:
        return
    store.folder().mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(kept_file(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # one process after the other
        known = {erased.identity for erased in _lines_of(file)}
        if missing := [erased for erased in listed if erased.identity not in known]:
            # A line that broke off stays, and ends here.
            file.write(b"".join([b"\n" if _breaks_off(file) else b"", *map(_line_of, missing)]))
            file.flush()
            os.fsync(file.fileno())


def _breaks_off(file: Any) -> bool:
    if not file.seek(0, os.SEEK_END):
        return False
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) != b"\n")


def _line_of(erased: Erased) -> bytes:
    moments = {"born_at": erased.born_at.isoformat(), "at": erased.at.isoformat()}
    return json.dumps({**asdict(erased), **moments}).encode() + b"\n"


def _lines_of(lines: Iterable[bytes]) -> Iterator[Erased]:
    for line in lines:
        try:
            values = json.loads(line)
            moments = {name: datetime.fromisoformat(values[name]) for name in ("born_at", "at")}
            kind = ErasureKind(values.get("kind", ErasureKind.DELETED))
            yield Erased(**{**values, **moments, "kind": kind})
        except (ValueError, TypeError, KeyError):
            continue


def erase_again(lists: Iterable[Erased]) -> int:
    """Add to the list of this database what other lists hold, and delete or anonymise again whom a backup has brought
    back.

    Somebody is the one of the list when both id and the moment of being put on file agree. Their numbers, and those
    of everybody on the list, are not given again. An act says so, of who was anonymised one each time. Returns how
    many were deleted.
    """
    known = {row.identity for row in erasures_in(db.session.connection())}
    missing = list({erased.identity: asdict(erased) for erased in lists if erased.identity not in known}.values())
    for at in range(0, len(missing), _CHUNK):
        db.session.execute(insert(Erasure), missing[at : at + _CHUNK])
    keep_numbers(db.session.scalars(select(Erasure.number).where(Erasure.number != "")), *OF_CARDS)
    going = _delete_again()
    _anonymise_again()
    return going


_SAME = (Erasure.record == Party.__tablename__, Erasure.record_id == Party.id, Erasure.born_at == Party.created_at)


def _delete_again() -> int:
    """Delete who had been deleted for good, in one act; how many."""
    gone = exists().where(*_SAME, Erasure.kind == ErasureKind.DELETED)
    back = select(Party.id, Party.name, Party.number).where(gone).order_by(Party.id)
    if going := [Candidate(*row) for row in db.session.execute(back)]:
        act = history.open_act(Deed.PURGE_AGAIN, history.new_key(), by=SYSTEM)
        remove_for_good(act, identity_of([candidate.id for candidate in going]))
        leave_traces(act, going)
        act.outcome = {"changed": len(going)}
        db.session.flush()
    return len(going)


def _anonymise_again() -> None:
    """Anonymise who had been, those together who went together: the first of them is the one that was asked for."""
    back = select(Erasure.act_key, Party.id).join(Erasure, and_(*_SAME)).where(Party.anonymised_at.is_(None))
    rows = db.session.execute(back.where(Erasure.kind == ErasureKind.ANONYMISED).order_by(Erasure.id)).all()
    together: dict[str, list[int]] = {}
    for act_key, party_id in rows:
        together.setdefault(act_key, []).append(party_id)
    for ids in together.values():
        act = history.open_act(Deed.ANONYMISE_AGAIN, history.new_key(), by=SYSTEM)
        make_nameless(act, identity_of(ids), first=ids[0])


def finish(blobs: Collection[str]) -> None:
    """What no transaction can do once somebody is erased: keep it beside the files, remove the blobs that no row names
    any more, and leave nothing of the old words in the database's own file.

    Raises StillRead while somebody reads all the files, such as a backup: whoever does jobs tries again.
    """
    keep_erasures()
    with only_reading():
        store.remove_unnamed(blobs)
    with own_transaction():
        forget_removed_words()
    empty_the_log()
