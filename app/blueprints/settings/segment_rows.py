"""The row of a rule in the form of a segment: its controls, and what can be chosen there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms import DateField, HiddenField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.fields import SelectMultipleField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.domain.directory.segments.kinds import Field, Kind
from app.domain.directory.segments.rules import ALONE, IN_DAYS, Comparison, Joined, Rule
from app.web.formatting import sentence
from app.web.lists import choices_of
from app.web.money import NumberField
from app.web.segments import COMPARISONS, JOINED, known_fields, values_in_words

LONGEST = 2000  # characters of several values


@dataclass(frozen=True, slots=True)
class Row:
    """Where a rule stands in the form, and what it is about; None where there is no such field any more."""

    place: int
    key: str
    field: Field | None
    group: int | None = None  # the place of the group that it stands in
    is_forgotten: bool = False  # what it said on file is gone

    @property
    def label(self) -> str:
        if self.field is None:
            return gettext("No longer there")
        label = sentence(self.field.label)
        return f"{label} ({self.field.currency})" if self.field.currency else label

    def control(self, comparison: Comparison | None) -> str:
        """The name of the control that holds the value."""
        if self.field is None or comparison in ALONE:
            return f"comparison_{self.place}"
        if self.field.kind is Kind.CHOICE:
            return f"choices_{self.place}"
        if self.field.kind is Kind.DAY:
            return f"days_{self.place}" if comparison in IN_DAYS else f"day_{self.place}"
        return f"number_{self.place}" if self.field.kind is Kind.NUMBER else f"text_{self.place}"


@dataclass(frozen=True, slots=True)
class Group:
    """Where a group of rules stands in the form, and how they are joined unless somebody says otherwise there."""

    place: int
    joined: Joined
    rows: tuple[Row, ...] = ()


Blocks = Sequence[Row | Group]  # rules and groups, in their order


def rows_in(blocks: Blocks) -> list[Row]:
    """Every row in its order, those within groups among them."""
    return [row for block in blocks for row in ((block,) if isinstance(block, Row) else block.rows)]


def offered_fields() -> dict[str, list[SelectChoice]]:
    """What a new rule may be about: what every office knows of its clients, and what this one made for itself."""
    known = [(key, field) for key, field in known_fields().items() if field.is_offered]
    own = [SelectChoice(key, sentence(field.label)) for key, field in known if field.is_own]
    rest = [SelectChoice(key, sentence(field.label)) for key, field in known if not field.is_own]
    return {gettext("Clients"): rest, **({gettext("Custom fields"): own} if own else {})}


def controls_of(row: Row) -> dict[str, Any]:
    """The controls of a rule, by their names: its field, how it is compared, and what each comparison takes."""
    place, field, label = row.place, row.field, row.label
    controls: dict[str, Any] = {f"field_{place}": HiddenField(default=row.key)}
    if row.group is not None:
        controls[f"in_{place}"] = HiddenField(default=str(row.group))
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
    elif field.kind is Kind.NUMBER:
        controls[f"number_{place}"] = NumberField(label)
    else:
        controls[f"text_{place}"] = StringField(label, validators=[Length(max=LONGEST)])
    return controls


def controls_of_group(group: Group) -> dict[str, Any]:
    """The controls of a group beside those of its rules: how they are joined, and what the next one is about."""
    return {
        f"joined_{group.place}": SelectField(
            gettext("Within the group"), choices=choices_of(JOINED), default=group.joined.value
        ),
        f"new_field_{group.place}": SelectField(
            gettext("Add to the group a rule about"), choices=[], validate_choice=False
        ),
    }


def choices_for(field: Field, chosen: Iterable[str] = ()) -> list[SelectChoice]:
    """What may be chosen, by its name; and what is chosen, though nobody offers it now."""
    values = list(dict.fromkeys((*(choice.value for choice in field.choices()), *chosen)))
    pairs = zip(values, values_in_words(Rule(field.key, Comparison.ONE_OF, tuple(values)), field), strict=True)
    ordered = pairs if field.is_closed else sorted(pairs, key=lambda pair: pair[1].casefold())
    return [SelectChoice(value, name) for value, name in ordered]
