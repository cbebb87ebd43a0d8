"""Whom a list has to look at: where a search, a tag or the portal leaves few, these alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, true, union_all

from app.db import db
from app.domain.access.reach import select_opened
from app.domain.directory.conditions import exactly, is_met, narrowed, select_sets
from app.domain.directory.criteria import PartyCriteria, PortalFilter
from app.domain.directory.words import has_words, select_matching
from app.domain.parties.models import Party
from app.domain.parties.queries import among

FEW = 1000  # fewer are looked up by their ids; more are met on a walk, which is soon full
GATHERED = 50_000  # so many are gathered and sorted where a walk is not soon full: some 4 µs each


class Found:
    """Whom a search finds now."""

    def __init__(self, q: str) -> None:
        self.q = q

    @cached_property
    def _some(self) -> Sequence[tuple[int, int]]:
        """The ids of all that it finds exactly, and of a thousand that bear its words; with whether it is exact."""
        exact = select(Party.id, literal(1).label("is_exact")).where(exactly(self.q))
        # A select of its own: where the words are many, SQLite would otherwise read them all before it stops.
        some = select(select_matching(self.q).limit(FEW).subquery(), literal(0).label("is_exact"))
        return [(id_, is_exact) for id_, is_exact in db.session.execute(union_all(exact, some))]

    @cached_property
    def exact(self) -> Sequence[int]:
        """Those whose number, tax id or email it is."""
        return sorted(id_ for id_, is_exact in self._some if is_exact)

    @cached_property
    def ids(self) -> Sequence[int] | None:
        """All of them, where they are few."""
        ids = {id_ for id_, _is_exact in self._some}
        return sorted(ids) if len(ids) < FEW else None

    def is_one(self) -> ColumnElement[bool]:
        """Whether it finds a party, asked of its row."""
        return or_(self.is_exact(), has_words(self.q)) if self.exact else has_words(self.q)

    def is_exact(self) -> ColumnElement[bool]:
        return among(Party.id, self.exact)

    def select_all(self) -> Select[int]:
        """The ids of all of them, as the indexes find them."""
        if not self.exact:
            return select_matching(self.q)
        both = union_all(select(Party.id).where(self.is_exact()), select_matching(self.q)).subquery()
        return select(both.c[0])


class Narrowing:
    """What narrows a list now: what is asked of each row, and whom it leaves, as far as indexes tell."""

    def __init__(self, criteria: PartyCriteria, found: Found) -> None:
        self._few: list[ColumnElement[bool]] = []
        self._sets = list(select_sets(criteria))
        self._asked = narrowed(criteria, self._is_among)
        if found.q and found.ids is not None:
            self._few.append(among(Party.id, found.ids))
        elif found.q:
            self._asked.append(found.is_one())
            self._sets.append(found.select_all())
        # Who can sign in takes three lookups each: too many to count them, not to know them.
        self._known = [*self._sets, *([select_opened()] if criteria.portal is PortalFilter.YES else [])]

    def _is_among(self, those: Select[int], party_id: Any) -> ColumnElement[bool]:
        ids = db.session.scalars(those.limit(FEW)).all()
        if len(ids) >= FEW:
            return is_met(those, party_id)
        self._few.append(among(Party.id, ids))
        return true()

    @property
    def leaves_few(self) -> bool:
        """They are looked up by their ids: there is nothing to walk along."""
        return bool(self._few)

    @property
    def leaves_some(self) -> bool:
        """A walk may meet many others before it meets one of them."""
        return bool(self._known)

    def met(self, own: ColumnElement[bool]) -> ColumnElement[bool]:
        """What is asked of each row that a walk meets."""
        return and_(*self._asked, own)

    def looked_up(self, own: ColumnElement[bool], *few: ColumnElement[bool]) -> ColumnElement[bool]:
        """The same of the few that are left, or that are among others."""
        return and_(*self._few, *few, self._of_known(own))

    def gathered(self, own: ColumnElement[bool]) -> ColumnElement[bool] | None:
        """The same of the smallest set; None where each is too large to be gathered."""
        some = [those.limit(GATHERED + 1).subquery() for those in self._sets]
        counts = [select(func.count()).select_from(those).scalar_subquery() for those in some]
        sizes = db.session.execute(select(*counts)).one() if counts else ()
        size, place = min(((size, place) for place, size in enumerate(sizes)), default=(GATHERED + 1, 0))
        return and_(Party.id.in_(self._sets[place]), self._of_known(own)) if size <= GATHERED else None

    def known(self, own: ColumnElement[bool]) -> ColumnElement[bool]:
        """The same of those alone whose ids are in all sets: an index tells the id, and no other row is read.

        The sum keeps the sets from being walked themselves.
        """
        return and_(*((Party.id + 0).in_(those) for those in self._known), self.met(own))

    def _of_known(self, own: ColumnElement[bool]) -> ColumnElement[bool]:
        """Asked of known rows: wrapped, so that no index is looked for by it."""
        return case((self.met(own), 1), else_=0) == 1
