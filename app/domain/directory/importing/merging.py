"""What merging parties does to lists that came in."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete

from app.db import db
from app.domain.directory.importing.models import ImportFormer, ImportRow
from app.domain.selections import among, lead_to


def merge_hints(survivor: int, others: Collection[int]) -> None:
    """Let the rows of a list that resembles one of the others name the survivor."""
    lead_to(survivor, others, ImportRow.duplicate_of_id, ImportRow.namesake_id)


def forget_former_data(_survivor: int, others: Collection[int]) -> None:
    """What the others were before a list changed them is not put back any more."""
    db.session.execute(delete(ImportFormer).where(among(ImportFormer.party_id, others)))
