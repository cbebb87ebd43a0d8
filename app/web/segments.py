"""Segments as a reader sees them: their rules in words, and the fields that name and share one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, g, url_for
from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField

from app.domain.accounts.permissions import Permission
from app.domain.directory.criteria import RoleFilter
from app.domain.directory.segments.actions import SegmentDraft
from app.domain.directory.segments.checking import figure_in
from app.domain.directory.segments.fields import BUILT_IN, fields
from app.domain.directory.segments.kinds import Field, Kind
from app.domain.directory.segments.models import Segment, SegmentWord
from app.domain.directory.segments.queries import role_of
from app.domain.directory.segments.queries import segment as segment_with_id
from app.domain.directory.segments.rules import ALONE, IN_DAYS, OF_A_DAY, Comparison, Joined, Rule, Rules
from app.domain.errors import NN_, NotFound, count
from app.domain.money.amounts import Money
from app.domain.parties.custom_fields.queries import PREFIX
from app.web.formatting import LANGUAGE_NAMES, country_name, day, sentence
from app.web.forms import PageForm, text
from app.web.identity import current_actor, may
from app.web.ids import possible_id
from app.web.money import decimal, money

# As choices beside a field; within a rule they stand between its field and its values.
COMPARISONS = {
    Comparison.CONTAINS: lazy_pgettext("rule", "contains"),
    Comparison.LACKS: lazy_pgettext("rule", "does not contain"),
    Comparison.BEGINS: lazy_pgettext("rule", "begins with"),
    Comparison.IS: lazy_pgettext("rule", "is"),
    Comparison.IS_NOT: lazy_pgettext("rule", "is not"),
    Comparison.ONE_OF: lazy_pgettext("rule", "is one of"),
    Comparison.NONE_OF: lazy_pgettext("rule", "is none of"),
    Comparison.EMPTY: lazy_pgettext("rule", "is empty"),
    Comparison.FILLED: lazy_pgettext("rule", "is not empty"),
    Comparison.FINDS: lazy_pgettext("rule", "finds"),
    Comparison.LAST: lazy_pgettext("rule", "in the last … days"),
    Comparison.OLDER: lazy_pgettext("rule", "more than … days ago"),
    Comparison.NEXT: lazy_pgettext("rule", "in the next … days"),
    Comparison.THIS_MONTH: lazy_pgettext("rule", "this month"),
    Comparison.BEFORE: lazy_pgettext("rule", "before"),
    Comparison.AFTER: lazy_pgettext("rule", "after"),
    Comparison.AT_LEAST: lazy_pgettext("rule", "at least"),
    Comparison.AT_MOST: lazy_pgettext("rule", "at most"),
}
DAYS = {
    Comparison.LAST: NN_("in the last %(n)s day", "in the last %(n)s days"),
    Comparison.OLDER: NN_("more than %(n)s day ago", "more than %(n)s days ago"),
    Comparison.NEXT: NN_("in the next %(n)s day", "in the next %(n)s days"),
}
JOINED = {Joined.ALL: _l("All of the rules"), Joined.ANY: _l("Any of the rules")}
NAMES = {SegmentWord.DEACTIVATED: _l("Deactivated")}
# What values are called that stand for themselves in the domain.
CALLED: dict[str, Callable[[str], str]] = {
    "country": country_name,
    "language": lambda code: LANGUAGE_NAMES.get(code, code),
}


@dataclass(frozen=True, slots=True)
class Saved:
    """A segment that an address asks for: it stays what it was while somebody else deletes it."""

    id: int
    name: str
    rules: Rules


class SegmentFields(PageForm):
    """What a segment is called and, for those who may share one, whether it is shared."""

    name = StringField(_l("Name of the segment"))
    is_shared = BooleanField(_l("Shared with the whole office"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share():
            del self.is_shared

    def draft_of(self, rules: Rules) -> SegmentDraft:
        """The draft that asks these rules."""
        return SegmentDraft(text(self.name.data), rules, bool(may_share() and self.is_shared.data))


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(segment_name=segment_name, rules_in_words=rules_in_words, joined_in_words=joined_text)
    app.jinja_env.globals.update(url_of_list=url_of_list, may_change=may_change)


def may_share() -> bool:
    """Whether the person who looks may share segments, and change those that are shared."""
    return may(Permission.SETTINGS_EDIT)


def may_change(segment: Segment) -> bool:
    """Whether they may change this one, which is theirs or the whole office's."""
    return segment.word is None and (may_share() or not segment.is_shared)


