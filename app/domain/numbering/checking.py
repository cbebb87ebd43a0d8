"""What a number range may become: no number is given twice, whatever an admin sets (PRODUCT.md 10)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.errors import N_, RuleViolation, say
from app.domain.history.models import Act, Deed, Event, EventKind
from app.domain.numbering.counting import given_to, next_value_of, number_of, written, year_of
from app.domain.numbering.models import LARGEST, OF_CARDS, NumberRange, RangeKind
from app.domain.numbering.prefixes import (
    LONGEST,
    YEAR,
    fill,
    highest_of,
    is_plain,
    look_alike,
    unknown_placeholder,
    value_in,
)

LARGEST_PADDING = 9  # digits
_DELETING = (Deed.PURGE, Deed.PURGE_AGAIN, Deed.UNDO)

UNKNOWN = N_("%(name)s means nothing here. A prefix can hold {year} and {month}.")
NOT_PLAIN = N_(
    "A prefix has letters from A to Z, digits, blanks and - / . _ #, and begins with a letter, a digit or #."
)
TOO_LONG = N_("A prefix has 20 characters at most.")
NO_PADDING = N_("A number is filled up to 1 to 9 digits.")
NO_VALUE = N_("A range counts from 1 to %(largest)s.")
COMES_BACK = N_("Without {year} in the prefix %(number)s would be given again next year.")
NO_GAP = N_("This range leaves no gap: %(last)s was given this year, so %(number)s comes next.")
ANOTHER_RANGE = N_("Another range makes such numbers too: %(number)s would be given twice. Choose another prefix.")
TAKEN = N_("%(last)s was given or brought along already, and no number is given twice. The next free one is %(free)s.")
EARLIER_YEAR = N_("Such numbers were given in an earlier year, and no number is given twice. Choose another prefix.")


@dataclass(frozen=True, slots=True)
class RangeDraft:
    """What an admin wrote about a range; without a value it goes on as it would."""

    prefix: str
    padding: int
    next_value: int | None = None
    restarts_yearly: bool = False


class NumberTaken(RuleViolation):
    """The next number was given already. Carries the next value that is free."""

    def __init__(self, last: str, free: str, value: int) -> None:
        super().__init__(say(TAKEN, last=last, free=free), field="next_value")
        self.free = value


def misshapen(draft: RangeDraft) -> Iterator[RuleViolation]:
    """What is wrong with a draft as such, at its fields."""
    if unknown := unknown_placeholder(draft.prefix):
        yield RuleViolation(say(UNKNOWN, name=unknown), field="prefix")
    elif not is_plain(draft.prefix):
        yield RuleViolation(NOT_PLAIN, field="prefix")
    if len(draft.prefix) > LONGEST:
        yield RuleViolation(TOO_LONG, field="prefix")
    if not 1 <= draft.padding <= LARGEST_PADDING:
        yield RuleViolation(NO_PADDING, field="padding")
    if draft.next_value is not None and not 1 <= draft.next_value <= LARGEST:
        yield RuleViolation(say(NO_VALUE, largest=LARGEST), field="next_value")


def broken_rules(
    counter: NumberRange, draft: RangeDraft, ranges: Collection[NumberRange], *, unused: Collection[RangeKind]
) -> Iterator[RuleViolation]:
    """What stands against a well-shaped draft, at its fields. `ranges` are all; those `unused` make no number now."""
    value = next_value_of(counter) if draft.next_value is None else draft.next_value
    year = year_of(counter)
    number = written(draft.prefix, draft.padding, value, year=year)
    if draft.restarts_yearly and YEAR not in draft.prefix:
        first = written(draft.prefix, draft.padding, 1, year=year)
        yield RuleViolation(say(COMES_BACK, number=first), field="restarts_yearly")
    if counter.is_gapless and counter.used_in == year and value != next_value_of(counter):
        last, after = number_of(counter, counter.next_value - 1), number_of(counter, counter.next_value)
        yield RuleViolation(say(NO_GAP, last=last, number=after), field="next_value")
        return
    others = (other for other in ranges if other.kind not in {counter.kind, *unused})
    if any(may_meet(counter.kind, other.kind) and _makes_such(other, draft.prefix, year) for other in others):
        yield RuleViolation(say(ANOTHER_RANGE, number=number), field="prefix")
        return
    free = free_from(counter, draft.prefix, ranges, value)
    if free > LARGEST:
        yield RuleViolation(EARLIER_YEAR, field="prefix")
    elif value < free:
        last, next_free = (written(draft.prefix, draft.padding, each, year=year) for each in (free - 1, free))
        yield NumberTaken(last, next_free, free)


def free_from(counter: NumberRange, prefix: str, ranges: Collection[NumberRange], value: int = 1) -> int:
    """From which value on no number under this prefix was ever given; more than LARGEST where none is free.

    Looked for are numbers on file, those of who was deleted, and all that the ranges themselves have given. One
    statement.
    """
    year = year_of(counter)
    asked = [highest.scalar_subquery() for highest in _highest_on_file(counter.kind, prefix, year)]
    found = db.session.execute(select(*asked)).one() if asked else ()
    bounds = [1, *((highest or 0) + 1 for highest in found)]
    if prefix == counter.prefix:
        bounds.append(given_to(counter))
    number = written(prefix, 1, value, year=year)
    for other in ranges:
        if may_meet(counter.kind, other.kind):
            bounds += [_came_to(former, number, value) for former in _forms_of(other)]
    return max(bounds)


def may_meet(kind: RangeKind, other: RangeKind) -> bool:
    """Whether numbers of two ranges may stand in one column."""
    return any({kind, other} <= set(kinds) for _, kinds in _columns())


def _columns() -> Iterator[tuple[Any, Collection[RangeKind]]]:
    """The columns that hold numbers, with the ranges of which they come."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if kinds := column.info.get("numbers"):
                yield column, kinds


