"""What somebody wrote about a party: its rules, and what follows from it."""

from datetime import date

import pytest

from app.domain.errors import RuleViolation
from app.domain.parties.drafts import PartyDraft, check_draft, columns_of
from app.domain.parties.models import Party, PartyKind


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (PartyDraft(), "name"),
        (PartyDraft(first_name="Ada", last_name="Bianchi"), "name"),
        (PartyDraft(kind=PartyKind.PERSON), "last_name"),
        (PartyDraft(kind=PartyKind.PERSON, first_name="Ada"), "last_name"),
        (PartyDraft(kind=PartyKind.PERSON, name="Ada Bianchi"), "last_name"),
    ],
)
def test_a_company_needs_a_name_and_a_person_a_last_name(draft: PartyDraft, field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_draft(draft)
    assert refused.value.field == field


def test_a_person_is_called_by_both_names_and_stands_under_the_last() -> None:
    columns = columns_of(PartyDraft(kind=PartyKind.PERSON, first_name="Zofia", last_name="Ćwik"))
    assert (columns["name"], columns["sort_name"]) == ("Zofia Ćwik", "cwik zofia")


def test_what_a_company_s_form_says_of_a_person_is_not_kept_and_the_other_way_round() -> None:
    company = columns_of(PartyDraft(name="Acme", first_name="Ada", last_name="Bianchi"))
    assert (company["name"], company["first_name"], company["last_name"]) == ("Acme", "", "")
    person = columns_of(PartyDraft(kind=PartyKind.PERSON, name="Acme", last_name="Bianchi"))
    assert person["name"] == "Bianchi"


def test_role_number_and_status_do_not_follow_from_a_draft() -> None:
    columns = columns_of(PartyDraft(name="Acme"))
    assert not {"client_role", "is_supplier", "number", "number_key", "status", "archived_at"} & set(columns)


def test_every_column_that_follows_from_a_draft_is_one_of_the_table() -> None:
    assert set(columns_of(PartyDraft(name="Acme"))) <= set(Party.__table__.columns.keys())


def test_a_party_is_found_by_every_word_that_it_is_known_by() -> None:
    draft = PartyDraft(
        name="Panificio dell'Unità S.r.l.",
        previous_number="OLD/77",
        tax_id="IT 0123 4567 890",
        registration_id="TO-998877",
        email="info@unita.example.com",
        phone="011 555 0101",
        city="Łódź",
        notes="secretword",
        street="Via dei Mille",
    )
    words = columns_of(draft, home_country="IT")["words"]
    for asked in (
        "unita",
        "srl",
        "old77",
        "it01234567890",
        "to998877",
        "info@unita",
        "0115550101",
        "+39011555",
        "lodz",
    ):
        assert asked in words, asked
    for unasked in ("secretword", "mille"):
        assert unasked not in words


def test_ids_are_compared_without_what_people_write_between() -> None:
    assert columns_of(PartyDraft(name="Acme", tax_id="IT 0123-4567.890"))["tax_key"] == "it01234567890"
    assert columns_of(PartyDraft(name="Acme", email="Info@ACME.example.com"))["email_key"] == "info@acme.example.com"


def test_since_sorts_as_a_date_and_nobody_knows_comes_first() -> None:
    keys = [
        columns_of(PartyDraft(name="A", customer_since=d))["since_key"] for d in (date(999, 1, 1), date(2026, 2, 3))
    ]
    assert ["", *keys] == sorted(["", *keys]) == ["", "0999-01-01", "2026-02-03"]
