"""The list of mail: filtered, newest first, paged by key; one item; what waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_

from app.db import UtcDateTime, db
from app.domain import clock
from app.domain.errors import NotFound
from app.domain.files.models import StoredFile
from app.domain.mailroom.criteria import MailCriteria
from app.domain.mailroom.models import MailItem, MailKind, MailState
from app.domain.paging import Page, PageKey, Walk
from app.domain.parties.finding import LOOKED_THROUGH, found_by, number_first
from app.domain.parties.models import Party, PartyStatus
from app.domain.selections import Selection
from app.prepared import prepared


@dataclass(frozen=True, slots=True)
class MailLine:
    """One row of the list."""

    id: int
    number: str
    kind: MailKind
    sender: str
    received_at: datetime
    place: str
    state: MailState
    has_file: bool
    party_id: int
    party_name: str
    party_number: str | None
    party_status: PartyStatus


MailPage = Page[MailLine]

_LINE = (
    MailItem.id,
    MailItem.number,
    MailItem.kind,
    MailItem.sender,
    MailItem.received_at,
    MailItem.place,
    MailItem.state,
    MailItem.file_id.is_not(None),
    Party.id,
    Party.name,
    Party.number,
    Party.status,
)
_KEY = tuple_(MailItem.received_at, MailItem.id)
WAITING = MailItem.state == MailState.WAITING


def mail_item(mail_id: int) -> MailItem:
    """One item, with its client and its file. Raises NotFound."""
    found = mail_item_or_none(mail_id)
    if found is None:
        raise NotFound(mail_id)
    return found


def mail_item_or_none(mail_id: int | None) -> MailItem | None:
    """One item; nothing for an id that is none."""
    return db.session.get(MailItem, mail_id) if mail_id else None


def file_of(mail_id: int, *, thumbnail: bool = False) -> StoredFile:
    """The photo or PDF of an item, or the small picture of it. Raises NotFound where there is none."""
    column = MailItem.thumbnail_id if thumbnail else MailItem.file_id
    found = db.session.scalar(select(StoredFile).join(MailItem, column == StoredFile.id).where(MailItem.id == mail_id))
    if found is None:
        raise NotFound(mail_id)
    return found


def select_mail(criteria: MailCriteria) -> Select[int]:
    """The ids of all that match, whatever the page."""
    return select(MailItem.id).join(Party).where(*_filters(criteria))


def picked(ids: Collection[int]) -> Selection:
    """The items that were ticked."""
    unique = sorted(set(ids))
    chosen = select(MailItem.id).where(MailItem.id.in_(unique))
    return Selection(chosen, asked=",".join(map(str, unique)), picked=len(unique))


def all_that_match(criteria: MailCriteria) -> Selection:
    """Every item of a list, across its pages."""
    criteria = criteria.at_start()
    return Selection(select_mail(criteria), asked=repr(criteria))


def count_mail(criteria: MailCriteria) -> int:
    """How many match. Never on the way to a page."""
    return db.session.scalar(select(func.count()).select_from(MailItem).join(Party).where(*_filters(criteria))) or 0


def count_waiting() -> int:
    """How many items wait at the desk, of all clients: a walk along an index that holds nothing else."""
    return db.session.scalar(select(func.count()).select_from(MailItem).where(WAITING)) or 0


def waiting_of(party_id: int) -> tuple[int, datetime | None]:
    """How many items wait for a client, and since when the oldest."""
    how_many, oldest = db.session.execute(*_waiting_of(party_id)).one()
    return how_many, oldest


@prepared
def _waiting_of(party_id: int) -> Select[int, datetime]:
    return select(func.count(), func.min(MailItem.received_at)).where(WAITING, MailItem.party_id == party_id)


def waiting_beside() -> ColumnElement[int]:
    """How many items wait for a party, as a column that stands beside it in a list of parties."""
    counted = select(func.count()).select_from(MailItem).where(WAITING, MailItem.party_id == Party.id)
    return counted.correlate(Party).scalar_subquery()


def find_mail(q: str, *, limit: int) -> list[MailLine]:
    """Items by their own words, newest first, the one that bears just this number before all others.

    Only the latest are looked through, so that it costs the same however long the office has been taking in mail.
    """
    latest = select(MailItem.id).order_by(*newest_first()).limit(LOOKED_THROUGH)
    by_words = MailItem.id.in_(latest) & found_by(q, MailItem.words)
    return number_first(q, lambda which: _latest(which, limit), number=MailItem.number, by_words=by_words, limit=limit)


def latest_of(party_id: int, *, limit: int) -> list[MailLine]:
    """The latest items of a client, newest first."""
    rows: list[Any] = list(db.session.execute(*_latest_of(party_id, limit)))
    return [MailLine(*row) for row in rows]


@prepared
def _latest_of(party_id: int, limit: int) -> Select[*tuple[Any, ...]]:
    lines = select(*_LINE).join(Party).where(MailItem.party_id == party_id)
    return lines.order_by(*newest_first()).limit(limit)


def page_of_mail(criteria: MailCriteria) -> MailPage:
    """One page of the list, in one statement; in two when all that stood beyond the key has left the list meanwhile.

    A key that is none of this list's leads to the first page, one with nothing beyond it to the nearest page.
    """

    def fetch(key: PageKey | None, backwards: bool) -> list[MailLine]:
        return _lines(_select_page(criteria, key, backwards=backwards))

    after, before = (key if key and is_mail_key(key) else None for key in (criteria.after, criteria.before))
    walk = Walk(fetch, line=lambda line: line, key_at=key_of_mail, per_page=criteria.per_page)
    return walk.page(after=after, before=before)


def is_mail_key(key: PageKey) -> bool:
    """Whether a page key is one of a list of mail."""
    return not key.bucket and _moment(key.value) is not None


def key_of_mail(row: Any, ordinal: int) -> PageKey:
    """The key of a row of a list of mail."""
    return PageKey(0, row.received_at.isoformat(), row.id, ordinal)


def stands_beyond(key: PageKey, *, backwards: bool) -> ColumnElement[bool]:
    """What follows a key in the order of the list; backwards, what comes before it."""
    there = tuple_(literal(_moment(key.value), UtcDateTime()), literal(key.id))
    return there < _KEY if backwards else there > _KEY


def newest_first(*, reverse: bool = False) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The order of every list of mail."""
    if reverse:
        return MailItem.received_at.asc(), MailItem.id.asc()
    return MailItem.received_at.desc(), MailItem.id.desc()