def _highest_on_file(kind: RangeKind, prefix: str, year: int) -> Iterator[Any]:
    """The selects of the highest value under a prefix, one a column."""
    for column, kinds in _columns():
        if kind in kinds:
            yield select(highest_of(column, prefix, year=year))
    if kind in OF_CARDS:  # of who was taken back with an import the event alone tells
        gone, kept = Event.details["number"].as_string(), Event.details["kept"].as_boolean()
        deleting = select(Act.id).where(Act.deed.in_(_DELETING))  # fewer by far than all that events tell
        is_gone = (Event.act_id.in_(deleting), Event.kind == EventKind.DELETED, kept.is_not(True))
        yield select(highest_of(gone, prefix, year=year)).where(*is_gone)


def _makes_such(other: NumberRange, prefix: str, year: int) -> bool:
    """Whether another range makes numbers of this form, as they are written or as they read this year."""
    now = (fill(each, year=year, month=1) for each in (prefix, other.prefix))
    return look_alike(prefix, other.prefix) or look_alike(*now)


def _forms_of(counter: NumberRange) -> list[dict[str, Any]]:
    """What a range has given under which prefix, the present one last."""
    return [*counter.former, form_of(counter)]


def form_of(counter: NumberRange) -> dict[str, Any]:
    """How far a range has come under its present prefix."""
    names = ("prefix", "year", "given_to", "restarts_yearly")
    return {name: getattr(counter, name) for name in names}


def _came_to(form: dict[str, Any], number: str, value: int) -> int:
    """From which value on a form has not given the numbers that this one begins; 1 where it never makes such."""
    found = value_in(number, form["prefix"])
    if form["given_to"] == 1 or found is None or found[0] != value:
        return 1
    of_year = found[1]
    if of_year is None or of_year == form["year"]:
        return int(form["given_to"])
    if of_year > (form["year"] or 0):
        return 1
    return LARGEST + 1 if form["restarts_yearly"] else int(form["given_to"])
