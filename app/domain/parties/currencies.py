"""Currencies by their ISO 4217 codes, those in use today (CLDR)."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.numbers import get_territory_currencies


@cache
def currency_of(country: str) -> str:
    """What one pays with in a country: EUR in Italy, PLN in Poland. Nothing where nobody says."""
    return next(iter(get_territory_currencies(country)), "") if country else ""


@cache
def all_currencies() -> frozenset[str]:
    """Every currency that is legal tender somewhere."""
    countries = [code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()]
    return frozenset(code for country in countries for code in get_territory_currencies(country))
