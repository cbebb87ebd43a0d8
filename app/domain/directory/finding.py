"""Whom a list has to look at: where a search, a tag or the portal leaves few, these alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, select, union_all

from app.db import db
from app.domain.directory.conditions import exactly, is_met, narrowed
from app.domain.directory.criteria import PartyCriteria
from app.domain.directory.words import select_matching
from app.domain.parties.models import Party
from app.domain.parties.queries import among

FEW = 1000  # fewer are looked up by their ids; more are met on a walk, which is soon full


class Found:
    """Whom a search finds now."""

    def __init__(self, q: str) -> None:
        self.q = q

    @cached_property
    def ids(self) -> Sequence[int] | None:
        """All of them, where they are few."""
        exact = select(Party.id).where(exactly(self.q))
        # A select of its own: where the words are many, SQLite would otherwise read them all before it stops.
        some = select(select_matching(self.q).limit(FEW).subquery())
        ids = set(db.session.scalars(union_all(exact, some)))
        return sorted(ids) if len(ids) < FEW else None


class Narrowing:
    """The conditions of a list now: those that few meet, and what is asked of these, or of all that a walk meets."""

    def __init__(self, criteria: PartyCriteria) -> None:
        self.few: list[ColumnElement[bool]] = []
        self.others = and_(*narrowed(criteria, self._is_among))

    def _is_among(self, those: Select[int], party_id: Any) -> ColumnElement[bool]:
        ids = db.session.scalars(those.limit(FEW)).all()
        if len(ids) >= FEW:
            return is_met(those, party_id)
        self.few.append(among(Party.id, ids))
        return self.few[-1]

    def condition(self, *few: ColumnElement[bool]) -> ColumnElement[bool]:
        """All of them, with others that few meet: then no index is looked for by the rest."""
        known = [*few, *self.few]
        return and_(*known, case((self.others, 1), else_=0) == 1) if known else self.others


def are_exact(q: str) -> ColumnElement[bool]:
    """Who has just this number, tax id or email: looked up."""
    return Party.id.in_(select(Party.id).where(exactly(q)))