def _latest(which: ColumnElement[bool], limit: int) -> list[MailLine]:
    return _lines(select(*_LINE).join(Party).where(which).order_by(*newest_first()).limit(limit))


def _lines(asked: Any) -> list[MailLine]:
    return [MailLine(*row) for row in db.session.execute(asked)]


def _select_page(criteria: MailCriteria, key: PageKey | None, *, backwards: bool) -> Any:
    lines = select(*_LINE).join(Party).where(*_filters(criteria)).order_by(*newest_first(reverse=backwards))
    if key is not None:
        lines = lines.where(stands_beyond(key, backwards=backwards))
    return lines.limit(criteria.per_page + 1)


def _filters(criteria: MailCriteria) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if criteria.client is not None:
        filters.append(MailItem.party_id == criteria.client)
    if criteria.kind is not None:
        filters.append(MailItem.kind == criteria.kind)
    if criteria.state is not None:
        filters.append(MailItem.state == criteria.state)
    if criteria.since is not None:
        filters.append(MailItem.received_at >= clock.begin_of(criteria.since))
    if criteria.until is not None:
        filters.append(MailItem.received_at < clock.end_of(criteria.until))
    if criteria.q:
        filters.append(found_by(criteria.q, MailItem.words, Party.search_text))
    return filters


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
