"""Currencies by their countries."""

import pytest

from app.domain.parties.currencies import all_currencies, currency_of


@pytest.mark.parametrize(("country", "currency"), [("IT", "EUR"), ("PL", "PLN"), ("GB", "GBP"), ("", ""), ("ZZ", "")])
def test_a_country_has_a_currency_or_nobody_says(country: str, currency: str) -> None:
    assert currency_of(country) == currency


def test_those_in_use_are_known_and_those_of_the_past_are_not() -> None:
    assert {"EUR", "PLN", "GBP", "USD", "CHF"} <= all_currencies()
    assert not {"ITL", "DEM", "FRF"} & all_currencies()
