"""The form of a segment: a row a rule, whose controls follow from the kind of its field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.fields import SelectMultipleField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.domain.directory.segments.actions import MOST_RULES, SegmentDraft
from app.domain.directory.segments.fields import fields
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
from app.web.formatting import sentence
from app.web.forms import VersionedForm, text
from app.web.lists import choices_of
from app.web.segments import COMPARISONS, JOINED, SegmentFields, values_in_words

LONGEST = 2000  # characters of several values
_ROW = re.compile(r"field_(\d{1,3})")
_BETWEEN = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Row:
    """Where a rule stands in the form, and what it is about; None where there is no such field any more."""

    place: int
    key: str
    field: Field | None

    @property
    def label(self) -> str:
        return sentence(self.field.label) if self.field else gettext("No longer there")

    def control(self, comparison: Comparison | None) -> str:
        """The name of the control that holds the value."""
        if self.field is None or comparison in ALONE:
            return f"comparison_{self.place}"
        if self.field.kind is Kind.CHOICE:
            return f"choices_{self.place}"
        if self.field.kind is Kind.DAY:
            return f"days_{self.place}" if comparison in IN_DAYS else f"day_{self.place}"
        return f"text_{self.place}"


class SegmentForm(SegmentFields, VersionedForm):
    """A segment with its rules; `form_of` adds the controls of each."""

    joined = RadioField(_l("Whoever meets"), choices=choices_of(JOINED), default=Joined.ALL.value)
    new_field = SelectField(_l("Add a rule about"), choices=[], validate_choice=False)
    rows: Sequence[Row] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new_field.choices = [SelectChoice(key, sentence(field.label)) for key, field in fields().items()]
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
        if comparison in IN_DAYS:
            return Rule(row.key, comparison, (str(held or ""),))
        if comparison in OF_A_DAY:
            return Rule(row.key, comparison, (held.isoformat() if held else "",))
        several = _BETWEEN.split(held or "") if comparison in OF_SEVERAL else [held]
        values = dict.fromkeys(value for value in map(text, several) if value)
        return Rule(row.key, comparison, tuple(values))


def rows_sent(sent: Mapping[str, Any]) -> list[Row]:
    """The rows of a form that was sent, in their order; without the one that was taken out, with the one put in."""
    known = fields()
    places = sorted(int(found[1]) for name in sent if (found := _ROW.fullmatch(name)))[:MOST_RULES]
    kept = [place for place in places if str(place) != sent.get("remove")]
    rows = [Row(place, sent[f"field_{place}"], known.get(sent[f"field_{place}"])) for place in kept]
    new = sent.get("new_field", "")
    if sent.get("add") and new in known and len(rows) < MOST_RULES:
        rows.append(Row(max(places, default=-1) + 1, new, known[new]))
    return rows


def form_of(rows: Sequence[Row]) -> type[SegmentForm]:
    """The form with the controls of these rows."""
    controls: dict[str, Any] = {"rows": rows}
    for row in rows:
        controls |= _controls_of(row)
    return cast(type[SegmentForm], type("SegmentFormOfNow", (SegmentForm,), controls))


def _controls_of(row: Row) -> dict[str, Any]:
    place, field, label = row.place, row.field, row.label
    controls: dict[str, Any] = {f"field_{place}": HiddenField(default=row.key)}
    if field is None:
        return {**controls, f"comparison_{place}": StringField(label, widget=HiddenInput())}
    comparisons = [SelectChoice(one.value, COMPARISONS[one]) for one in field.comparisons]
    controls[f"comparison_{place}"] = SelectField(gettext("%(field)s: how", field=label), choices=comparisons)
    if field.kind is Kind.CHOICE:
        controls[f"choices_{place}"] = SelectMultipleField(
            label, choices=choices_for(field), widget=ListWidget(), option_widget=CheckboxInput(),
            validate_choice=False,
        )  # fmt: skip
    elif field.kind is Kind.DAY:
        controls[f"days_{place}"] = IntegerField(gettext("%(field)s: days", field=label), validators=[Optional()])
        controls[f"day_{place}"] = DateField(gettext("%(field)s: day", field=label), validators=[Optional()])
    else:
        controls[f"text_{place}"] = StringField(label, validators=[Length(max=LONGEST)])
    return controls


def choices_for(field: Field, chosen: Iterable[str] = ()) -> list[SelectChoice]:
    """What may be chosen, by its name; and what is chosen, though nobody offers it now."""
    values = list(dict.fromkeys((*(choice.value for choice in field.choices()), *chosen)))
    pairs = zip(values, values_in_words(Rule(field.key, Comparison.ONE_OF, tuple(values)), field), strict=True)
    ordered = pairs if field.is_closed else sorted(pairs, key=lambda pair: pair[1].casefold())
    return [SelectChoice(value, name) for value, name in ordered]


def form_on_file(segment: Segment) -> SegmentForm:
    """The form as a segment stands on file."""
    known, rules = fields(), segment.rules
    rows = [Row(place, rule.field, known.get(rule.field)) for place, rule in enumerate(rules.each)]
    values: dict[str, Any] = {}
    for row, rule in zip(rows, rules.each, strict=True):
        values |= _values_of(row, rule)
    about = {"name": segment.name, "is_shared": segment.is_shared, "joined": rules.joined.value}
    return form_of(rows)(formdata=None, data={**values, **about, "version": segment.version})


def _values_of(row: Row, rule: Rule) -> dict[str, Any]:
    """What the controls of a row show of a rule."""
    held: Any = ", ".join(rule.values)
    if row.field and row.field.kind is Kind.CHOICE:
        held = list(rule.values)
    elif rule.comparison in IN_DAYS:
        held = int(rule.value) if rule.value.isdigit() else None
    elif rule.comparison in OF_A_DAY:
        held = date.fromisoformat(rule.value)
    shown = {row.control(rule.comparison): held} if rule.comparison not in ALONE else {}
    return {**shown, f"comparison_{row.place}": rule.comparison.value, f"field_{row.place}": row.key}
