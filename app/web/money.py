"""Amounts and percentages as people write and read them, by the reader's language."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, format_currency, format_decimal, parse_decimal
from flask import Flask
from flask_babel import gettext
from wtforms import SelectChoice, StringField

from app.domain.money.amounts import Money
from app.domain.parties.currencies import all_currencies, currency_of
from app.web.formatting import locale
from app.web.office import this_office

# What a keypad gives, whatever the language: “12.5”. With three digits behind it, the point may part thousands.
LARGEST, DIGITS_BEHIND = 10**15, 10  # more than any amount, and together less than Decimal's 28 digits
DIGITS = re.compile(r"-?[\d.,'’]*\d[\d.,'’]*", re.ASCII)
PLAIN = re.compile(r"-?\d+(\.\d{1,2})?", re.ASCII)


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(money=money, percent=percent)


def money(value: Money) -> str:
    """An amount with its currency: “€ 1.234,50” in Italian, “1 234,50 zł” in Polish."""
    return format_currency(value.amount, value.currency, locale=locale())


def decimal(value: Decimal) -> str:
    """A number with as many digits as it has: “1.234,5” in Italian."""
    return format_decimal(value, format=f"#,##0.{'#' * DIGITS_BEHIND}", locale=locale())


def percent(value: Decimal) -> str:
    """A percentage with as many digits as it has: “12,5%”."""
    return f"{format_decimal(value, format='#,##0.##', locale=locale())}%"


class NumberField(StringField):
    """A number with digits behind the point, typed as the reader's language writes it; `data` is a Decimal or None."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options["render_kw"] = {"inputmode": "decimal", "autocomplete": "off", **options.get("render_kw", {})}
        super().__init__(*args, **options)

    def process_formdata(self, values: list[str]) -> None:
        """Read what was typed. What is no number stays in the field, and says so."""
        self.typed, self.data = (values[0].strip() if values else ""), None
        if not self.typed:
            return
        self.data = number_in(self.typed)
        if self.data is None:
            raise ValueError(gettext("This is not a number."))

    def _value(self) -> str:
        if getattr(self, "typed", "") and self.data is None:
            return str(self.typed)
        return (
            "" if self.data is None else format_decimal(self.data, format=f"0.{'#' * DIGITS_BEHIND}", locale=locale())
        )


def number_in(typed: str) -> Decimal | None:
    """The number that somebody typed in their language, or as a keypad gives it.

    None where it is neither, or has more digits than are computed with.
    """
    typed = "".join(typed.split()) if locale().number_symbols["latn"]["group"].isspace() else typed.replace(" ", "")
    if not DIGITS.fullmatch(typed):
        return None
    found: Decimal
    try:
        found = parse_decimal(typed, locale=locale(), strict=True)
    except NumberFormatError:
        if not PLAIN.fullmatch(typed):
            return None
        found = Decimal(typed)
    return found if abs(found) < LARGEST and round(found, DIGITS_BEHIND) == found else None


def currencies(*, also_none: bool = False) -> list[SelectChoice]:
    """The currencies of the world in the reader's language; that of the office's country first."""
    names, own = locale().currencies, currency_of(this_office().country)
    rest = sorted(all_currencies() - {own}, key=lambda code: names.get(code, code).casefold())
    named = [SelectChoice(code, f"{names.get(code, code)} ({code})") for code in (own, *rest) if code]
    return [SelectChoice("", "–"), *named] if also_none else named
