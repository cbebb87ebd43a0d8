"""What is wrong with a rule, and what of those on file names something that is no longer there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal, InvalidOperation

from app.domain.directory.segments.kinds import Field, Kind
from app.domain.directory.segments.rules import ALONE, IN_DAYS, OF_A_DAY, OF_SEVERAL, Rule
from app.domain.errors import N_, Sentence, say
from app.domain.parties.custom_fields.values import BEHIND, TOO_LARGE
from app.domain.parties.custom_fields.values import LARGEST as LARGEST_NUMBER

FORGOTTEN = N_("This named a client who was anonymised, and is gone. Say something else, or remove the rule.")
MOST_DAYS = 36_500
MOST_VALUES = 100
LONGEST = 200  # characters of a value
FIRST_YEAR, LAST_YEAR = 1900, 2999
_SMALLEST = Decimal(1).scaleb(-BEHIND)


def wrong_in(rule: Rule, field: Field | None) -> Sentence | None:
    """Why a rule cannot be asked; None where it can. What it names may be gone all the same."""
    if field is None or rule.comparison not in field.comparisons:
        return Sentence(N_("This rule asks for something that is no longer there. Remove it."))
    if rule.is_void:
        return Sentence(FORGOTTEN)
    if rule.comparison in ALONE:
        return None
    if rule.comparison in IN_DAYS:
        return _wrong_days(rule.value)
    if rule.comparison in OF_A_DAY:
        return _wrong_day(rule.value)
    if field.kind is Kind.NUMBER:
        return _wrong_figure(rule.value)
    return _wrong_values(rule, field)


def _wrong_days(value: str) -> Sentence | None:
    is_number = value.isascii() and value.isdigit() and len(value) < 9
    if is_number and 1 <= int(value) <= MOST_DAYS:
        return None
    return say(N_("Type a number of days from 1 to %(most)s."), most=MOST_DAYS)


def _wrong_day(value: str) -> Sentence | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return Sentence(N_("Choose a day."))
    is_usual = FIRST_YEAR <= day.year <= LAST_YEAR
    return (
        None
        if is_usual
        else say(N_("Choose a day from %(first)s to %(last)s."), first=str(FIRST_YEAR), last=str(LAST_YEAR))
    )


def _wrong_figure(value: str) -> Sentence | None:
    figure = figure_in(value)
    if figure is None:
        return Sentence(N_("Type a number."))
    return Sentence(TOO_LARGE) if abs(figure) >= LARGEST_NUMBER else None


def figure_in(value: str) -> Decimal | None:
    """The number that the value of a rule stands for; None where it stands for none."""
    try:
        figure = Decimal(value)
    except InvalidOperation:
        return None
    return figure if figure.is_finite() else None


def figure_as_kept(figure: Decimal) -> str:
    """A number as the value of a rule, with the digits that are compared; noughts behind them are none."""
    return f"{figure.quantize(_SMALLEST, ROUND_DOWN).normalize():f}"


def _wrong_values(rule: Rule, field: Field) -> Sentence | None:
    several = rule.comparison in OF_SEVERAL
    if field.kind is Kind.CHOICE:
        offered = {choice.value for choice in field.choices()} if field.is_closed else set(rule.values)
        if not rule.values:
            return Sentence(N_("Choose one at least."))
        if not set(rule.values) <= offered:
            return Sentence(N_("A choice of this rule is no longer there: it matches nobody."))
    elif not rule.values or not all(field.typed(value) for value in rule.values):
        return Sentence(N_("Type what to compare with."))
    if len(rule.values) > (MOST_VALUES if several else 1):
        return say(N_("%(most)s values are the most."), most=MOST_VALUES)
    if any(len(value) > LONGEST for value in rule.values):
        return say(N_("This is too long: %(most)s characters are the most."), most=LONGEST)
    return None


def gone_from(rules: Iterable[Rule], known: Mapping[str, Field]) -> dict[str, Sequence[str]]:
    """What rules name that is no longer there, by field: each field is asked once, however many rules there are."""
    named: dict[str, dict[str, None]] = {}
    for rule in rules:
        if rule.field in known and rule.comparison in OF_SEVERAL:
            named.setdefault(rule.field, {}).update(dict.fromkeys(rule.values))
    return {key: known[key].gone(list(values)) for key, values in named.items()}


def says_gone(values: Sequence[str]) -> Sentence:
    """That a rule names what is no longer there."""
    return say(N_("“%(name)s” is no longer there: this rule matches nobody."), name="”, “".join(values))
