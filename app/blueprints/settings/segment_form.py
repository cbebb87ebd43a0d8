"""The form of a segment: a row a rule, whose controls follow from the kind of its field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from app.blueprints.settings.segment_rows import Row, choices_for, controls_of, offered_fields
from app.domain.directory.segments.actions import MOST_RULES, SegmentDraft
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

_ROW = re.compile(r"field_(\d{1,3})")
_BETWEEN = re.compile(r"[,;\n]")


class SegmentForm(SegmentFields, VersionedForm):
    """A segment with its rules; `form_of` adds the controls of each."""

    joined = RadioField(_l("Whoever meets"), choices=choices_of(JOINED), default=Joined.ALL.value)
    new_field = SelectField(_l("Add a rule about"), choices=[], validate_choice=False)
    rows: Sequence[Row] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new_field.choices = offered_fields()
        for row in self.rows:
            if row.field and row.field.kind is Kind.CHOICE:
                control = self[f"choices_{row.place}"]
                if set(control.data or ()) - {choice.value for choice in control.choices}:
                    control.choices = choices_for(row.field, control.data)

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= MOST_RULES

    def rules(self) -> Rules:
        """What was written."""
        return Rules(Joined(self.joined.data), tuple(self._rule(row) for row in self.rows))

    def draft(self) -> SegmentDraft:
        return self.draft_of(self.rules())

    def refuse(self, violation: RuleViolation) -> None:
        """A rule is refused at the control that holds its value."""
        if violation.field and violation.field.startswith("rule_"):
            row = self.rows[int(violation.field.removeprefix("rule_"))]
            violation = RuleViolation(violation.sentence, field=row.control(self._comparison(row)))
        super().refuse(violation)

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


def rows_sent(sent: Mapping[str, Any]) -> list[Row]:
    """The rows of a form that was sent, in their order; without the one that was taken out, with the one put in."""
    known = known_fields()
    places = sorted(int(found[1]) for name in sent if (found := _ROW.fullmatch(name)))[:MOST_RULES]
    kept = [place for place in places if str(place) != sent.get("remove")]
    rows = [Row(place, sent[f"field_{place}"], known.get(sent[f"field_{place}"])) for place in kept]
    new = sent.get("new_field", "")
    if sent.get("add") and new in known and known[new].is_offered and len(rows) < MOST_RULES:
        rows.append(Row(max(places, default=-1) + 1, new, known[new]))
    return rows


def form_of(rows: Sequence[Row]) -> type[SegmentForm]:
    """The form with the controls of these rows."""
    controls: dict[str, Any] = {"rows": rows}
    for row in rows:
        controls |= controls_of(row)
    return cast(type[SegmentForm], type("SegmentFormOfNow", (SegmentForm,), controls))


def form_on_file(segment: Segment) -> SegmentForm:
    """The form as a segment stands on file."""
    known, rules = known_fields(), segment.rules
    rows = [Row(place, rule.field, _field_of(rule, known)) for place, rule in enumerate(rules.each)]
    values: dict[str, Any] = {}
    for row, rule in zip(rows, rules.each, strict=True):
        values |= _values_of(row, rule)
    about = {"name": segment.name, "is_shared": segment.is_shared, "joined": rules.joined.value}
    return form_of(rows)(formdata=None, data={**values, **about, "version": segment.version})


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
