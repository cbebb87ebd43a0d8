"""What an id has to be follows from country and kind; what is on file already is left in peace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleViolation
from app.domain.parties.drafts import PartyDraft
from app.domain.parties.models import Party, PartyKind
from app.domain.parties.tax_ids import check_ids, labels_of, shown_ids, spellings_of, wrong_ids

COMPANY, PERSON = PartyKind.COMPANY, PartyKind.PERSON
DIGIT, LETTER, DIGITS = "the last digit does not fit.", "the last letter does not fit.", "its check digits do not fit."
SIZE, SIGN, NO_SUCH = (
    *("it is too short or too long.", "a character in it does not belong there."),
    "nobody is given such a one.",
)


def draft(country: str, kind: PartyKind = COMPANY, **ids: str) -> PartyDraft:
    return PartyDraft(kind=kind, name="Acme", last_name="Rossi", country=country, **ids)


def faults(draft: PartyDraft, before: PartyDraft | None = None) -> list[tuple[str | None, str]]:
    """The fields that are wrong, and why, in English."""
    return [(wrong.field, said(wrong)) for wrong in wrong_ids(draft, before)]


def said(violation: RuleViolation) -> str:
    values = {name: getattr(value, "msgid", value) for name, value in violation.sentence.values.items()}
    return violation.sentence.msgid % values


@pytest.mark.parametrize(
    ("country", "kind", "tax_id"),
    [
        ("IT", COMPANY, "01234560017"), ("IT", COMPANY, "IT 0123 456 0017"), ("IT", PERSON, "012.345.60017"),
        ("IT", PERSON, "dlmrda80a41l219s"), ("IT", COMPANY, "RSSMRA85T10A562S"), ("IT", COMPANY, "DE136695976"),
        ("PL", COMPANY, "525-224-84-81"), ("PL", COMPANY, "PL5252248481"), ("PL", PERSON, "44051401359"),
        ("FR", COMPANY, "FR 40 303 265 045"), ("FR", COMPANY, "40303265045"), ("FR", COMPANY, "552 008 443"),
        ("FR", COMPANY, "732 829 320 00074"), ("DE", COMPANY, "DE 136 695 976"), ("AT", COMPANY, "ATU13585627"),
        ("GR", COMPANY, "EL094259216"), ("ES", COMPANY, "ES B58378431"), ("NL", COMPANY, "NL4495445B01"),
        ("IE", COMPANY, "IE6433435F"),
        # A national tax number has a form of its own, and outside the Union there is none to hold to.
        ("DE", COMPANY, "181/815/08155"), ("US", COMPANY, "12"), ("GB", COMPANY, "whatever"), ("", COMPANY, "12"),
        ("IT", COMPANY, "–"), ("IT", COMPANY, ""),
    ],
)  # fmt: skip
def test_a_tax_id_that_its_country_knows_is_taken(country: str, kind: PartyKind, tax_id: str) -> None:
    assert faults(draft(country, kind, tax_id=tax_id)) == []


@pytest.mark.parametrize(
    ("country", "kind", "tax_id", "fault"),
    [
        ("IT", COMPANY, "01234560018", f"partita IVA: {DIGIT}"),
        ("IT", COMPANY, "0123456001", f"partita IVA: {SIZE}"),
        ("IT", COMPANY, "0123456001X", f"partita IVA: {SIGN}"),
        ("IT", COMPANY, "01234567897", f"partita IVA: {NO_SUCH}"),
        ("IT", PERSON, "DLMRDA80A41L219A", f"codice fiscale: {LETTER}"),
        ("IT", COMPANY, "DE136695977", f"European VAT number: {DIGITS}"),
        ("PL", COMPANY, "5252248482", f"NIP: {DIGIT}"),
        ("PL", COMPANY, "44051401359", f"NIP: {SIZE}"),
        ("PL", PERSON, "44051401358", f"PESEL: {DIGIT}"),
        ("FR", COMPANY, "FR41303265045", f"French VAT number: {DIGITS}"),
        ("FR", COMPANY, "552008444", f"SIREN: {DIGIT}"),
        ("FR", COMPANY, "73282932000075", f"SIRET: {DIGIT}"),
        ("DE", COMPANY, "DE136695977", f"European VAT number: {DIGITS}"),
        ("GR", COMPANY, "EL094259217", f"European VAT number: {DIGITS}"),
    ],
)
def test_one_that_fails_its_check_is_refused_by_its_name(
    country: str, kind: PartyKind, tax_id: str, fault: str
) -> None:
    assert faults(draft(country, kind, tax_id=tax_id)) == [("tax_id", f"This is no valid {fault}")]


@pytest.mark.parametrize(
    ("country", "kind", "registration_id", "fault"),
    [
        ("IT", COMPANY, "01234560017", None),
        ("IT", COMPANY, "DLMRDA80A41L219S", None),
        ("IT", PERSON, "DLMRDA80A41L219S", None),
        ("IT", PERSON, "01234560017", f"codice fiscale: {SIZE}"),  # the short one is for companies
        ("IT", COMPANY, "01234560018", f"codice fiscale: {DIGIT}"),
        ("IT", COMPANY, "DLMRDA80A41L219A", f"codice fiscale: {LETTER}"),
        ("PL", COMPANY, "123456785", None),
        ("PL", COMPANY, "123456784", f"REGON: {DIGIT}"),
        ("FR", COMPANY, "552 008 443", None),
        ("FR", COMPANY, "55200844", f"SIREN: {SIZE}"),
        ("DE", COMPANY, "HRB 12345", None),
        ("", COMPANY, "TO-998877", None),
    ],
)
def test_so_is_a_registration_id(country: str, kind: PartyKind, registration_id: str, fault: str | None) -> None:
    wanted = [("registration_id", f"This is no valid {fault}")] if fault else []
    assert faults(draft(country, kind, registration_id=registration_id)) == wanted


def test_only_what_is_typed_anew_is_checked() -> None:
    before = draft("IT", tax_id="IT1", registration_id="TO-998877")
    assert faults(replace(before, city="Milano"), before) == []
    assert faults(replace(before, tax_id="it 1", country="PL"), before) == []
    assert [field for field, _ in faults(replace(before, tax_id="IT2"), before)] == ["tax_id"]
    assert [field for field, _ in faults(before)] == ["tax_id", "registration_id"]
    with pytest.raises(RuleViolation) as refused:
        check_ids(before)
    assert refused.value.field == "tax_id"


@pytest.mark.parametrize(
    ("country", "sdi_code", "pec", "wrong"),
    [
        ("IT", "M5UXCR1", "a@pec.example.com", []),
        ("", "0000000", "a@pec.example.com", []),
        ("IT", "UFY9MH", "", []),
        ("IT", "M5UXC", "", ["sdi_code"]),
        ("IT", "M5UXCR12", "", ["sdi_code"]),
        ("IT", "M5UXCR!", "", ["sdi_code"]),
        ("PL", "M5UXCR1", "a@pec.example.com", ["sdi_code", "pec"]),
    ],
)
def test_sdi_code_and_pec_are_italian(country: str, sdi_code: str, pec: str, wrong: list[str]) -> None:
    assert [field for field, _ in faults(draft(country, sdi_code=sdi_code, pec=pec))] == wrong


def test_who_moves_abroad_leaves_sdi_code_and_pec_behind() -> None:
    before = draft("IT", sdi_code="M5UXCR1", pec="a@pec.example.com")
    assert [field for field, _ in faults(replace(before, country="PL"), before)] == ["sdi_code", "pec"]
    assert faults(replace(before, country="PL"), replace(before, country="PL")) == []


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["IT", "PL", "FR", "DE", "GR", ""]))
def test_whatever_is_typed_is_taken_or_refused(tax_id: str, registration_id: str, country: str) -> None:
    for kind in PartyKind:
        for field, _ in faults(draft(country, kind, tax_id=tax_id, registration_id=registration_id)):
            assert field in {"tax_id", "registration_id"}


@pytest.mark.parametrize(
    ("country", "kind", "labels"),
    [
        ("IT", COMPANY, ("Partita IVA", "Codice fiscale")),
        ("PL", COMPANY, ("NIP", "REGON")),
        ("PL", PERSON, ("NIP or PESEL", "REGON")),
        ("FR", COMPANY, ("VAT number", "SIREN")),
        ("DE", COMPANY, ("VAT number", "Registration number")),
        ("US", COMPANY, ("Tax ID", "Registration number")),
        ("", COMPANY, ("Tax ID", "Registration number")),
    ],
)
def test_each_country_has_its_own_names_for_them(country: str, kind: PartyKind, labels: tuple[str, str]) -> None:
    named = labels_of(country, kind)
    assert (named.tax_id.msgid, named.registration_id.msgid) == labels


@pytest.mark.parametrize(
    ("country", "typed", "shown"),
    [
        ("PL", "5252248481", "525-224-84-81"), ("FR", "552008443", "552 008 443"), ("PL", "5252248482", "5252248482"),
        ("PL", "PL 525 224 84 81", "PL 525 224 84 81"), ("IT", "01234560017", "01234560017"), ("", "1 2", "1 2"),
    ],
)  # fmt: skip
def test_the_card_writes_them_as_their_country_does_where_it_has_a_way(country: str, typed: str, shown: str) -> None:
    party = Party(kind=COMPANY, country=country, tax_id=typed, registration_id="")
    assert [id_.value for id_ in shown_ids(party)] == [shown, ""]


def test_the_two_letters_of_a_country_make_no_other_id_of_it() -> None:
    assert (
        spellings_of("IT 0123 4560 017", "IT") == spellings_of("IT01234560017", "") == {"it01234560017", "01234560017"}
    )
    assert spellings_of("01234560017", "IT") == {"01234560017", "it01234560017"}
    assert spellings_of("094259216", "GR") == {"094259216", "el094259216"}
    assert (spellings_of("", "IT"), spellings_of("12", "US")) == (set(), {"12"})
