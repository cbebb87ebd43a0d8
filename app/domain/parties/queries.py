"""Parties by their own columns."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select

from app.db import db
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


def select_ids(ids: Iterable[int]) -> Select[int]:
    """The parties with these ids, those that exist."""
    return select(Party.id).where(Party.id.in_(sorted(set(ids))))
