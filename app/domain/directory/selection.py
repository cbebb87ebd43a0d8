"""Which parties a deed on many is about: ticked one by one, or all that match a filter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import BigInteger, Select, cast, func, select

from app.db import db, is_postgresql
from app.domain.directory.criteria import PartyCriteria
from app.domain.directory.queries import select_parties
from app.domain.errors import N_, SelectionChanged
from app.domain.parties.models import Party
from app.domain.parties.queries import among, select_ids

# Knuth's multiplicative hash modulo a prime: two sets of the same size hardly ever share the sum.
_FACTOR, _PRIME = 2654435761, 4294967291


@dataclass(frozen=True, slots=True)
class Selection:
    """Parties that somebody picked. `asked` says how; `seal` is the set that the dialog showed, if it showed one."""

    ids: Select[int]
    asked: str
    picked: int | None = None  # how many were ticked one by one; None for a filter
    seal: str = ""

    def sealed(self, seal: str) -> Selection:
        return replace(self, seal=seal)


def picked(ids: Iterable[int]) -> Selection:
    """The parties that were ticked."""
    unique = sorted(set(ids))
    return Selection(select_ids(unique), asked=",".join(map(str, unique)), picked=len(unique))


def only(party: Party) -> Selection:
    """One party: the single deed is the deed on many, called with one."""
    return picked([party.id])


def all_that_match(criteria: PartyCriteria) -> Selection:
    """Every party of a list, across its pages."""
    criteria = criteria.at_start()
    return Selection(select_parties(criteria), asked=repr(criteria))


@dataclass(frozen=True, slots=True)
class Seal:
    """A set of parties, as a number that fits into a form: how many, and a sum over their ids."""

    count: int
    total: int

    @classmethod
    def of(cls, ids: Collection[int]) -> Seal:
        return cls(len(ids), sum(id_ * _FACTOR % _PRIME for id_ in ids))

    def __str__(self) -> str:
        return f"{self.count}-{self.total}"


def seal_of(selection: Selection) -> Seal:
    """Count a selection and seal it."""
    return _seal(select(Party.id).where(Party.id.in_(selection.ids)))


def lock(selection: Selection) -> tuple[Selection, Seal]:
    """Hold the parties of a selection until the transaction ends; what is held, and its seal.

    They are held in the order of their ids, so that two such deeds never wait for each other. Who had to wait is
    told what the other left; who comes into a filter from here on is not among those held.
    Raises SelectionChanged when the set is not the one that the dialog showed.
    """
    if is_postgresql():
        rows = select(Party.id).where(Party.id.in_(selection.ids)).order_by(Party.id).with_for_update()
        held = list(db.session.scalars(rows))
        selection = replace(selection, ids=selection.ids.where(among(Party.id, held)))
        # What was ticked is held now. What matches a filter is looked up once more: while we waited it may have moved.
        seal = seal_of(selection) if selection.picked is None else Seal.of(held)
    else:  # the writing transaction holds the whole database already
        seal = seal_of(selection)
    if selection.seal and selection.seal != str(seal):
        raise SelectionChanged(N_("The list has changed since. Look at the new numbers before you go on."))
    return selection, seal


def _seal(rows: Select[int]) -> Seal:
    (id_,) = rows.subquery().c
    total = func.coalesce(func.sum(cast(id_, BigInteger) * _FACTOR % _PRIME), 0)
    count, total_value = db.session.execute(select(func.count(), total).select_from(id_.table)).one()
    return Seal(count, int(total_value))
