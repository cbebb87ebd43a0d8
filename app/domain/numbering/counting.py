"""Where a range stands: in which year it counts, what comes next, and how a number of it is written."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import clock
from app.domain.numbering.models import NumberRange
from app.domain.numbering.prefixes import YEAR, fill, value_in


def year_of(counter: NumberRange) -> int:
    """The year that the next number belongs to: the office's, and never one before the last number's."""
    return max(clock.today().year, counter.year or 0)


def next_value_of(counter: NumberRange) -> int:
    """The value of the next number: 1 again where a new year has begun for a range that restarts."""
    return 1 if _begins_anew(counter) else counter.next_value


def given_to(counter: NumberRange) -> int:
    """One after the last number that was given under the prefix as it reads this year."""
    is_of_this_year = YEAR not in counter.prefix or counter.year in {None, year_of(counter)}
    return counter.given_to if is_of_this_year else 1


def roll_over(counter: NumberRange) -> None:
    """Begin the new year in the row itself, before its next value is set. The row is locked by the caller."""
    if _begins_anew(counter):
        counter.next_value, counter.given_to, counter.year = 1, 1, year_of(counter)


def _begins_anew(counter: NumberRange) -> bool:
    return counter.restarts_yearly and counter.year is not None and counter.year < clock.today().year


def number_of(counter: NumberRange, value: int) -> str:
    """The number for a value of the counter: C-0042."""
    return written(counter.prefix, counter.padding, value, year=year_of(counter))


def written(prefix: str, padding: int, value: int, *, year: int) -> str:
    """A number of this form as it would be given now."""
    return f"{fill(prefix, year=year, month=clock.today().month)}{value:0{padding}d}"


def next_value_after(counter: NumberRange, numbers: Iterable[str]) -> int:
    """The next value of a range once these numbers are in use. Those of another year hinder no range that restarts."""
    year = year_of(counter) if counter.restarts_yearly else None
    found = (value_in(number, counter.prefix, year=year) for number in numbers)
    return max([next_value_of(counter), *(each[0] + 1 for each in found if each)])
