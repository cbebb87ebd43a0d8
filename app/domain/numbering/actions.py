"""Taking numbers, in the transaction that uses them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import select, update

from app.db import db
from app.domain.numbering.models import LARGEST, NumberRange, RangeKind

_SIGNS_AT_END = re.compile(r"[\W_]+$")
_DIGITS = len(str(LARGEST))


def take_numbers(kind: RangeKind, how_many: int = 1) -> list[str]:
    """The next numbers of a range. They are given once: a roll-back gives them back, nothing else does.

    The row stays locked until the transaction ends, so take numbers late.
    """
    taken = update(NumberRange).where(NumberRange.kind == kind).values(next_value=NumberRange.next_value + how_many)
    prefix, padding, after = db.session.execute(
        taken.returning(NumberRange.prefix, NumberRange.padding, NumberRange.next_value)
    ).one()
    return [f"{prefix}{value:0{padding}d}" for value in range(after - how_many, after)]


def keep_numbers(kind: RangeKind, numbers: Iterable[str]) -> None:
    """Move a range past numbers that somebody brings along, as far as they are of its form: never back.

    The row stays locked until the transaction ends, as in `take_numbers`: call this before it.
    """
    held = select(NumberRange).where(NumberRange.kind == kind).with_for_update()
    counter = db.session.scalars(held.execution_options(populate_existing=True)).one()
    counter.next_value = next_value_after(counter, numbers)
    db.session.flush()


def next_value_after(counter: NumberRange, numbers: Iterable[str]) -> int:
    """The next value of a range once these numbers are in use."""
    # C-42, c42 and C 0042 are one.
    form = re.compile(rf"{re.escape(_SIGNS_AT_END.sub('', counter.prefix))}[\W_]*0*(\d{{1,{_DIGITS}}})", re.IGNORECASE)
    found = (form.fullmatch(number.strip()) for number in numbers)
    return max([counter.next_value, *(int(match[1]) + 1 for match in found if match)])
