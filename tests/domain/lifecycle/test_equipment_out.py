"""Equipment that a client still has: named before an act, in the way of deleting and anonymising (PRODUCT.md 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.db import db
from app.domain.directory.selection import only
from app.domain.entries.actions import edit_entry
from app.domain.errors import RuleViolation
from app.domain.history.models import SYSTEM
from app.domain.lifecycle.anonymising import AnonymiseChoices, anonymise_party, plan_of
from app.domain.lifecycle.answers import answer_of
from app.domain.lifecycle.consequences import of_archiving, of_deactivating, of_purging
from app.domain.lifecycle.purging import PurgeChoices, purge_parties
from app.domain.parties.models import Party
from tests.support.builders import a_client, a_key, archived
from tests.support.cast import Cast
from tests.support.entries import EXAMPLES, a_piece, an_entry
from tests.support.rows import all_rows

(EQUIPMENT,) = (example for example in EXAMPLES if example.one == "equipment")
OUT_SINCE, BACK_ON = date(2026, 1, 7), date(2026, 3, 1)


@pytest.fixture
def borrower(cast: Cast) -> Party:
    """Bravo has a key of the office's."""
    an_entry(cast.bravo, EQUIPMENT.book, replace(EQUIPMENT.draft("Key"), handed_out_on=OUT_SINCE))
    return cast.bravo


def give_back(party: Party) -> None:
    piece = db.session.scalars(db.select(EQUIPMENT.book.model).where(EQUIPMENT.book.model.party_id == party.id)).one()
    draft = EQUIPMENT.book.draft(**{**EQUIPMENT.book.values_of(piece), "returned_on": BACK_ON})
    edit_entry(EQUIPMENT.book, party.id, piece.id, draft, piece.version, a_key(), by=SYSTEM)
    db.session.commit()


def said(consequences: list) -> list[str]:
    return [one.sentence.msgid for one in consequences]


def test_archiving_and_deactivating_name_it_and_go_on(borrower: Party, cast: Cast) -> None:
    words = "%(n)s piece of equipment is still out"
    for outlook in (of_archiving(only(borrower)), of_deactivating(only(borrower))):
        assert words in said(outlook.consequences)
    assert words not in said(of_archiving(only(cast.acme)).consequences)


def test_a_client_who_has_something_is_not_deleted_and_the_answer_says_so(borrower: Party) -> None:
    archived(borrower)
    outlook, plan = of_purging(only(borrower))
    assert not plan.going and "%(n)s stays: equipment is still out" in said(outlook.consequences)
    act = purge_parties(only(borrower), PurgeChoices(), a_key(), by=SYSTEM)
    assert [sentence.msgid for sentence in answer_of(act)][1:] == ["%(n)s stays: equipment is still out."]
    assert db.session.get(Party, borrower.id) is not None


def test_nor_anonymised_until_it_is_back(borrower: Party) -> None:
    archived(borrower)
    choices, before = AnonymiseChoices("asked for it", borrower.number or ""), all_rows()
    with pytest.raises(RuleViolation) as refused:
        anonymise_party(borrower.id, choices, a_key(), by=SYSTEM)
    db.session.rollback()
    assert refused.value.sentence.msgid.endswith("Note its return first.") and all_rows() == before
    give_back(borrower)
    assert anonymise_party(borrower.id, choices, a_key(), by=SYSTEM).outcome["changed"] == 1


def test_nor_as_one_of_the_people_of_a_client_who_is(cast: Cast) -> None:
    carla = cast.carla.person
    an_entry(carla, EQUIPMENT.book, replace(EQUIPMENT.draft("Key"), handed_out_on=OUT_SINCE))
    archived(cast.acme)
    assert (carla.name, "still has equipment of the office’s") in [
        (person.name, why.msgid) for person, why in plan_of(cast.acme.id).staying
    ]
    anonymise_party(cast.acme.id, AnonymiseChoices("asked for it", cast.acme.number or ""), a_key(), by=SYSTEM)
    assert carla.anonymised_at is None


def test_what_is_back_is_in_nobody_s_way(borrower: Party) -> None:
    give_back(borrower)
    archived(borrower)
    _outlook, plan = of_purging(only(borrower))
    assert [gone.id for gone in plan.going] == [borrower.id]


def test_a_supplier_who_is_anonymised_is_named_by_no_equipment_any_more(cast: Cast) -> None:
    grafica = a_client("Grafica Verdi S.r.l.", is_supplier=True)
    theirs = a_piece(cast.acme, "Printer", supplier=" grafica VERDI s.r.l.")
    others = a_piece(cast.bravo, "Locker", supplier="Grafica Verdi e Figli")
    archived(grafica)
    anonymise_party(grafica.id, AnonymiseChoices("asked for it", grafica.number or ""), a_key(), by=SYSTEM)
    db.session.expire_all()
    assert (theirs.supplier, others.supplier) == ("", "Grafica Verdi e Figli")
