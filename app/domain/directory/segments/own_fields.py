"""The fields that an office gives its cards, as fields that a rule may be about; and the list's filters as rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, not_

from app.domain import clock
from app.domain.directory.fields.asking import FieldFilter
from app.domain.directory.segments.checking import figure_as_kept
from app.domain.directory.segments.comparing import days_of
from app.domain.directory.segments.kinds import DAYS, NUMBERS, OPTIONAL, TEXTS, Choice, Field, Kind
from app.domain.directory.segments.rules import Comparison, Rule
from app.domain.errors import N_, Sentence
from app.domain.parties.custom_fields import models
from app.domain.parties.custom_fields.conditions import Comparison as Asked
from app.domain.parties.custom_fields.conditions import select_having
from app.domain.parties.custom_fields.models import PICKED, CustomValue, FieldKind
from app.domain.parties.custom_fields.queries import Definition, custom_fields, select_written
from app.domain.parties.custom_fields.values import NO, YES, Value, sort_key
from app.domain.parties.queries import IsAmong, is_met
from app.domain.parties.text import fold, like_patterns

C = Comparison
# Of a long text its words alone are known: neither how it begins nor whether it is another one.
LONG_TEXTS = (C.CONTAINS, C.LACKS, C.EMPTY, C.FILLED)
COMPARED: dict[FieldKind, tuple[Kind, tuple[Comparison, ...]]] = {
    **dict.fromkeys(models.TEXTS, (Kind.TEXT, TEXTS)),
    FieldKind.LONG_TEXT: (Kind.TEXT, LONG_TEXTS),
    **dict.fromkeys(models.NUMBERS, (Kind.NUMBER, NUMBERS)),
    FieldKind.DATE: (Kind.DAY, DAYS),
    **dict.fromkeys((FieldKind.YES_NO, *PICKED), (Kind.CHOICE, OPTIONAL)),
}
# What means all those whom the other one does not: they who have nothing written among them.
_OPPOSITE = {C.LACKS: C.CONTAINS, C.IS_NOT: C.IS, C.NONE_OF: C.ONE_OF, C.EMPTY: C.FILLED}
_OF_NUMBERS = {C.IS: Asked.EQUAL, C.AT_LEAST: Asked.AT_LEAST, C.AT_MOST: Asked.AT_MOST}
_OF_TEXTS = {Asked.CONTAINS: C.CONTAINS, Asked.BEGINS: C.BEGINS, Asked.EQUAL: C.IS}
_DAY = timedelta(days=1)


def own_fields() -> list[Field]:
    """The fields of the office's own in their order, in one statement; retired ones too, which are not offered."""
    return [_field_of(own) for own in custom_fields(also_retired=True)]


def _field_of(own: Definition) -> Field:
    kind, comparisons = COMPARED[own.kind]

    def condition(rule: Rule, is_among: IsAmong) -> ColumnElement[bool]:
        if rule.comparison in _OPPOSITE:
            others = replace(rule, comparison=_OPPOSITE[rule.comparison])
            return not_(is_met(_select_those(own, others), CustomValue.party_id))
        return is_among(_select_those(own, rule), CustomValue.party_id)

    def some(rule: Rule, _lanes: ColumnElement[bool]) -> Select[int] | None:
        return None if rule.comparison in _OPPOSITE else _select_those(own, rule)

    return Field(
        own.name, own.known_as, kind, comparisons, condition, some, fold,
        choices=lambda: _choices_of(own), is_closed=kind is Kind.CHOICE,
        is_offered=not own.is_retired, is_own=True, currency=own.currency,
    )  # fmt: skip


def _choices_of(own: Definition) -> Sequence[Choice]:
    """What may be chosen, retired words too, for they stand on cards still; each by its id: it may be renamed."""
    if own.kind is FieldKind.YES_NO:
        return [Choice(YES, Sentence(N_("Yes"))), Choice(NO, Sentence(N_("No")))]
    return [Choice(str(choice.id), choice.word) for choice in own.choices]


def _select_those(own: Definition, rule: Rule) -> Select[int]:
    """Those with something written of which a rule is true, for every comparison that is no opposite."""
    if rule.comparison is C.FILLED:
        return select_written(own.id)
    if own.kind is FieldKind.DATE:
        return _select_between(own, *days_of(rule, clock.today()))
    if own.kind in PICKED:
        return select_having(own, Asked.ONE_OF, tuple(int(value) for value in rule.values))
    if own.kind in models.NUMBERS:
        return select_having(own, _OF_NUMBERS[rule.comparison], Decimal(rule.value))
    if rule.comparison is C.BEGINS:
        return select_having(own, Asked.BEGINS, rule.value)
    if rule.comparison is C.CONTAINS and like_patterns(rule.value):
        return select_having(own, Asked.CONTAINS, rule.value)
    if rule.comparison is C.CONTAINS:  # signs alone, of which no search knows
        return select_written(own.id).where(CustomValue.words.contains(fold(rule.value), autoescape=True))
    return select_written(own.id).where(CustomValue.sort_key.in_([sort_key(own, value) for value in rule.values]))


def _select_between(own: Definition, first: date | None, beyond: date | None) -> Select[int]:
    """Those with a day from the first one on, and before the other; None is no bound."""
    those = select_written(own.id)
    if first is not None:
        those = those.where(CustomValue.sort_key >= sort_key(own, first))
    if beyond is not None:
        those = those.where(CustomValue.sort_key < sort_key(own, beyond))
    return those


def rules_asking(asked: FieldFilter) -> Iterator[Rule]:
    """The rules that mean whom a filter of the list leaves. All of them: of one day there are two."""
    key, own, value = asked.field.known_as, asked.field, asked.value
    if asked.comparison in {Asked.EMPTY, Asked.FILLED}:
        yield Rule(key, C(asked.comparison.value))
    elif isinstance(value, date):
        yield from _rules_of_days(key, asked.comparison, value)
    elif isinstance(value, Decimal):
        means = {asked_as: comparison for comparison, asked_as in _OF_NUMBERS.items()}
        yield Rule(key, means[asked.comparison], (figure_as_kept(value),))
    elif COMPARED[own.kind][0] is Kind.CHOICE:
        yield Rule(key, C.ONE_OF, _as_values(value))
    elif asked.comparison is Asked.CONTAINS and not like_patterns(str(value)):
        yield Rule(key, C.FILLED)  # the list finds everybody by signs alone
    else:
        yield Rule(key, _OF_TEXTS[asked.comparison], (str(value),))


def _rules_of_days(key: str, asked: Asked, day: date) -> Iterator[Rule]:
    """Rules have a day before them or behind them; the list counts it in."""
    if asked in {Asked.EQUAL, Asked.AT_LEAST, Asked.AFTER}:
        begin = day if asked is Asked.AFTER or day == date.min else day - _DAY
        yield Rule(key, C.AFTER, (begin.isoformat(),))
    if asked in {Asked.EQUAL, Asked.AT_MOST, Asked.BEFORE}:
        end = day if asked is Asked.BEFORE or day == date.max else day + _DAY
        yield Rule(key, C.BEFORE, (end.isoformat(),))


def _as_values(value: Value) -> tuple[str, ...]:
    if isinstance(value, bool):
        return (YES if value else NO,)
    return tuple(str(id_) for id_ in (value if isinstance(value, tuple) else (value,)))
