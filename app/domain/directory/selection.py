"""Which parties a deed on many is about: ticked one by one, or all that match a filter."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.db import db
from app.domain import selections
from app.domain.directory.criteria import PartyCriteria
from app.domain.directory.queries import select_parties
from app.domain.parties.models import Party
from app.domain.parties.queries import refuse_anonymised, select_ids
from app.domain.selections import Seal as Seal
from app.domain.selections import Selection as Selection


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


def seal_of(selection: Selection) -> Seal:
    """Count a selection and seal it."""
    return selections.seal_of(selection, of=Party)


def lock(selection: Selection) -> tuple[Selection, Seal]:
    """Hold the parties of a selection until the transaction ends; what is held, and its seal.

    Raises SelectionChanged when the set is not the one that the dialog showed, RuleViolation when one of them is
    anonymised: no list offers them.
    """
    held, seal = selections.lock(selection, of=Party)
    is_final = select(Party).where(Party.id.in_(held.ids), Party.anonymised_at.is_not(None))
    refuse_anonymised(*db.session.scalars(is_final.limit(1)))
    return held, seal
