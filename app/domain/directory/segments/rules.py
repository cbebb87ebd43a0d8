"""What a segment asks of parties: rules, joined by all or by any. Kept as JSON, and looked at on the way in and out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Joined(StrEnum):
    """Whether a party has to meet every rule, or one of them."""

    ALL = "all"
    ANY = "any"


class Comparison(StrEnum):
    """How a rule compares a field with its values."""

    CONTAINS = "contains"
    LACKS = "lacks"
    BEGINS = "begins"
    IS = "is"
    IS_NOT = "is-not"
    ONE_OF = "one-of"
    NONE_OF = "none-of"
    EMPTY = "empty"
    FILLED = "filled"
    FINDS = "finds"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    # Of days, all but the last two seen from today.
    LAST = "last"
    OLDER = "older"
    NEXT = "next"
    THIS_MONTH = "this-month"
    BEFORE = "before"
    AFTER = "after"


# What takes no value, one number of days, one day, or several values; all others take one text.
ALONE = frozenset({Comparison.EMPTY, Comparison.FILLED, Comparison.THIS_MONTH})
IN_DAYS = frozenset({Comparison.LAST, Comparison.OLDER, Comparison.NEXT})
OF_A_DAY = frozenset({Comparison.BEFORE, Comparison.AFTER})
OF_SEVERAL = frozenset({Comparison.ONE_OF, Comparison.NONE_OF})


@dataclass(frozen=True, slots=True)
class Rule:
    """One field, compared with values. Numbers, numbers of days and days (ISO 8601) are texts too."""

    field: str
    comparison: Comparison
    values: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """The one value of a rule that takes one; nothing where it lacks."""
        return self.values[0] if self.values else ""


# Stands for what is on file and cannot be read any more: no field bears this name, so it matches nobody.
UNREADABLE = Rule("", Comparison.IS)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a segment asks."""

    joined: Joined
    each: tuple[Rule, ...]


def as_kept(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Rules as JSON keeps them."""
    return [{"field": r.field, "comparison": r.comparison.value, "values": list(r.values)} for r in rules]


def rules_of(kept: Any) -> tuple[Rule, ...]:
    """Rules as they are kept; one that is not understood stays, and matches nobody."""
    return tuple(_rule_of(one) for one in kept) if isinstance(kept, list) else (UNREADABLE,)


def _rule_of(kept: Any) -> Rule:
    try:
        field, comparison, values = kept["field"], Comparison(kept["comparison"]), kept["values"]
    except (KeyError, TypeError, ValueError):
        return UNREADABLE
    if not isinstance(field, str) or not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        return UNREADABLE
    return Rule(field, comparison, tuple(values))
