"""How a rule becomes a condition on parties, by the kind of what it compares."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, func, not_, or_
from sqlalchemy import cast as sql_cast

from app.domain import clock
from app.domain.directory.segments.rules import IN_DAYS, Comparison, Rule
from app.domain.parties.queries import IsAmong

Condition = Callable[[Rule, IsAmong], ColumnElement[bool]]
Typed = Callable[[str], str]  # a value as its column holds it

LAST_SIGN = "\U0010ffff"  # behind every text that begins alike


def tight(text: str) -> str:
    """Without blanks and with small letters, as postal codes and codes of registers are compared."""
    return lower_latin("".join(text.split()))


def lower_latin(text: str) -> str:
    """With small letters as `small` has them."""
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


def small(column: Any) -> ColumnElement[str]:
    """A text with small letters, on both databases alike: those of the Latin alphabet alone, without an accent."""
    return func.lower(sql_cast(column, String().with_variant(String(collation="C"), "postgresql")))


def begins_so(column: Any, start: str) -> ColumnElement[bool]:
    """That a text begins so, as a range that an index serves: for columns that are ordered by code point."""
    return and_(column >= start, column < start + LAST_SIGN)


def on_text(column: Any, typed: Typed) -> Condition:
    """Texts as they stand in a column, which is never NULL."""

    def condition(rule: Rule, _is_among: IsAmong) -> ColumnElement[bool]:
        values = [typed(value) for value in rule.values]
        first = values[0] if values else ""
        said: dict[Comparison, Callable[[], ColumnElement[bool]]] = {
            Comparison.CONTAINS: lambda: column.contains(first, autoescape=True),
            Comparison.LACKS: lambda: not_(column.contains(first, autoescape=True)),
            Comparison.BEGINS: lambda: column.startswith(first, autoescape=True),
            Comparison.IS: lambda: column == first,
            Comparison.IS_NOT: lambda: column != first,
            Comparison.ONE_OF: lambda: column.in_(values),
            Comparison.NONE_OF: lambda: column.not_in(values),
            Comparison.EMPTY: lambda: column == "",
            Comparison.FILLED: lambda: column != "",
        }
        return said[rule.comparison]()

    return condition


def on_names(column: Any, typed: Typed) -> Condition:
    """Names, as they are sorted: people by their last name. The order of somebody's names does not count, but in
    what a name begins with.
    """

    def contains(value: str) -> ColumnElement[bool]:
        return and_(*(column.contains(word, autoescape=True) for word in typed(value).split()))

    def is_(value: str) -> ColumnElement[bool]:
        return and_(func.length(column) == len(typed(value)), contains(value))

    def condition(rule: Rule, _is_among: IsAmong) -> ColumnElement[bool]:
        said: dict[Comparison, Callable[[], ColumnElement[bool]]] = {
            Comparison.CONTAINS: lambda: contains(rule.value),
            Comparison.LACKS: lambda: not_(contains(rule.value)),
            Comparison.BEGINS: lambda: begins_so(column, typed(rule.value)),
            Comparison.IS: lambda: is_(rule.value),
            Comparison.IS_NOT: lambda: not_(is_(rule.value)),
            Comparison.ONE_OF: lambda: or_(*map(is_, rule.values)),
            Comparison.NONE_OF: lambda: not_(or_(*map(is_, rule.values))),
            Comparison.EMPTY: lambda: column == "",
            Comparison.FILLED: lambda: column != "",
        }
        return said[rule.comparison]()

    return condition


def on_conditions(each: dict[str, Any]) -> Condition:
    """Words of ours, each with the condition that it stands for."""

    def condition(rule: Rule, _is_among: IsAmong) -> ColumnElement[bool]:
        is_one = or_(*(each[word] for word in rule.values))
        return not_(is_one) if rule.comparison is Comparison.NONE_OF else is_one

    return condition


def on_days(column: Any, bound: Callable[[date], Any], *, is_there: ColumnElement[bool]) -> Condition:
    """Days or moments in a column; `bound` is the beginning of a day as the column holds it."""

    def condition(rule: Rule, _is_among: IsAmong) -> ColumnElement[bool]:
        if rule.comparison is Comparison.EMPTY:
            return not_(is_there)
        first, beyond = days_of(rule, clock.today())
        within = [is_there]
        if first is not None:
            within.append(column >= bound(first))
        if beyond is not None:
            within.append(column < bound(beyond))
        return and_(*within)

    return condition


def days_of(rule: Rule, today: date) -> tuple[date | None, date | None]:
    """The first day that a rule means and the first one behind them; None is no bound.

    Today is one of the last days, and of the next. What is more days ago than the last ones is older.
    """
    if rule.comparison is Comparison.THIS_MONTH:
        first = today.replace(day=1)
        return first, first + timedelta(days=monthrange(today.year, today.month)[1])
    if rule.comparison in IN_DAYS:
        distance, tomorrow = timedelta(days=int(rule.value)), today + timedelta(days=1)
        return {
            Comparison.LAST: (today - distance, tomorrow),
            Comparison.OLDER: (None, today - distance),
            Comparison.NEXT: (today, tomorrow + distance),
        }[rule.comparison]
    if rule.comparison is Comparison.FILLED:
        return None, None
    day = date.fromisoformat(rule.value)
    return (None, day) if rule.comparison is Comparison.BEFORE else (day + timedelta(days=1), None)


def bare(column: Any, *signs: str) -> ColumnElement[str]:
    """A text without some signs."""
    for sign in signs:
        column = func.replace(column, sign, "")
    return column  # type: ignore[no-any-return]


def first_of(*columns: Any) -> ColumnElement[str]:
    """The first text of several columns that is not empty."""
    *some, last = columns
    return case(*((column != "", column) for column in some), else_=last)
