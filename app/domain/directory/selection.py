"""Which parties a deed on many is about: ticked one by one, or all that match a filter."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import selections
from app.domain.directory.criteria import PartyCriteria
from app.domain.directory.queries import select_parties
from app.domain.parties.models import Party
from app.domain.parties.queries import select_ids
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

    Raises SelectionChanged when the set is not the one that the dialog showed.
    """
    return selections.lock(selection, of=Party)
