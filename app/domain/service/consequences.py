"""What acts on whole clients mean for equipment: what they still have of the office's."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.db import db
from app.domain.service.models import Equipment

OUT: ColumnElement[bool] = and_(Equipment.handed_out_on.is_not(None), Equipment.returned_on.is_(None))


def equipment_out(parties: Select[int]) -> int:
    """How many pieces these parties still have."""
    asked = select(func.count()).select_from(Equipment).where(OUT, Equipment.party_id.in_(parties))
    return db.session.scalar(asked) or 0