def saved_segment(segment_id: int) -> Saved | None:
    """A segment for the list; None for one that is not there, or is somebody else's own."""
    if not possible_id(segment_id):
        return None
    try:
        found = segment_with_id(segment_id, current_actor().id or 0)
    except NotFound:
        return None
    return Saved(found.id, segment_name(found), found.rules)


def url_of_list(segment_id: int, rules: Rules, *, role: str = RoleFilter.ANY, **kept: str) -> str:
    """The list of clients with a segment, beside what else it is narrowed to. It shows the role that the rules ask
    for; where they ask for none, the given one.
    """
    shown = role_of(rules) or RoleFilter(role)
    return url_for("clients.index", **{**kept, "role": shown.value, "segment": segment_id})  # type: ignore[arg-type]


def segment_name(segment: Segment) -> str:
    """What a segment is called: by its name, or by its word in the reader's language."""
    return str(NAMES[segment.word]) if segment.word and not segment.name else segment.name


def joined_text(joined: Joined) -> str:
    return str(JOINED[joined])


def known_fields() -> Mapping[str, Field]:
    """Every field that a rule may be about, those of the office's own among them: read once a request."""
    if "fields_of_rules" not in g:
        g.fields_of_rules = fields()
    known: Mapping[str, Field] = g.fields_of_rules
    return known


def rules_in_words(rules: Rules) -> list[tuple[Joined | None, list[tuple[str, str, str, Rule]]]]:
    """Each rule: its field, the comparison, and the values where it has some; and the rule itself. Those of a group
    together, with how they are joined; a rule by itself is joined with nothing.
    """
    known = BUILT_IN if all(rule.field in BUILT_IN for rule in rules.single) else known_fields()

    def told(each: Iterable[Rule]) -> list[tuple[str, str, str, Rule]]:
        return [(*_in_words(rule, known.get(rule.field)), rule) for rule in each]

    return [(None, told([one])) if isinstance(one, Rule) else (one.joined, told(one.single)) for one in rules.each]


def _in_words(rule: Rule, field: Field | None) -> tuple[str, str, str]:
    label = sentence(field.label) if field else rule.field.removeprefix(PREFIX) or "?"
    if rule.comparison in IN_DAYS and rule.value.isdigit():
        return label, sentence(count(DAYS[rule.comparison], int(rule.value))), ""
    said = str(COMPARISONS[rule.comparison])
    if rule.comparison is Comparison.ONE_OF and len(rule.values) == 1:
        said = str(COMPARISONS[Comparison.IS])
    elif rule.comparison is Comparison.NONE_OF and len(rule.values) == 1:
        said = str(COMPARISONS[Comparison.IS_NOT])
    if rule.comparison in ALONE or field is None:
        return label, said, ", ".join(rule.values)
    return label, said, ", ".join(values_in_words(rule, field))


def values_in_words(rule: Rule, field: Field) -> list[str]:
    """The values of a rule as they are called."""
    if rule.comparison in OF_A_DAY:
        return [day(date.fromisoformat(value)) if is_day(value) else value for value in rule.values]
    if field.kind is Kind.NUMBER:
        return [figure_in_words(value, field.currency) for value in rule.values]
    if field.key in CALLED:
        return [CALLED[field.key](value) for value in rule.values]
    if not field.is_closed:
        return list(rule.values)
    called = {choice.value: sentence(choice.words) for choice in field.choices()}
    return [called.get(value, gettext("No longer there")) for value in rule.values]


def figure_in_words(value: str, currency: str) -> str:
    """A number as its reader writes it, or an amount."""
    figure = figure_in(value)
    if figure is None:
        return value
    return money(Money.of(figure, currency)) if currency else decimal(figure)


def is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
