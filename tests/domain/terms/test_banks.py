"""IBAN and BIC: what is right, what is not, and which bank it is."""

from __future__ import annotations

import pytest

from app.domain.terms.banks import BankDraft, bank_of, compact, in_groups, wrong_in_account
from tests.support.entries import GERMAN, ITALIAN, POLISH


@pytest.mark.parametrize("iban", [ITALIAN, POLISH, GERMAN, "GB29NWBK60161331926819", "MT84MALT011000012345MTLCAST001S"])
def test_a_right_iban_is_taken(iban: str) -> None:
    assert not list(wrong_in_account(BankDraft(iban=iban)))


@pytest.mark.parametrize(
    "iban",
    [
        "",
        "PL61109010140000071219812875",  # a sign that is wrong
        "PL6110901014000007121981287",  # one that is missing
        "IT60Y0542811101000000123456",  # the letter by which Italy checks its own
        "XX61109010140000071219812874",
        "' OR 1=1 --",
    ],
)
def test_a_wrong_one_is_refused_at_its_field(iban: str) -> None:
    assert [broken.field for broken in wrong_in_account(BankDraft(iban=compact(iban)))] == ["iban"]


def test_who_wrote_no_iban_is_not_told_to_compare_it() -> None:
    (broken,) = wrong_in_account(BankDraft(iban="", bank="Our Bank"))
    assert broken.sentence.msgid == "A bank account needs its IBAN."


@pytest.mark.parametrize(
    ("bic", "is_one"), [("DEUTDEFF", True), ("DEUTDEFF500", True), ("DEUT", False), ("1" * 8, False)]
)
def test_a_bic_has_its_shape(bic: str, is_one: bool) -> None:
    assert [broken.field for broken in wrong_in_account(BankDraft(iban=GERMAN, bic=bic))] == ([] if is_one else ["bic"])


def test_blanks_and_small_letters_make_no_other_account() -> None:
    assert compact(" pl61 1090-1014\u00a00000 0712 1981 2874") == POLISH


def test_an_iban_is_read_in_groups_of_four() -> None:
    assert in_groups(ITALIAN) == "IT60 X054 2811 1010 0000 0123 456"


def test_the_bank_is_known_by_its_country_s_table() -> None:
    assert bank_of(GERMAN).name == "Commerzbank" and bank_of(GERMAN).bic == "COBADEFFXXX"
    assert bank_of("no iban").name == ""
