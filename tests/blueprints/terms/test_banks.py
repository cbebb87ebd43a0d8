"""Bank accounts on the card."""

from __future__ import annotations

from tests.support.cast import Cast
from tests.support.entries import EXAMPLES, GERMAN, ITALIAN, a_bank
from tests.support.visitor import Visitor
from tests.web.test_entries import opened

(BANK,) = (example for example in EXAMPLES if example.one == "bank")


def test_bank_and_bic_follow_from_the_iban_where_they_are_left_empty(marta: Visitor, cast: Cast) -> None:
    opened(marta, BANK, "new", cast.acme).form("entry_form").submit(iban=GERMAN)
    assert marta.get("clients.banks", party_id=cast.acme.id).says("Commerzbank · COBADEFFXXX · Acme S.r.l.")


def test_what_somebody_wrote_of_the_bank_stays(marta: Visitor, cast: Cast) -> None:
    written = {"iban": GERMAN, "bank": "Our Bank", "bic": "DEUTDEFF"}
    opened(marta, BANK, "new", cast.acme).form("entry_form").submit(**written)
    assert marta.get("clients.banks", party_id=cast.acme.id).says("Our Bank · DEUTDEFF")


def test_another_default_takes_the_mark_away(marta: Visitor, cast: Cast) -> None:
    a_bank(cast.acme, ITALIAN)
    opened(marta, BANK, "new", cast.acme).form("entry_form").submit(iban=GERMAN, is_default=True)
    lines = marta.get("clients.banks", party_id=cast.acme.id).texts("//li[@class='lines__line']")
    assert ["Default" in line for line in lines] == [False, True]
