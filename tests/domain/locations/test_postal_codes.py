"""Postal codes by country, and what a location has to have."""

from __future__ import annotations

import pytest

from app.domain.locations.drafts import LocationDraft, wrong_in_location
from app.domain.locations.postal_codes import example_of, fits


@pytest.mark.parametrize(
    ("code", "country", "is_one"),
    [
        ("10123", "IT", True),
        ("1012", "IT", False),
        ("10123 TO", "IT", False),
        ("00-950", "PL", True),
        ("00950", "PL", False),
        ("SW1A 1AA", "GB", True),
        ("sw1a 1aa", "GB", True),
        ("12345", "GB", False),
        ("whatever", "", True),  # nobody said of which country
        ("77", "AO", True),  # Angola has none, as far as is known
    ],
)
def test_a_postal_code_is_one_of_its_country(code: str, country: str, is_one: bool) -> None:
    assert fits(code, country) is is_one


def test_who_typed_a_wrong_one_is_shown_how_one_looks() -> None:
    draft = LocationDraft(label="Depot", city="Łódź", postal_code="90001", country="PL")
    (broken,) = wrong_in_location(draft)
    assert (broken.field, broken.sentence.values) == ("postal_code", {"example": example_of("PL")})
    assert fits(example_of("PL"), "PL")


def test_all_that_is_wrong_is_said_at_once() -> None:
    draft = LocationDraft(label="", postal_code="1", country="IT")
    assert [broken.field for broken in wrong_in_location(draft)] == ["label", "city", "postal_code"]
