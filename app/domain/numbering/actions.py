"""Taking numbers, in the transaction that uses them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, case, select, update

from app.db import db
from app.domain import clock
from app.domain.errors import N_, RuleViolation, say
from app.domain.numbering.counting import next_value_after, roll_over
from app.domain.numbering.models import LARGEST, NumberRange, RangeKind
from app.domain.numbering.prefixes import fill

TOO_LARGE = N_("A range counts to %(largest)s.")


def take_numbers(kind: RangeKind, how_many: int = 1) -> list[str]:
    """The next numbers of a range. They are given once: a roll-back gives them back, nothing else does.

    The row stays locked until the transaction ends, so take numbers late; those of several ranges in the order of
    their words. A range that restarts does so with the first number that is taken in the office's new year.
    Raises RuleViolation where the range has come to its end.
    """
    if not how_many:
        return []
    today = clock.today()
    restarts = and_(NumberRange.restarts_yearly, NumberRange.year < today.year)
    after = case((restarts, 1), else_=NumberRange.next_value) + how_many
    # Another time zone may lead back into the old year: its numbers were given.
    year = case((NumberRange.year > today.year, NumberRange.year), else_=today.year)
    counting = update(NumberRange).values(next_value=after, given_to=after, year=year, used_in=year)
    counted = counting.where(NumberRange.kind == kind).returning(
        NumberRange.prefix, NumberRange.padding, NumberRange.next_value, NumberRange.year
    )
    found = db.session.execute(counted).one()
    if found.next_value - 1 > LARGEST:
        raise RuleViolation(say(TOO_LARGE, largest=LARGEST))
    prefix = fill(found.prefix, year=found.year, month=today.month)
    return [f"{prefix}{value:0{found.padding}d}" for value in range(found.next_value - how_many, found.next_value)]


def keep_numbers(numbers: Iterable[str], *kinds: RangeKind) -> None:
    """Move ranges past numbers that somebody brings along, as far as they are of their form: never back.

    The rows stay locked until the transaction ends, as in `take_numbers`: call this before it.
    """
    kept = list(numbers)
    held = select(NumberRange).where(NumberRange.kind.in_(kinds)).order_by(NumberRange.kind).with_for_update()
    for counter in db.session.scalars(held.execution_options(populate_existing=True)):
        roll_over(counter)
        counter.next_value = next_value_after(counter, kept)
    db.session.flush()
