"""What an address asks of the office's own fields: `?field.lost=yes`, `?field.deposit.from=100`, `?sort=field.deposit`.

Numbers and days stand there as machines write them, so that an address means the same in every language. What is not
understood counts as not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice, SelectField, StringField
from wtforms.fields import DateField, DecimalField
from wtforms.widgets import NumberInput

from app.domain.directory.fields.asking import UNSORTED, FieldFilter, FieldSort
from app.domain.parties.custom_fields.conditions import Comparison
from app.domain.parties.custom_fields.models import NUMBERS, PICKED, TEXTS, FieldKind
from app.domain.parties.custom_fields.queries import PREFIX, Definition
from app.domain.parties.custom_fields.values import LARGEST, NO, YES, Value, value_in
from app.web.custom_fields import said, shown_fields
from app.web.forms import FilterForm, as_searched

NOTHING = "nothing"  # asks for those of whom nothing is written
RANGED = NUMBERS | {FieldKind.DATE}
_BOUNDS = {"": Comparison.EQUAL, ".from": Comparison.AT_LEAST, ".to": Comparison.AT_MOST}


def names_of(field: Definition) -> tuple[str, ...]:
    """What of an address is about a field."""
    return tuple(f"{field.known_as}{bound}" for bound in _BOUNDS)


def sort_asked(asked: str) -> FieldSort | None:
    """The order by a field that an address asks for, if it is one that has an order."""
    name = asked.removeprefix("-")
    if not name.startswith(PREFIX):
        return None
    found = next((field for field in shown_fields() if field.known_as == name and field.kind not in UNSORTED), None)
    return FieldSort(found, descends=asked.startswith("-")) if found else None


def filters_asked(args: MultiDict[str, str]) -> tuple[FieldFilter, ...]:
    """What an address asks of fields. Where it says nothing of any, none is read."""
    if not any(name.startswith(PREFIX) for name in args):
        return ()
    return tuple(one for field in shown_fields() for one in _asked_of(field, args))


def _asked_of(field: Definition, args: MultiDict[str, str]) -> Iterator[FieldFilter]:
    for name, comparison in zip(names_of(field), _BOUNDS.values(), strict=True):
        typed = as_searched(args.get(name))
        if typed == NOTHING and comparison is Comparison.EQUAL and field.kind not in TEXTS:
            yield FieldFilter(field, Comparison.EMPTY)
        elif typed and field.kind in TEXTS and comparison is Comparison.EQUAL:
            yield FieldFilter(field, Comparison.CONTAINS, typed)
        elif (value := _value_of(field, typed)) is not None and (
            comparison is Comparison.EQUAL or field.kind in RANGED
        ):
            yield FieldFilter(field, comparison, value)


def _value_of(field: Definition, typed: str) -> Value:
    """A value as an address holds it; of a choice its id."""
    if not typed or field.kind in TEXTS:
        return None
    if field.kind in PICKED:
        return next((choice.id for choice in field.choices if str(choice.id) == typed), None)
    value = value_in(field.kind, typed)
    if field.kind in NUMBERS and not (_is_finite(value) and -LARGEST < value < LARGEST):  # type: ignore[operator]
        return None
    return value


def _is_finite(value: Any) -> bool:
    return value is not None and bool(value.is_finite())


def filters_said(filters: Sequence[FieldFilter]) -> str:
    """What is asked of a field, in the words of a chip."""
    return " ".join(_said(one) for one in filters)


def _said(one: FieldFilter) -> str:
    if one.comparison is Comparison.EMPTY:
        return gettext("nothing written")
    value = str(one.value) if one.comparison is Comparison.CONTAINS else said(one.field, one.value)
    if one.comparison is Comparison.AT_LEAST:
        return gettext("from %(value)s", value=value)
    return gettext("up to %(value)s", value=value) if one.comparison is Comparison.AT_MOST else value


# --- In the question to what a list should be narrowed ---


class PlainNumberField(DecimalField):
    """A number as machines write it, which a browser types in its reader's language."""

    widget = NumberInput(step="any")


def fields_to_narrow(args: MultiDict[str, str]) -> list[list[Any]]:
    """The fields of a form, one or two in a row, that narrow a list by what the office's own fields say."""
    rows = [_row_of(field) for field in shown_fields()]
    fields = {name: unbound for row in rows for name, unbound in row.items()}
    form = type("OwnFieldsFilter", (FilterForm,), fields)(args)
    return [[form[name] for name in row] for row in rows]


def _row_of(field: Definition) -> dict[str, Any]:
    own, begin, end = names_of(field)
    if field.kind in TEXTS:
        return {own: StringField(field.name)}
    if field.kind in RANGED:
        kind = DateField if field.kind is FieldKind.DATE else PlainNumberField
        return {
            begin: kind(gettext("%(field)s, from", field=field.name)),
            end: kind(gettext("%(field)s, up to", field=field.name)),
        }
    if field.kind is FieldKind.YES_NO:
        answers = [SelectChoice(YES, _l("Yes")), SelectChoice(NO, _l("No"))]
    else:
        answers = [SelectChoice(str(choice.id), choice.word) for choice in field.choices]
    anything, nothing = SelectChoice("", _l("Any")), SelectChoice(NOTHING, _l("nothing written"))
    return {own: SelectField(field.name, choices=[anything, *answers, nothing], validate_choice=False, default="")}
