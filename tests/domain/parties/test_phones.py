"""Phones are kept as typed, and known in E.164 where some numbering plan knows them."""

import pytest

from app.domain.parties.drafts import PartyDraft, columns_of
from app.domain.parties.phones import UNKNOWN, parse_phone, readable


@pytest.mark.parametrize(
    ("typed", "country", "e164", "extension"),
    [
        ("+48 42 555 01 27", "", "+48425550127", ""),
        ("042 555 01 27", "PL", "", ""),  # Poland has no trunk zero
        ("42 555 01 27", "PL", "+48425550127", ""),
        ("011 555 0101", "IT", "+390115550101", ""),  # Italy keeps its zero
        ("+1 (201) 555-0123 x7", "", "+12015550123", "7"),
        ("+44 20 7946 0018 ext. 42", "IT", "+442079460018", "42"),
        ("0039 011 5550101", "IT", "+390115550101", ""),
    ],
)
def test_a_phone_is_read_as_from_its_country(typed: str, country: str, e164: str, extension: str) -> None:
    assert parse_phone(typed, country) == (e164, extension)


@pytest.mark.parametrize("typed", ["", "ask for Rosa", "12", "+999 123", "001-234-567x8", "1" * 300, "+", "\x00"])
def test_what_no_plan_knows_is_unknown_and_no_error(typed: str) -> None:
    assert parse_phone(typed, "IT") == UNKNOWN


def test_a_phone_without_a_country_is_read_as_from_the_office_s_own() -> None:
    draft = PartyDraft(name="Acme", phone="011 555 0101")
    assert columns_of(draft)["phone_e164"] == ""
    assert columns_of(draft, home_country="IT")["phone_e164"] == "+390115550101"


def test_the_party_s_own_country_comes_before_the_office_s() -> None:
    draft = PartyDraft(name="Bravo", phone="42 555 01 27", country="PL")
    assert columns_of(draft, home_country="IT")["phone_e164"] == "+48425550127"


def test_what_was_typed_stays_beside_what_was_understood() -> None:
    columns = columns_of(PartyDraft(name="Acme", phone="+1 (201) 555-0123 x7"))
    assert (columns["phone"], columns["phone_e164"], columns["phone_extension"]) == (
        "+1 (201) 555-0123 x7",
        "+12015550123",
        "7",
    )


def test_a_known_phone_is_shown_as_people_write_it() -> None:
    assert readable("+48425550127") == "+48 42 555 01 27"
    assert readable("+12015550123") == "+1 201-555-0123"
