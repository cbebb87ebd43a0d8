"""Parties by their own columns."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Select, any_, func, literal, select

from app.db import db, is_postgresql
from app.domain.errors import NotFound
from app.domain.parties.models import Party


def party(party_id: int) -> Party:
    """One party, of whatever role and status. Raises NotFound."""
    found = db.session.get(Party, party_id)
    if found is None:
        raise NotFound(party_id)
    return found


def lock_party(party_id: int) -> Party:
    """One party, locked until the transaction ends and read afresh. Raises NotFound."""
    found = db.session.scalar(
        select(Party).where(Party.id == party_id).with_for_update().execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(party_id)
    return found


def lock_parties(ids: Iterable[int]) -> dict[int, Party]:
    """Parties by their ids, those that exist, locked in the order of the ids and read afresh."""
    held = select(Party).where(Party.id.in_(sorted(set(ids)))).order_by(Party.id)
    found = db.session.scalars(held.with_for_update().execution_options(populate_existing=True))
    return {party.id: party for party in found}


def words_of_number(number: Any) -> ColumnElement[str]:
    """How a number column stands in a search text: as it is, and without its hyphen; nothing where there is none."""
    folded = func.lower(number)
    return func.coalesce(literal(" ") + folded + " " + func.replace(folded, "-", ""), "")


def among(column: Any, ids: Collection[int]) -> ColumnElement[bool]:
    """Whether a column holds one of these ids, however many they are: they travel as one value."""
    if is_postgresql():
        return column == any_(literal(list(ids), ARRAY(Integer)))  # type: ignore[no-any-return]
    listed = func.json_each(json.dumps(list(ids))).table_valued("value")
    return column.in_(select(listed.c.value))  # type: ignore[no-any-return]


def select_ids(ids: Iterable[int]) -> Select[int]:
    """The parties with these ids, those that exist."""
    return select(Party.id).where(Party.id.in_(sorted(set(ids))))
