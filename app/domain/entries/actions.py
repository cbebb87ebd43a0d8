"""Adding, changing and removing a line of a card: of whatever list, and of a client in the Archive as well.

A list may have lines of the office's own, which stand on nobody's card: their party is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError

from app.db import db, deed
from app.domain.entries.books import Book, D, E
from app.domain.entries.models import Entry, EntryWithDefault
from app.domain.entries.queries import held_entry
from app.domain.errors import N_, EditConflict, RuleViolation, say
from app.domain.files import store
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.queries import lock_party

SOMEBODY_CHANGED_IT = N_("Somebody else changed this while you were writing.")


@deed
def add_entry(book: Book[E, D], party_id: int | None, draft: D, key: str, *, by: Actor) -> Act:
    """Add a line to a card. The first of its kind is the default by itself.

    Raises NotFound for a party that is not on file, RuleViolation, AlreadyDone.
    """
    _hold(party_id)
    table = book.model.__tablename__
    act = history.open_act(Deed.ADD_ENTRY, key, by=by, asked={"list": table, "party": party_id, "line": repr(draft)})
    _check(book, party_id, draft)
    entry = book.model(party_id=party_id, **book.columns_of(draft))
    _make_room(entry)
    with _claiming(book, draft):
        db.session.add(entry)
        db.session.flush()
    _have_a_default(entry)
    return _recorded(act, EventKind.ENTRY_ADDED, entry, book.name_of(entry))


@deed
def edit_entry(
    book: Book[E, D], party_id: int | None, entry_id: int, draft: D, version: int, key: str, *, by: Actor
) -> Act:
    """Change a line. Saving what stands there already changes nothing.

    Raises NotFound, RuleViolation, AlreadyDone; EditConflict when somebody saved in between.
    """
    _hold(party_id)
    entry = held_entry(book, party_id, entry_id)
    asked = {"list": book.model.__tablename__, "entry": entry_id, "version": version, "line": repr(draft)}
    act = history.open_act(Deed.EDIT_ENTRY, key, by=by, asked=asked)
    before = book.values_of(entry)
    if entry.version != version:
        raise EditConflict(say(SOMEBODY_CHANGED_IT), theirs=before)
    _refuse(book.wrong_to_change(entry))
    _check(book, party_id, draft, besides=entry_id)
    if book.fields_of(draft) == before:
        return act
    left = _within(entry)
    with _claiming(book, draft, besides=entry_id):
        for column, value in book.columns_of(draft).items():
            setattr(entry, column, value)
        entry.version += 1
        _make_room(entry)
        db.session.flush()
    _have_a_default(entry, instead_of=entry)
    _have_a_default(entry, within=left)
    return _recorded(act, EventKind.ENTRY_CHANGED, entry, book.name_of(entry))


@deed
def remove_entry(book: Book[E, D], party_id: int | None, entry_id: int, key: str, *, by: Actor) -> Act:
    """Remove a line; where it was the default, the longest-standing of those left takes its place.

    Raises NotFound, AlreadyDone; RuleViolation for what has to stay.
    """
    _hold(party_id)
    table = book.model.__tablename__
    act = history.open_act(Deed.REMOVE_ENTRY, key, by=by, asked={"list": table, "party": party_id, "entry": entry_id})
    entry = held_entry(book, party_id, entry_id)
    _refuse(book.wrong_to_remove(entry))
    _recorded(act, EventKind.ENTRY_REMOVED, entry, book.name_of(entry))
    left, files = _within(entry), book.files_of(entry)
    db.session.delete(entry)
    db.session.flush()
    if files:
        store.forget_unnamed(files)
    _have_a_default(entry, within=left)
    return act


def _hold(party_id: int | None) -> None:
    """Let nobody else change the card meanwhile. Raises NotFound for a party that is not on file."""
    if party_id is not None:
        lock_party(party_id)


def _check(book: Book[E, D], party_id: int | None, draft: D, *, besides: int = 0) -> None:
    _refuse((*book.wrong_in(draft), *book.wrong_for(party_id, draft, besides), *book.wrong_among(draft, besides)))


def _refuse(violations: Iterable[RuleViolation]) -> None:
    for violation in violations:
        raise violation


@contextmanager
def _claiming(book: Book[E, D], draft: D, *, besides: int = 0) -> Iterator[None]:
    """Write a line. Of two who write the same at once on two cards, the second waits for the first and finds it."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        for violation in book.wrong_among(draft, besides):
            raise violation from None
        raise


def _recorded(act: Act, kind: EventKind, entry: Entry, name: str) -> Act:
    history.record(act, kind, entry, party_id=entry.party_id, name=name)
    act.outcome = {"party_id": entry.party_id, "entry_id": entry.id, "name": name}
    return act


def _within(entry: Entry) -> list[ColumnElement[bool]]:
    """The lines among which one is the default: those of the same party, and of the same kind where kinds matter."""
    model: Any = type(entry)
    of_the_party = [model.party_id == entry.party_id]
    if not isinstance(entry, EntryWithDefault) or entry.default_within is None:
        return of_the_party
    return [*of_the_party, getattr(model, entry.default_within) == getattr(entry, entry.default_within)]


def _make_room(entry: Entry) -> None:
    """Take the mark off the former default, before this one bears it: the index allows one."""
    if not isinstance(entry, EntryWithDefault) or not entry.is_default:
        return
    model = type(entry)
    others = update(model).where(*_within(entry), model.is_default, model.id != (entry.id or 0))
    with db.session.no_autoflush:
        db.session.execute(others.values(is_default=False, version=model.version + 1))


def _have_a_default(
    entry: Entry, *, within: list[ColumnElement[bool]] | None = None, instead_of: Entry | None = None
) -> None:
    """Where none among these lines is the default, let the longest-standing be it; `instead_of` only if it is alone."""
    if not isinstance(entry, EntryWithDefault):
        return
    model = type(entry)
    where = within if within is not None else _within(entry)
    standing = select(model.id).where(*where).order_by(model.is_default.desc())
    if instead_of is not None:
        standing = standing.order_by(model.id == instead_of.id)
    first = standing.order_by(model.id).limit(1).scalar_subquery()
    chosen = update(model).where(model.id == first, ~model.is_default)
    db.session.execute(chosen.values(is_default=True, version=model.version + 1))
