"""The lines of a card's lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic

from sqlalchemy import Select, select
from sqlalchemy.exc import InvalidRequestError

from app.db import db
from app.domain.entries.books import Book, D, E
from app.domain.errors import NotFound
from app.prepared import prepared

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class EntryPage(Generic[E]):
    """Lines of a card, in the order in which they were added; `after` is the key of the next page, if there is one."""

    rows: list[E]
    after: int | None
    is_first: bool


def entry_of(book: Book[E, D], party_id: int | None, entry_id: int) -> E:
    """One line of a party, or of the office's own. Raises NotFound, also for a line of somebody else's card."""
    found = db.session.get(book.model, entry_id)
    if found is None or found.party_id != party_id:
        raise NotFound(entry_id)
    return found


def held_entry(book: Book[E, D], party_id: int | None, entry_id: int) -> E:
    """One line as it is now, which nobody else changes meanwhile.

    Raises NotFound as `entry_of`, and where somebody has removed it while it was waited for.
    """
    entry = entry_of(book, party_id, entry_id)
    try:
        db.session.refresh(entry, with_for_update={"of": type(entry)})
    except InvalidRequestError:  # SQLAlchemy's word for a row that is gone
        raise NotFound(entry_id) from None
    return entry


def entries_of(book: Book[E, D], party_id: int, *, after: int = 0) -> EntryPage[E]:
    """A page of the lines of a party, those that follow the id `after`; the first one where none does any more."""
    rows: list[E] = list(db.session.scalars(*_following(book.model, party_id, after)))
    if after and not rows:
        return entries_of(book, party_id)
    following = rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None
    return EntryPage(rows[:PER_PAGE], following, is_first=not after)


@prepared
def _following(model: type[E], party_id: int, after: int) -> Select[E]:
    return select(model).where(model.party_id == party_id, model.id > after).order_by(model.id).limit(PER_PAGE + 1)
