"""The form of a segment: a row a rule, whose controls follow from the kind of its field; some stand in groups."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from app.blueprints.settings.segment_rows import (
    Blocks,
    Group,
    Row,
    choices_for,
    controls_of,
    controls_of_group,
    offered_fields,
    rows_in,
)
from app.domain.directory.segments.actions import MOST_RULES, SegmentDraft, wrong_in_draft
from app.domain.directory.segments.checking import figure_as_kept, figure_in
from app.domain.directory.segments.kinds import Field, Kind
from app.domain.directory.segments.models import Segment
from app.domain.directory.segments.rules import (
    ALONE,
    IN_DAYS,
    OF_A_DAY,
    OF_SEVERAL,
    Comparison,
    Joined,
    Rule,
    Rules,
)
from app.domain.errors import RuleViolation
from app.web.forms import VersionedForm, text
from app.web.lists import choices_of
from app.web.segments import JOINED, SegmentFields, is_day, known_fields

_ROW, _GROUP = re.compile(r"field_(\d{1,3})"), re.compile(r"joined_(\d{1,3})")
_BETWEEN = re.compile(r"[,;\n]")


class SegmentForm(SegmentFields, VersionedForm):
    """A segment with its rules; `form_of` adds the controls of each."""

    joined = RadioField(_l("Whoever meets"), choices=choices_of(JOINED), default=Joined.ALL.value)
    new_field = SelectField(_l("Add a rule about"), choices=[], validate_choice=False)
    blocks: Blocks = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [block.place for block in self.blocks if isinstance(block, Group)]
        for new in (self.new_field, *(self[f"new_field_{place}"] for place in groups)):
            new.choices = offered_fields()
        for row in self.rows:
            if row.field and row.field.kind is Kind.CHOICE:
                control = self[f"choices_{row.place}"]
                if set(control.data or ()) - {choice.value for choice in control.choices}:
                    control.choices = choices_for(row.field, control.data)

    @property
    def rows(self) -> list[Row]:
        """The rows of all rules, in the order in which the domain counts them."""
        return rows_in(self.blocks)

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= MOST_RULES

    def rules(self) -> Rules:
        """What was written."""
        return Rules(Joined(self.joined.data), tuple(one for block in self.blocks for one in self._asked(block)))

    def draft(self) -> SegmentDraft:
        return self.draft_of(self.rules())

    def is_whole(self) -> bool:
        """Whether name and rules are all there; else each says what it lacks, all in the same breath."""
        broken = list(wrong_in_draft(self.draft()))
        for violation in broken:
            self.refuse(violation)
        return not broken

    def refuse(self, violation: RuleViolation) -> None:
        """A rule is refused at the control that holds its value."""
        if violation.field and violation.field.startswith("rule_"):
            row = self.rows[int(violation.field.removeprefix("rule_"))]
            violation = RuleViolation(violation.sentence, field=row.control(self._comparison(row)))
        super().refuse(violation)

    def _asked(self, block: Row | Group) -> Iterator[Rule | Rules]:
        """A rule or a group. One that holds no rule is none, and one with a single rule is that rule."""
        rows = [block] if isinstance(block, Row) else block.rows
        each = tuple(self._rule(row) for row in rows)
        if isinstance(block, Group) and len(each) > 1:
            yield Rules(Joined(self[f"joined_{block.place}"].data), each)
        else:
            yield from each

    def _comparison(self, row: Row) -> Comparison | None:
        return Comparison(self[f"comparison_{row.place}"].data) if row.field else None

    def _rule(self, row: Row) -> Rule:
        comparison = self._comparison(row)
        if row.field is None or comparison is None:
            return Rule(row.key, Comparison.IS)
        held = self[row.control(comparison)].data
        if comparison in ALONE:
            return Rule(row.key, comparison)
        if row.field.kind is Kind.CHOICE:
            return Rule(row.key, comparison, tuple(held or ()))
        if row.field.kind is Kind.NUMBER:
            return Rule(row.key, comparison, (figure_as_kept(held) if held is not None else "",))
        if comparison in IN_DAYS:
            return Rule(row.key, comparison, (str(held or ""),))
        if comparison in OF_A_DAY:
            return Rule(row.key, comparison, (held.isoformat() if held else "",))
        several = _BETWEEN.split(held or "") if comparison in OF_SEVERAL else [held]
        values = dict.fromkeys(value for value in map(text, several) if value)
        return Rule(row.key, comparison, tuple(values))


def blocks_sent(sent: Mapping[str, Any]) -> list[Row | Group]:
    """The rules and groups of a form that was sent, in their order; without what was taken out, with what was put in.

    Rules and groups share their numbers, so that each stands where it was put. What goes with a group are its rules.
    """
    groups = {place: _joined(sent[f"joined_{place}"]) for place in _places(_GROUP, sent)}
    groups = {place: joined for place, joined in groups.items() if str(place) != sent.get("remove_group")}
    rows = [row for row in _rows_sent(sent) if row.group is None or row.group in groups][:MOST_RULES]
    new = max([*_places(_ROW, sent), *_places(_GROUP, sent)], default=-1) + 1
    if sent.get("add_group"):
        groups[new] = Joined.ALL if _joined(sent.get("joined", "")) is Joined.ANY else Joined.ANY
    elif len(rows) < MOST_RULES:
        rows += _row_put_in(sent, new, groups)
    return _arranged(rows, groups)


def _rows_sent(sent: Mapping[str, Any]) -> list[Row]:
    known = known_fields()
    return [
        Row(place, key := sent[f"field_{place}"], known.get(key), _number(sent.get(f"in_{place}", "")))
        for place in _places(_ROW, sent)
        if str(place) != sent.get("remove")
    ]


def _row_put_in(sent: Mapping[str, Any], place: int, groups: Collection[int]) -> list[Row]:
    """The row that somebody has asked for, in a group or beside them."""
    group = _number(sent.get("add_to", ""))
    if group is None and not sent.get("add"):
        return []
    key = sent.get("new_field" if group is None else f"new_field_{group}", "")
    field = known_fields().get(key)
    is_there = group is None or group in groups
    return [Row(place, key, field, group)] if field and field.is_offered and is_there else []


def _arranged(rows: Sequence[Row], groups: Mapping[int, Joined]) -> list[Row | Group]:
    alone: list[Row | Group] = [row for row in rows if row.group is None]
    for place, joined in groups.items():
        alone.append(Group(place, joined, tuple(row for row in rows if row.group == place)))
    return sorted(alone, key=lambda block: block.place)


def _places(pattern: re.Pattern[str], sent: Mapping[str, Any]) -> list[int]:
    return sorted(int(found[1]) for name in sent if (found := pattern.fullmatch(name)))[: 2 * MOST_RULES]


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else None


def _joined(typed: str) -> Joined:
    return Joined(typed) if typed in set(Joined) else Joined.ALL


def form_of(blocks: Blocks) -> type[SegmentForm]:
    """The form with the controls of these rules and groups."""
    controls: dict[str, Any] = {"blocks": blocks}
    for row in rows_in(blocks):
        controls |= controls_of(row)
    for block in blocks:
        controls |= controls_of_group(block) if isinstance(block, Group) else {}
    return cast(type[SegmentForm], type("SegmentFormOfNow", (SegmentForm,), controls))


def form_on_file(segment: Segment) -> SegmentForm:
    """The form as a segment stands on file."""
    rules = segment.rules
    blocks = _blocks_of(rules)
    values: dict[str, Any] = {}
    for row, rule in zip(rows_in(blocks), rules.single, strict=True):
        values |= _values_of(row, rule)
    about = {"name": segment.name, "is_shared": segment.is_shared, "joined": rules.joined.value}
    return form_of(blocks)(formdata=None, data={**values, **about, "version": segment.version})


def _blocks_of(rules: Rules) -> list[Row | Group]:
    known, places = known_fields(), count()

    def row_of(rule: Rule, group: int | None = None) -> Row:
        return Row(next(places), rule.field, _field_of(rule, known), group, rule.is_forgotten)

    def block_of(one: Rule | Rules) -> Row | Group:
        if isinstance(one, Rule):
            return row_of(one)
        place = next(places)
        return Group(place, one.joined, tuple(row_of(rule, place) for rule in one.single))

    return [block_of(one) for one in rules.each]


def _field_of(rule: Rule, known: Mapping[str, Field]) -> Field | None:
    """What a rule on file is about. One that is compared otherwise by now is another field of the same name."""
    field = known.get(rule.field)
    return field if field and rule.comparison in field.comparisons else None


def _values_of(row: Row, rule: Rule) -> dict[str, Any]:
    """What the controls of a row show of a rule."""
    about = {f"comparison_{row.place}": rule.comparison.value, f"field_{row.place}": row.key}
    if row.field is None or rule.comparison in ALONE:
        return about
    held: Any = ", ".join(rule.values)
    if row.field.kind is Kind.CHOICE:
        held = list(rule.values)
    elif row.field.kind is Kind.NUMBER:
        held = figure_in(rule.value)
    elif rule.comparison in IN_DAYS:
        held = int(rule.value) if rule.value.isdigit() else None
    elif rule.comparison in OF_A_DAY:
        held = date.fromisoformat(rule.value) if is_day(rule.value) else None
    return {**about, row.control(rule.comparison): held}
