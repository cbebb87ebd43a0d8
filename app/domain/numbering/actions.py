"""Taking numbers, in the transaction that uses them."""

from __future__ import annotations

from sqlalchemy import update

from app.db import db
from app.domain.numbering.models import NumberRange, RangeKind


def take_numbers(kind: RangeKind, how_many: int = 1) -> list[str]:
    """The next numbers of a range. They are given once: a roll-back gives them back, nothing else does.

    The row stays locked until the transaction ends, so take numbers late.
    """
    taken = update(NumberRange).where(NumberRange.kind == kind).values(next_value=NumberRange.next_value + how_many)
    prefix, padding, after = db.session.execute(
        taken.returning(NumberRange.prefix, NumberRange.padding, NumberRange.next_value)
    ).one()
    return [f"{prefix}{value:0{padding}d}" for value in range(after - how_many, after)]
