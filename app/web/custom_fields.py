"""Fields of the office's own as people read and write them: what a value says, and the fields of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from flask import Flask, g
from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    EmailField,
    Field,
    Form,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
)
from wtforms.validators import Email, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.money.amounts import Money
from app.domain.parties.custom_fields.models import PICKED, TEXTS, FieldKind, Whose
from app.domain.parties.custom_fields.queries import Definition, custom_fields
from app.domain.parties.custom_fields.values import NO, ROOM, YES, Answers, Value, is_empty, value_in
from app.domain.parties.text import web_address
from app.web.formatting import day, dialled
from app.web.forms import lines, text
from app.web.money import NumberField, decimal, money
from app.web.office import this_office

F = TypeVar("F", bound=Form)

KINDS = {
    FieldKind.TEXT: _l("Text"),
    FieldKind.LONG_TEXT: _l("Long text"),
    FieldKind.NUMBER: lazy_pgettext("kind of field", "Number"),
    FieldKind.MONEY: _l("Amount"),
    FieldKind.DATE: _l("Date"),
    FieldKind.YES_NO: _l("Yes or no"),
    FieldKind.CHOICE: _l("Choice"),
    FieldKind.CHOICES: _l("Several choices"),
    FieldKind.LINK: _l("Link"),
    FieldKind.EMAIL: _l("Email"),
    FieldKind.PHONE: _l("Phone"),
}
# What each is for, where somebody chooses.
EXAMPLES = {
    FieldKind.TEXT: _l("A line: reason, reference, place"),
    FieldKind.LONG_TEXT: _l("Several lines, such as agreements and instructions"),
    FieldKind.NUMBER: _l("Employees, keys, square metres"),
    FieldKind.MONEY: _l("A deposit, in one currency"),
    FieldKind.DATE: _l("A day: checked on, next talk"),
    FieldKind.YES_NO: _l("Lost, wants the newsletter; or not answered yet"),
    FieldKind.CHOICE: _l("One word of a list, such as where they heard of you"),
    FieldKind.CHOICES: _l("One or more words of a list"),
    FieldKind.LINK: _l("A page on the web, to be opened"),
    FieldKind.EMAIL: _l("One more address, to be written to"),
    FieldKind.PHONE: _l("One more number, to be called"),
}
WHOSE = {Whose.BOTH: _l("Companies and people"), Whose.COMPANY: _l("Companies"), Whose.PERSON: _l("People")}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(field_kind=KINDS.__getitem__, whose_field=WHOSE.__getitem__)


def shown_fields() -> list[Definition]:
    """The fields that are not retired, in their order: read once a request, and not at all where there is none."""
    if "custom_fields" not in g:
        g.custom_fields = custom_fields() if this_office().has_custom_fields else []
    fields: list[Definition] = g.custom_fields
    return fields


def said(field: Definition, value: Value) -> str:
    """A value as its reader says it; nothing where nothing is written."""
    if is_empty(value):
        return ""
    if field.kind in PICKED:
        ids = value if isinstance(value, tuple) else (value,)
        return ", ".join(choice.word for choice in field.choices if choice.id in ids)
    return _in_words(value, field.currency)


def told(change: Mapping[str, str], which: str) -> str:
    """What stood in a field, or stands there now, as an event has kept it (values.change_told)."""
    kind, kept = FieldKind(change["kind"]), change.get(which, "")
    if not kept:
        return "–"
    return kept if kind in PICKED else _in_words(value_in(kind, kept), change.get("currency", ""))


def changes_in_words(changes: Iterable[Mapping[str, str]]) -> list[str]:
    """What an event says of each field: “Lost: no → yes”. Of a long text that it was changed."""
    return [
        f"{change['field']}: {told(change, 'was')} → {told(change, 'now')}" if "was" in change else change["field"]
        for change in changes
    ]


def _in_words(value: Value, currency: str) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Decimal):
        return money(Money.of(value, currency)) if currency else decimal(value)
    return day(value) if isinstance(value, date) else str(value or "")


def url_of(field: Definition, value: Value) -> str | None:
    """Where a value leads: a page on the web, an email, a call."""
    if not isinstance(value, str) or not value:
        return None
    if field.kind is FieldKind.LINK:
        return web_address(value)
    if field.kind is FieldKind.EMAIL:
        return f"mailto:{value}"
    return f"tel:{dialled(value)}" if field.kind is FieldKind.PHONE and dialled(value) else None


def facts_of(fields: Iterable[Definition], answers: Answers) -> list[dict[str, Any]]:
    """What a card says in these fields, for ui.facts. Long texts stand below, where there is room."""
    return [
        {"label": field.name, "value": said(field, answers.get(field.id)), "url": url_of(field, answers.get(field.id))}
        for field in fields
        if field.kind is not FieldKind.LONG_TEXT
    ]


def long_texts_of(fields: Iterable[Definition], answers: Answers) -> list[tuple[str, str]]:
    """The long texts of a card, those that are written, each with its label."""
    long = [(field.name, answers.get(field.id)) for field in fields if field.kind is FieldKind.LONG_TEXT]
    return [(label, value) for label, value in long if isinstance(value, str) and value]


# --- In a form ---


def with_fields(form: type[F], fields: Sequence[Definition], before: Answers | None = None) -> type[F]:
    """A form with a field for each of these beside its own; `before` is what is chosen already, which may stay."""
    own = {field.form_name: field_of(field, (before or {}).get(field.id)) for field in fields}
    return type(f"{form.__name__}OfNow", (form,), {"custom": list(fields), **own})


def field_of(field: Definition, now: Value = None) -> Any:
    """The field of a form in which a value is written."""
    label = f"{field.name} ({field.currency})" if field.currency else field.name
    if field.kind is FieldKind.YES_NO:
        answers = [SelectChoice("", "–"), SelectChoice(YES, _l("Yes")), SelectChoice(NO, _l("No"))]
        return YesNoField(label, choices=answers, coerce=yes_or_no)
    if field.kind in PICKED:
        chosen = now if isinstance(now, tuple) else (now,)
        choices = [
            SelectChoice(choice.id, choice.word)
            for choice in field.choices
            if not choice.is_retired or choice.id in chosen
        ]
        if field.kind is FieldKind.CHOICE:
            return SelectField(label, choices=[SelectChoice("", "–"), *choices], coerce=id_or_none)
        return SelectMultipleField(
            label, choices=choices, coerce=int, widget=ListWidget(), option_widget=CheckboxInput()
        )
    return _TYPED[field.kind](label, validators=_checks(field.kind))


class YesNoField(SelectField):
    """Yes, no, or not answered."""

    def _value(self) -> str:
        return "" if self.data is None else YES if self.data else NO


def _checks(kind: FieldKind) -> list[Any]:
    if kind is FieldKind.EMAIL:
        return [Optional(), Length(max=ROOM[kind]), Email(message=_l("This is not an email address."))]
    if kind in TEXTS:
        return [Length(max=ROOM[kind])]
    return [Optional()] if kind is FieldKind.DATE else []


_TYPED: dict[FieldKind, Any] = {
    FieldKind.TEXT: StringField,
    FieldKind.LONG_TEXT: TextAreaField,
    FieldKind.NUMBER: NumberField,
    FieldKind.MONEY: NumberField,
    FieldKind.DATE: DateField,
    FieldKind.LINK: URLField,
    FieldKind.EMAIL: EmailField,
    FieldKind.PHONE: TelField,
}


def yes_or_no(value: Any) -> bool | None:
    """An answer as a form sends it, or as it is on file."""
    return value if isinstance(value, bool) else {YES: True, NO: False}.get(value)


def id_or_none(value: Any) -> int | None:
    """The id of a choice; None for none."""
    return int(value) if value not in (None, "", "None") else None


def answer_in(form: Form, field: Definition) -> Value:
    """What was written in the field of a form, tidied."""
    typed: Field = form[field.form_name]
    if field.kind is FieldKind.LONG_TEXT:
        return lines(typed.data) or None
    if field.kind is FieldKind.LINK:
        return web_address(text(typed.data)) or text(typed.data) or None
    if field.kind in TEXTS:
        return text(typed.data) or None
    if field.kind is FieldKind.CHOICES:
        return tuple(sorted(typed.data or ())) or None
    value: Value = typed.data
    return value


def filled_in(fields: Iterable[Definition], answers: Answers) -> dict[str, Any]:
    """What is on file, by the names of a form's fields."""
    return {
        field.form_name: list(value) if isinstance(value := answers.get(field.id), tuple) else value for field in fields
    }
