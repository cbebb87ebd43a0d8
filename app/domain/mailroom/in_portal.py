"""A client's own mail, as its contacts read it in the portal. Every question begins with what the reader reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.db import db
from app.domain import clock
from app.domain.access.reach import Reader
from app.domain.contacts.permissions import PortalPermission
from app.domain.errors import NotFound
from app.domain.files.models import StoredFile
from app.domain.mailroom.models import MailItem, MailKind, MailState
from app.domain.mailroom.queries import WAITING, is_mail_key, key_of_mail, newest_first, stands_beyond
from app.domain.paging import Page, PageKey, Walk
from app.domain.parties.text import like_patterns, words_of
from app.prepared import prepared

NEW_FOR = timedelta(days=7)
PER_PAGE = 25
LOOKED_THROUGH = 1_000  # items, by the search


class Shelf(StrEnum):
    """What a client looks through: where the paper is, or what there is to open."""

    DESK = "desk"
    SCANNED = "scanned"
    SENT = "sent"
    ALL = "all"


ON_SHELF: dict[Shelf, tuple[ColumnElement[bool], ...]] = {
    Shelf.DESK: (WAITING,),
    Shelf.SCANNED: (MailItem.file_id.is_not(None),),
    Shelf.SENT: (MailItem.state == MailState.FORWARDED,),
    Shelf.ALL: (),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One item as its client sees it: not where it lies at the desk, and nothing that the desk noted for itself."""

    id: int
    number: str
    kind: MailKind
    sender: str
    received_at: datetime
    state: MailState
    has_file: bool
    has_picture: bool

    @property
    def is_recent(self) -> bool:
        """Whether it arrived within the last seven days."""
        return self.received_at > _lately()

    @property
    def is_new(self) -> bool:
        """Whether it arrived lately and still waits: what became of an item is no news to whoever asked for it."""
        return self.is_recent and self.state is MailState.WAITING


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items there are on each shelf, and how many of those at the desk are new."""

    new: int
    desk: int
    scanned: int
    sent: int
    all: int


_LETTER = (
    MailItem.id,
    MailItem.number,
    MailItem.kind,
    MailItem.sender,
    MailItem.received_at,
    MailItem.state,
    MailItem.file_id.is_not(None),
    MailItem.thumbnail_id.is_not(None),
)


def tally(reader: Reader) -> Tally:
    """The counts of all shelves, in one statement along the index of one client's mail."""
    counts: tuple[int, ...] = tuple(db.session.execute(*_tally(*reader, _lately())).one())
    return Tally(*counts)


@prepared
def _tally(login_id: int, client_id: int, lately: datetime) -> Select[*tuple[int, ...]]:
    counted = [func.count().filter(*conditions) if conditions else func.count() for conditions in ON_SHELF.values()]
    asked = select(func.count().filter(_is_new(lately)), *counted).select_from(MailItem)
    return asked.where(_theirs(Reader(login_id, client_id)))


def count_new(reader: Reader) -> int:
    """How many items arrived in the last seven days and wait at the desk."""
    return db.session.scalar(*_count_new(*reader, _lately())) or 0


@prepared
def _count_new(login_id: int, client_id: int, lately: datetime) -> Select[int]:
    theirs = _theirs(Reader(login_id, client_id))
    return select(func.count()).select_from(MailItem).where(theirs, _is_new(lately))


def page_of_letters(reader: Reader, shelf: Shelf, *, after: PageKey | None, before: PageKey | None) -> Page[Letter]:
    """One page of a shelf, newest first, by key."""

    def fetch(key: PageKey | None, backwards: bool) -> list[Letter]:
        conditions = [_theirs(reader), *ON_SHELF[shelf]]
        if key is not None:
            conditions.append(stands_beyond(key, backwards=backwards))
        return _letters(*conditions, backwards=backwards, limit=PER_PAGE + 1)

    after, before = (key if key and is_mail_key(key) else None for key in (after, before))
    walk = Walk(fetch, line=lambda letter: letter, key_at=key_of_mail, per_page=PER_PAGE)
    return walk.page(after=after, before=before)


def latest_letters(reader: Reader, *, limit: int) -> list[Letter]:
    """What arrived last, whatever became of it."""
    return _as_letters(db.session.execute(*_latest(*reader, limit)).all())


@prepared
def _latest(login_id: int, client_id: int, limit: int) -> Select[*tuple[Any, ...]]:
    return _select_letters(_theirs(Reader(login_id, client_id)), limit=limit)


def find_letters(reader: Reader, q: str, *, limit: int) -> list[Letter]:
    """Items whose sender or number has every word of the search, newest first.

    What was folded for the desk's search holds its notes too: it finds candidates, and tells the client nothing.
    """
    patterns = like_patterns(q)
    if not patterns:
        return []
    candidates = [MailItem.words.like(pattern) for pattern in patterns]
    letters = _letters(_theirs(reader), *candidates, limit=LOOKED_THROUGH)
    return [letter for letter in letters if _is_called(letter, patterns)][:limit]


def _is_called(letter: Letter, patterns: list[str]) -> bool:
    words = words_of(letter.number, letter.sender)
    return all(pattern.strip("%") in words for pattern in patterns)


def letter(reader: Reader, mail_id: int) -> Letter:
    """One item. Raises NotFound for another client's, as for one that does not exist."""
    found = _letters(_theirs(reader), MailItem.id == mail_id, limit=1)
    if not found:
        raise NotFound(mail_id)
    return found[0]


def file_of_letter(reader: Reader, mail_id: int, *, thumbnail: bool = False) -> StoredFile:
    """The photo or PDF of an item, or the small picture of it. Raises NotFound."""
    column = MailItem.thumbnail_id if thumbnail else MailItem.file_id
    found = select(StoredFile).join(MailItem, column == StoredFile.id).where(_theirs(reader), MailItem.id == mail_id)
    file = db.session.scalar(found)
    if file is None:
        raise NotFound(mail_id)
    return file


def _theirs(reader: Reader) -> ColumnElement[bool]:
    # One client at most. Compared as one, it is met along its own mail, and not among all that waits in the office.
    return MailItem.party_id == reader.select_client(PortalPermission.MAIL).scalar_subquery()


def _lately() -> datetime:
    return clock.now() - NEW_FOR


def _is_new(lately: datetime) -> ColumnElement[bool]:
    return and_(WAITING, MailItem.received_at > lately)


def _letters(*conditions: ColumnElement[bool], limit: int, backwards: bool = False) -> list[Letter]:
    return _as_letters(db.session.execute(_select_letters(*conditions, limit=limit, backwards=backwards)).all())


def _as_letters(rows: Sequence[Any]) -> list[Letter]:
    return [Letter(*row) for row in rows]


def _select_letters(*conditions: ColumnElement[bool], limit: int, backwards: bool = False) -> Select[*tuple[Any, ...]]:
    return select(*_LETTER).where(*conditions).order_by(*newest_first(reverse=backwards)).limit(limit)
