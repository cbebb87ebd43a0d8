"""What another editor saved, as the fields of the form say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from babel.dates import format_datetime, format_time
from flask import Flask
from flask_babel import gettext
from wtforms import Form
from wtforms.fields.core import Field

from app.web.formatting import day, locale
from app.web.money import decimal


def init_app(app: Flask) -> None:
    app.jinja_env.globals["differing"] = differing


def differing(form: Form, theirs: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields in which another version differs from the form: their labels, and the other's values."""
    return [
        (field.label.text, as_said_by(field, theirs[field.name]))
        for field in form
        if field.name in theirs and plain(theirs[field.name]) != plain(field.data)
    ]


def as_said_by(field: Field, value: Any) -> str:
    """A value in the words of a field: the choices' labels, the day as it is read, Yes or No for a box."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Decimal):
        return decimal(value)
    if isinstance(value, datetime):
        return format_datetime(value, format="short", locale=locale())
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return format_time(value, format="short", locale=locale())
    if isinstance(value, list | tuple):
        return ", ".join(as_said_by(field, each) for each in value)
    labels = {choice.value: choice.label for choice in getattr(field, "choices", None) or [] if choice.value}
    return str(labels.get(value, value or ""))


def plain(value: Any) -> Any:
    """A value to compare by: nothing is nothing, and a browser ends its lines in another way than we keep them. No is
    an answer, and so is nought.
    """
    if isinstance(value, list | tuple):
        return list(value) or ""
    return value.replace("\r\n", "\n") if isinstance(value, str) else "" if value is None else value
