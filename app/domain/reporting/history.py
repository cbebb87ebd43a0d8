"""Everything that the office did, newest first: asked by person, kind, days and party."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, select, tuple_

from app.db import db, only_reading
from app.domain import clock
from app.domain.history.models import Act, ActorKind, Event, EventKind
from app.domain.history.queries import LINE, EventLine
from app.domain.parties.models import Party
from app.domain.parties.text import like_patterns

BATCH = 1000  # events that an export reads at once

_EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an event stands among the others."""

    at: datetime
    id: int

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{(self.at - _EPOCH) // _TICK}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """The place of an address; None for what is none."""
        parts = text.split("-")
        if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) <= 17 for part in parts):
            return None
        ticks, id_ = map(int, parts)
        return cls(_EPOCH + ticks * _TICK, id_) if id_ < 2**31 else None


@dataclass(frozen=True, slots=True)
class HistoryCriteria:
    """What the reader of the history asked to see."""

    by: int | ActorKind | None = None  # a login, or all of a kind of actors
    kind: EventKind | None = None
    since: date | None = None  # the office's days, both of them included
    until: date | None = None
    party: str = ""  # words of a party's name, number, or of what else it is found by
    per_page: int = 50
    after: Place | None = None
    before: Place | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, with the name and number of the party that it concerns, when that is on file."""

    event: EventLine
    party_name: str | None
    party_number: str | None

    @property
    def place(self) -> Place:
        return Place(self.event.at, self.event.id)


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of the history, and the places that its neighbours begin at."""

    entries: list[Entry]
    before: Place | None
    after: Place | None


def page_of_history(criteria: HistoryCriteria) -> HistoryPage:
    """A page by its key, one entry more than asked for read to know whether another page follows. One statement."""
    backwards = criteria.before is not None
    entries = _entries(_select(criteria).limit(criteria.per_page + 1))
    has_more = len(entries) > criteria.per_page
    entries = entries[: criteria.per_page]
    if backwards:
        entries.reverse()
    if not entries:
        return HistoryPage([], None, None)
    has_newer = has_more if backwards else criteria.after is not None
    has_older = True if backwards else has_more
    return HistoryPage(entries, entries[0].place if has_newer else None, entries[-1].place if has_older else None)


def whole_history(criteria: HistoryCriteria) -> Iterator[list[Entry]]:
    """All that match, newest first, in batches: each in a reading transaction of its own, that stops nobody.

    What is recorded meanwhile is newer than where it began, and not in it.
    """
    criteria = replace(criteria, after=None, before=None)
    while True:
        with only_reading():
            entries = _entries(_select(criteria).limit(BATCH))
        if entries:
            criteria = replace(criteria, after=entries[-1].place)
            yield entries
        if len(entries) < BATCH:
            return


def _entries(lines: Select[Any]) -> list[Entry]:
    return [Entry(EventLine(*row[:-2]), *row[-2:]) for row in db.session.execute(lines)]


def _select(criteria: HistoryCriteria) -> Select[Any]:
    key = tuple_(Event.at, Event.id)
    lines = (
        select(*LINE, Party.name, Party.number)
        .select_from(Event)
        .join(Act)
        .outerjoin(Party, Party.id == Event.party_id)
    )
    if isinstance(criteria.by, ActorKind):
        lines = lines.where(Act.by_kind == criteria.by)
    elif criteria.by is not None:
        lines = lines.where(Act.by_id == criteria.by)
    if criteria.kind is not None:
        lines = lines.where(Event.kind == criteria.kind)
    if criteria.since is not None:
        lines = lines.where(Event.at >= clock.begin_of(criteria.since))
    if criteria.until is not None:
        lines = lines.where(Event.at < clock.end_of(criteria.until))
    for pattern in like_patterns(criteria.party):
        lines = lines.where(Party.search_text.like(pattern))
    if criteria.before is not None:
        lines = lines.where(key > (criteria.before.at, criteria.before.id))
        return lines.order_by(Event.at, Event.id)
    if criteria.after is not None:
        lines = lines.where(key < (criteria.after.at, criteria.after.id))
    return lines.order_by(Event.at.desc(), Event.id.desc())
