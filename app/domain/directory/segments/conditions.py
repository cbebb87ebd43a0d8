"""A segment as a condition of the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, Select, and_, false, or_

from app.domain.directory.segments.checking import wrong_in
from app.domain.directory.segments.fields import fields_for
from app.domain.directory.segments.kinds import Field
from app.domain.directory.segments.rules import Joined, Rule, Rules
from app.domain.directory.segments.sets import either
from app.domain.parties.queries import IsAmong, is_met


def condition_of(rules: Rules, is_among: IsAmong) -> ColumnElement[bool]:
    """Who is meant: whoever meets all rules, or any. Rules that cannot be asked, and no rules at all, mean nobody.

    `is_among` says how sets of others are asked; where one rule is enough, none of them leaves the list few.
    """
    known = fields_for(rule.field for rule in rules.each)
    by_all = rules.joined is Joined.ALL
    asked = [_asked(rule, known, is_among if by_all else is_met) for rule in rules.each]
    return (and_ if by_all else or_)(*asked) if asked else false()


def select_sets_of(rules: Rules, lanes: ColumnElement[bool]) -> Iterator[Select[int]]:
    """Sets of parties of which each holds all who are meant, and each is read from indexes alone.

    Of rules of which any is enough, all together: none where one of them has no set.
    """
    known = fields_for(rule.field for rule in rules.each)
    some = [known[rule.field].some(rule, lanes) for rule in rules.each if wrong_in(rule, known.get(rule.field)) is None]
    sets = [those for those in some if those is not None]
    if rules.joined is Joined.ALL:
        yield from sets
    elif sets and len(sets) == len(some):
        yield either(sets)


def _asked(rule: Rule, known: Mapping[str, Field], is_among: IsAmong) -> ColumnElement[bool]:
    field = known.get(rule.field)
    if field is None or wrong_in(rule, field) is not None:
        return false()
    return field.condition(rule, is_among)
