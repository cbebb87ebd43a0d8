"""Parties among whom are all that a rule means, where one index tells them: so that a list need not be walked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union_all

from app.domain import clock
from app.domain.directory.segments.comparing import LAST_SIGN, Typed, days_of
from app.domain.directory.segments.rules import Comparison, Rule
from app.domain.directory.words import exactly, select_likely
from app.domain.parties.models import ClientRole, Party, PartyStatus, PartyTag, Tag
from app.domain.parties.text import fold, key_of, natural_key

Some = Callable[[Rule, ColumnElement[bool]], Select[int] | None]

SHORTEST = 3  # signs that an index of words knows
_EQUAL = frozenset({Comparison.IS, Comparison.ONE_OF})
_WITHIN = frozenset({Comparison.CONTAINS, Comparison.BEGINS, Comparison.IS})


def by_words(rule: Rule, _lanes: ColumnElement[bool]) -> Select[int] | None:
    """Who has what is looked for among their words: of what stands in a search text."""
    return _likely(rule.value) if rule.comparison in _WITHIN else None


def by_words_as(typed: Typed) -> Some:
    """The same, of what is written otherwise than it is typed."""

    def some(rule: Rule, _lanes: ColumnElement[bool]) -> Select[int] | None:
        return _likely(typed(rule.value)) if rule.comparison in _WITHIN else None

    return some


def _likely(value: str) -> Select[int] | None:
    words = fold(value).split()
    return select_likely(value) if words and all(len(key_of(word)) >= SHORTEST for word in words) else None


def by_value(column: Any, typed: Typed) -> Some:
    """Who has one of the values in an indexed column, else who has it among their words."""

    def some(rule: Rule, lanes: ColumnElement[bool]) -> Select[int] | None:
        if rule.comparison in _EQUAL:
            return select(Party.id).where(column.in_([typed(value) for value in rule.values]), column != "")
        return by_words(rule, lanes)

    return some


def by_number(rule: Rule, _lanes: ColumnElement[bool]) -> Select[int] | None:
    """Who has one of the numbers, as the first or as the second of the card."""
    if rule.comparison not in _EQUAL:
        return None
    keys = [natural_key(value) for value in rule.values]
    first = select(Party.id).where(Party.number_key.in_(keys))
    second = select(Party.id).where(Party.second_number_key.in_(keys), Party.second_number.is_not(None))
    return either([first, second])


def by_choice(column: Any) -> Some:
    """Who has one of the values in an indexed column."""

    def some(rule: Rule, _lanes: ColumnElement[bool]) -> Select[int] | None:
        if rule.comparison is Comparison.ONE_OF:
            return select(Party.id).where(column.in_(rule.values), column != "")
        return None

    return some


def by_beginning(column: Any, typed: Typed) -> Some:
    """Who stands in a stretch of an index behind the role."""

    def some(rule: Rule, lanes: ColumnElement[bool]) -> Select[int] | None:
        if rule.comparison is not Comparison.BEGINS:
            return None
        start = typed(rule.value)
        return select(Party.id).where(lanes, column >= start, column < start + LAST_SIGN)

    return some


def by_days(column: Any, bound: Callable[[date], str]) -> Some:
    """Who stands between two days in an index behind the role, whose column is a text, empty first."""

    def some(rule: Rule, lanes: ColumnElement[bool]) -> Select[int] | None:
        if rule.comparison is Comparison.EMPTY:
            return select(Party.id).where(lanes, column == "")
        first, beyond = days_of(rule, clock.today())
        within = [column >= bound(first) if first else column > ""]
        if beyond:
            within.append(column < bound(beyond))
        return select(Party.id).where(lanes, *within)

    return some


def of_status(rule: Rule, lanes: ColumnElement[bool]) -> Select[int] | None:
    """Those who are deactivated: few are. Those who are active are nearly all."""
    is_one, word = rule.comparison is Comparison.ONE_OF, PartyStatus.DEACTIVATED.value
    if (is_one and set(rule.values) == {word}) or (not is_one and word not in rule.values):
        return select(Party.id).where(lanes, Party.status == PartyStatus.DEACTIVATED)
    return None


def of_role(rule: Rule, _lanes: ColumnElement[bool]) -> Select[int] | None:
    """Prospects and suppliers; the others are too many."""
    of = {
        "prospect": select(Party.id).where(Party.client_role == ClientRole.PROSPECT),
        "supplier": select(Party.id).where(Party.is_supplier),
    }
    if rule.comparison is not Comparison.ONE_OF or not set(rule.values) <= set(of):
        return None
    return either([of[word] for word in sorted(set(rule.values))])


def of_tags(rule: Rule, _lanes: ColumnElement[bool]) -> Select[int] | None:
    """Those who bear one of some tags."""
    if rule.comparison is Comparison.FILLED:
        return select(PartyTag.party_id)
    return select_bearers(rule.values) if rule.comparison is Comparison.ONE_OF else None


def select_bearers(names: tuple[str, ...]) -> Select[int]:
    """The ids of the parties that bear one of these tags."""
    return select(PartyTag.party_id).join(Tag).where(Tag.key.in_([fold(name) for name in names]))


def of_search(rule: Rule, _lanes: ColumnElement[bool]) -> Select[int] | None:
    """Those whom a search finds, and maybe others."""
    return either([select(Party.id).where(exactly(rule.value)), select_likely(rule.value)])


def either(sets: list[Select[int]]) -> Select[int]:
    """All who are in one of some sets; some of them twice."""
    if len(sets) == 1:
        return sets[0]
    return select(union_all(*sets).subquery().c[0])
