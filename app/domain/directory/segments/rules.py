"""What a segment asks of parties: rules and groups of rules, joined by all or by any. Kept as JSON, and looked at on
the way in and out.
"""

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


# What a rule says of all whom its values do not name.
NEGATED = frozenset({Comparison.LACKS, Comparison.IS_NOT, Comparison.NONE_OF})


@dataclass(frozen=True, slots=True)
class Rule:
    """One field, compared with values. Numbers, numbers of days and days (ISO 8601) are texts too."""

    field: str
    comparison: Comparison
    values: tuple[str, ...] = ()
    is_forgotten: bool = False  # what stood there named somebody who was anonymised, and is gone

    @property
    def value(self) -> str:
        """The one value of a rule that takes one; nothing where it lacks."""
        return self.values[0] if self.values else ""

    @property
    def is_void(self) -> bool:
        """Whether all that it said is forgotten: it means nobody, or everybody where it only left somebody out."""
        return self.is_forgotten and not self.values


# Stands for what is on file and cannot be read any more: no field bears this name, so it matches nobody.
UNREADABLE = Rule("", Comparison.IS)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a segment asks: rules, and groups of rules. A group holds rules alone."""

    joined: Joined
    each: tuple[Rule | Rules, ...]

    @property
    def single(self) -> tuple[Rule, ...]:
        """Every rule in its order, those within groups among them."""
        return tuple(rule for one in self.each for rule in ((one,) if isinstance(one, Rule) else one.single))

    @property
    def has_groups(self) -> bool:
        return any(isinstance(one, Rules) for one in self.each)


def as_kept(each: Iterable[Rule | Rules]) -> list[dict[str, Any]]:
    """Rules and groups as JSON keeps them."""
    return [_rule_kept(one) if isinstance(one, Rule) else _group_kept(one) for one in each]


def rules_of(kept: Any) -> tuple[Rule | Rules, ...]:
    """Rules and groups as they are kept; what is not understood stays as a rule that matches nobody."""
    if not isinstance(kept, list):
        return (UNREADABLE,)
    return tuple(_group_of(one) if isinstance(one, dict) and "rules" in one else _rule_of(one) for one in kept)


def _rule_kept(rule: Rule) -> dict[str, Any]:
    said = {"field": rule.field, "comparison": rule.comparison.value, "values": list(rule.values)}
    return {**said, "forgotten": True} if rule.is_forgotten else said


def _group_kept(group: Rules) -> dict[str, Any]:
    return {"joined": group.joined.value, "rules": as_kept(group.each)}


def _group_of(kept: dict[str, Any]) -> Rule | Rules:
    try:
        joined, each = Joined(kept["joined"]), kept["rules"]
    except (KeyError, ValueError):
        return UNREADABLE
    return Rules(joined, tuple(map(_rule_of, each))) if isinstance(each, list) else UNREADABLE


def _rule_of(kept: Any) -> Rule:
    try:
        field, comparison, values = kept["field"], Comparison(kept["comparison"]), kept["values"]
    except (KeyError, TypeError, ValueError):
        return UNREADABLE
    if not isinstance(field, str) or not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        return UNREADABLE
    return Rule(field, comparison, tuple(values), kept.get("forgotten") is True)
