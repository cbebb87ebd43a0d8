"""Parties by their own columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select

from app.db import db
from app.domain.errors import N_, NotFound, RuleViolation, say
from app.domain.parties.models import Party
from app.domain.parties.text import BEFORE_A_WORD
from app.domain.selections import among as among

# Whether a party is one of those whom a select yields, through the column that holds its id; a third argument is
# what is asked of one party after the other, where that is another way.
IsAmong = Callable[..., ColumnElement[bool]]

ANONYMISED = N_("%(name)s is anonymised: it can only be looked at.")


def party(party_id: int) -> Party:
    """One party, of whatever role and status. Raises NotFound."""
    found = db.session.get(Party, party_id)
    if found is None:
        raise NotFound(party_id)
    return found


def party_or_none(party_id: int | None) -> Party | None:
    """A party of whatever status; None where there is none."""
    return db.session.get(Party, party_id) if party_id else None


def lock_party(party_id: int) -> Party:
    """One party, locked until the transaction ends and read afresh. Raises NotFound; RuleViolation when anonymised."""
    found = db.session.scalar(
        select(Party).where(Party.id == party_id).with_for_update().execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(party_id)
    refuse_anonymised(found)
    return found


def lock_parties(ids: Iterable[int]) -> dict[int, Party]:
    """Parties by their ids, those that exist, locked in the order of the ids and read afresh.

    Raises RuleViolation when one of them is anonymised.
    """
    held = select(Party).where(Party.id.in_(sorted(set(ids)))).order_by(Party.id)
    found = db.session.scalars(held.with_for_update().execution_options(populate_existing=True)).all()
    refuse_anonymised(*found)
    return {party.id: party for party in found}


def refuse_anonymised(*parties: Party) -> None:
    """Raises RuleViolation when one of these is anonymised: nothing is done with them any more (PRODUCT.md 3)."""
    for party in parties:
        if party.anonymised_at is not None:
            raise RuleViolation(say(ANONYMISED, name=party.name))


def number_as_searched(number: Any) -> ColumnElement[str]:
    """How a number column stands in a search text: as it is, and without its hyphen; nothing where there is none."""
    folded = func.lower(number)
    blanks = literal(BEFORE_A_WORD)
    return func.coalesce(blanks + folded + blanks + func.replace(folded, "-", ""), "")


def is_met(those: Select[int], party_id: Any) -> ColumnElement[bool]:
    """Whether a party is one of those, asked of one party after the other."""
    return those.where(party_id == Party.id).correlate(Party).exists()


def select_ids(ids: Iterable[int]) -> Select[int]:
    """The parties with these ids, those that exist."""
    return select(Party.id).where(Party.id.in_(sorted(set(ids))))
