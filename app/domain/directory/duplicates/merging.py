"""What merging parties does to who was told apart from whom."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import case, delete, func, insert, or_, select

from app.db import db
from app.domain.directory.duplicates.models import ToldApart
from app.domain.selections import among


def merge_told_apart(survivor: int, others: Collection[int]) -> None:
    """Who is not the same as one of the others is not the same as the survivor either."""
    concerned = or_(among(ToldApart.first_id, others), among(ToldApart.second_id, others))
    first, second = (
        case((among(column, others), survivor), else_=column) for column in (ToldApart.first_id, ToldApart.second_id)
    )
    pairs = select(
        case((first < second, first), else_=second).label("first_id"),
        case((first < second, second), else_=first).label("second_id"),
        ToldApart.act_id,
    ).where(concerned, first != second)
    rows = pairs.subquery()
    there = select(ToldApart.id).where(ToldApart.first_id == rows.c.first_id, ToldApart.second_id == rows.c.second_id)
    new = (
        select(rows.c.first_id, rows.c.second_id, func.min(rows.c.act_id))
        .where(~there.exists())
        .group_by(rows.c.first_id, rows.c.second_id)
        .order_by(rows.c.first_id, rows.c.second_id)
    )
    db.session.execute(insert(ToldApart).from_select(["first_id", "second_id", "act_id"], new))
    db.session.execute(delete(ToldApart).where(concerned))
