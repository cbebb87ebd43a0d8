"""A segment as a condition of the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, Select, and_, false, or_, true

from app.domain.directory.segments.checking import wrong_in
from app.domain.directory.segments.fields import fields_for
from app.domain.directory.segments.kinds import Field
from app.domain.directory.segments.rules import NEGATED, Joined, Rule, Rules
from app.domain.directory.segments.sets import either
from app.domain.parties.queries import IsAmong, is_met


def condition_of(rules: Rules, is_among: IsAmong) -> ColumnElement[bool]:
    """Who is meant: whoever meets all rules and groups, or any. Rules that cannot be asked, and no rules at all, mean
    nobody.

    `is_among` says how sets of others are asked; where one rule is enough, none of them leaves the list few.
    """
    return _condition(rules, fields_for(rule.field for rule in rules.single), is_among)


def select_sets_of(rules: Rules, lanes: ColumnElement[bool]) -> Iterator[Select[int]]:
    """Sets of parties of which each holds all who are meant, and each is read from indexes alone.

    Of rules of which any is enough, all together: none where one of them has no set.
    """
    yield from _sets(rules, fields_for(rule.field for rule in rules.single), lanes)


def _condition(rules: Rules, known: Mapping[str, Field], is_among: IsAmong) -> ColumnElement[bool]:
    by_all = rules.joined is Joined.ALL
    how = is_among if by_all else is_met
    asked = [_asked(one, known, how) if isinstance(one, Rule) else _condition(one, known, how) for one in rules.each]
    return (and_ if by_all else or_)(*asked) if asked else false()


def _sets(rules: Rules, known: Mapping[str, Field], lanes: ColumnElement[bool]) -> list[Select[int]]:
    """For each rule the set that tells of it, for each group those that do; of any of them, one that holds them all."""
    some = [_sets_for(one, known, lanes) for one in rules.each if not _means_nobody(one, known)]
    if rules.joined is Joined.ALL:
        return [those for sets in some for those in sets]
    return [either([sets[0] for sets in some])] if some and all(some) else []


def _sets_for(one: Rule | Rules, known: Mapping[str, Field], lanes: ColumnElement[bool]) -> list[Select[int]]:
    if isinstance(one, Rules):
        return _sets(one, known, lanes)
    those = None if one.is_void else known[one.field].some(one, lanes)
    return [] if those is None else [those]


def _means_nobody(one: Rule | Rules, known: Mapping[str, Field]) -> bool:
    return isinstance(one, Rule) and not _leaves_all(one) and wrong_in(one, known.get(one.field)) is not None


def _leaves_all(rule: Rule) -> bool:
    """Whether a rule has only left out somebody who was anonymised since."""
    return rule.is_void and rule.comparison in NEGATED


def _asked(rule: Rule, known: Mapping[str, Field], is_among: IsAmong) -> ColumnElement[bool]:
    if _leaves_all(rule):
        return true()
    field = known.get(rule.field)
    if field is None or wrong_in(rule, field) is not None:
        return false()
    return field.condition(rule, is_among)
