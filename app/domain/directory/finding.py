"""Whom a list has to look at: where a search, a tag or the portal leaves few, these alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, true, union_all

from app.db import db
from app.domain.access.reach import select_opened
from app.domain.directory.conditions import narrowed, select_sets
from app.domain.directory.criteria import PartyCriteria, PortalFilter
from app.domain.directory.segments.fields import asked_once
from app.domain.directory.words import exactly, has_words, select_likely
from app.domain.parties.models import Party
from app.domain.parties.queries import among, is_met

FEW = 2000  # fewer are looked up by their ids; more are met on a walk, which is soon full
# Where a walk is not soon full: so many are gathered and sorted, 4 µs each.
GATHERED = 100_000
KNOWN = 500_000  # the ids of so many are kept while an index is walked, 0.5 µs each


class Found:
    """Whom a search finds now."""

    def __init__(self, q: str) -> None:
        self.q = q

    @cached_property
    def _some(self) -> Sequence[tuple[int, int]]:
        """The ids of all that it finds exactly, and of some that bear its words; with whether it is exact."""
        exact = select(Party.id, literal(1).label("is_exact")).where(exactly(self.q))
        # A select of its own: where the words are many, SQLite would otherwise read them all before it stops.
        some = select(select_likely(self.q).limit(FEW).subquery(), literal(0).label("is_exact"))
        return [(id_, is_exact) for id_, is_exact in db.session.execute(union_all(exact, some))]

    @cached_property
    def exact(self) -> Sequence[int]:
        """Those whose number, tax id or email it is."""
        return sorted(id_ for id_, is_exact in self._some if is_exact)

    @cached_property
    def ids(self) -> Sequence[int] | None:
        """All of them, where they are few, and maybe others: `is_one` tells them apart."""
        ids = {id_ for id_, _is_exact in self._some}
        return sorted(ids) if len(ids) < FEW else None

    def is_one(self) -> ColumnElement[bool]:
        """Whether it finds a party, asked of its row."""
        return or_(self.is_exact(), has_words(self.q)) if self.exact else has_words(self.q)

    def is_exact(self) -> ColumnElement[bool]:
        return among(Party.id, self.exact)

    def select_all(self) -> Select[int]:
        """The ids of all of them, as the indexes find them, and maybe of others."""
        if not self.exact:
            return select_likely(self.q)
        both = union_all(select(Party.id).where(self.is_exact()), select_likely(self.q)).subquery()
        return select(both.c[0])


class Narrowing:
    """What narrows a list now: what is asked of each row, and whom it leaves, as far as indexes tell."""

    def __init__(self, criteria: PartyCriteria, found: Found) -> None:
        self._few: list[ColumnElement[bool]] = []
        with asked_once():
            self._sets = list(select_sets(criteria))
            self._asked = narrowed(criteria, self._is_among)
        # For whom somebody can sign in takes three lookups each: too much to count them as well.
        self._uncounted = select_opened() if criteria.portal is PortalFilter.YES else None
        if found.q:
            self._asked.append(found.is_one())
        if found.q and found.ids is not None:
            self._few.append(among(Party.id, found.ids))
        elif found.q:
            self._sets.append(found.select_all())

    def _is_among(
        self, those: Select[int], party_id: Any, met: ColumnElement[bool] | None = None
    ) -> ColumnElement[bool]:
        ids = db.session.scalars(those.limit(FEW)).all()
        if len(ids) >= FEW:
            return is_met(those, party_id) if met is None else met
        self._few.append(among(Party.id, ids))
        return true()

    @property
    def leaves_few(self) -> bool:
        """They are looked up by their ids: there is nothing to walk along."""
        return bool(self._few)

    @property
    def leaves_some(self) -> bool:
        """A walk may meet many others before it meets one of them."""
        return bool(self._sets) or self._uncounted is not None

    def met(self, own: ColumnElement[bool]) -> ColumnElement[bool]:
        """What is asked of each row that a walk meets."""
        return and_(*self._asked, own)

    def looked_up(self, own: ColumnElement[bool], *few: ColumnElement[bool]) -> ColumnElement[bool]:
        """The same of few alone: wrapped, so that no index is looked for by it."""
        return and_(*self._few, *few, case((self.met(own), 1), else_=0) == 1)

    @cached_property
    def smallest_set(self) -> tuple[int, Select[int] | None]:
        """Of the sets that indexes tell the smallest, and how many it holds; more than KNOWN are not counted."""
        return self.smallest_with(None)

    def smallest_with(self, also: Select[int] | None) -> tuple[int, Select[int] | None]:
        """The smallest of these sets and another one."""
        sets = [*self._sets, *([] if also is None else [also])]
        some = [select(func.count()).select_from(those.limit(KNOWN + 1).subquery()) for those in sets]
        counts = db.session.execute(select(*(count.scalar_subquery() for count in some))).one() if some else ()
        size, place = min(zip(counts, range(len(counts)), strict=True), default=(KNOWN + 1, 0))
        return (size, sets[place]) if size <= KNOWN else (size, self._uncounted)

    def met_if_known(self, those: Select[int] | None, own: ColumnElement[bool]) -> ColumnElement[bool]:
        """What is asked of each row whose id is in a set: the index tells the id, and no other row is read.

        The sum keeps the set from being walked itself.
        """
        return self.met(own) if those is None else and_((Party.id + 0).in_(those), self.met(own))
