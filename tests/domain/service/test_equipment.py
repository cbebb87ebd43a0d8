"""Equipment on a card: what is right in it, whose a serial number is, and whether it is out."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest
from flask import Flask

from app.db import db
from app.domain.entries.actions import add_entry, edit_entry, remove_entry
from app.domain.errors import RuleViolation
from app.domain.history.models import SYSTEM
from app.domain.service.equipment import EQUIPMENT, EquipmentDraft
from app.domain.service.models import Equipment
from app.domain.service.queries import supplier_names
from tests.support.builders import a_client, a_key, archived
from tests.support.cast import Cast
from tests.support.entries import a_piece
from tests.support.rows import all_rows
from tests.support.together import at_once

DAY, DAY_AFTER = date(2026, 11, 23), date(2026, 11, 24)


def refused(cast: Cast, **written: Any) -> RuleViolation:
    """What is said to somebody who writes this onto Acme's card, whose tables stay as they were."""
    before = all_rows()
    with pytest.raises(RuleViolation) as refusal:
        add_entry(EQUIPMENT, cast.acme.id, EquipmentDraft(**{"name": "Locker", **written}), a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before
    return refusal.value


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({"name": ""}, "name"),
        ({"bought_on": DAY_AFTER, "warranty_until": DAY}, "warranty_until"),
        ({"handed_out_on": DAY_AFTER, "returned_on": DAY}, "returned_on"),
        ({"returned_on": DAY}, "handed_out_on"),
        *(({name: date(26, 5, 1)}, name) for name in ("bought_on", "warranty_until", "handed_out_on")),
        ({"handed_out_on": DAY, "returned_on": date(2926, 5, 1)}, "returned_on"),
    ],
)
def test_what_is_not_right_is_refused_at_its_field(cast: Cast, written: dict[str, Any], field: str) -> None:
    assert refused(cast, **written).field == field


@pytest.mark.parametrize(
    "written",
    [
        {"bought_on": DAY, "warranty_until": DAY},
        {"warranty_until": DAY},
        {"handed_out_on": DAY, "returned_on": DAY},
    ],
)
def test_days_that_are_the_same_and_days_that_nobody_wrote_are_right(cast: Cast, written: dict[str, Any]) -> None:
    assert a_piece(cast.acme, **written).id


@pytest.mark.parametrize(
    ("handed_out_on", "returned_on", "is_out"), [(None, None, False), (DAY, None, True), (DAY, DAY_AFTER, False)]
)
def test_it_is_out_from_being_handed_out_until_it_is_returned(
    cast: Cast, handed_out_on: date | None, returned_on: date | None, is_out: bool
) -> None:
    assert a_piece(cast.acme, handed_out_on=handed_out_on, returned_on=returned_on).is_out is is_out


@pytest.mark.parametrize("typed", ["SN-44 É", "sn-44 é", "Sn-44e", " SN - 44 E "])
def test_a_serial_number_is_on_file_once_whatever_the_client_and_the_refusal_names_whose_it_is(
    cast: Cast, typed: str
) -> None:
    a_piece(cast.bravo, "Locker 12", serial="SN-44 É")
    refusal = refused(cast, serial=typed)
    assert refusal.field == "serial"
    assert refusal.sentence.values == {"name": "Locker 12", "client": cast.bravo.name}


def test_a_serial_number_is_not_taken_from_another_by_changing_a_line(cast: Cast) -> None:
    a_piece(cast.bravo, serial="SN-1")
    ours = a_piece(cast.acme, serial="SN-2")
    with pytest.raises(RuleViolation, match="serial number"):
        edit_entry(EQUIPMENT, cast.acme.id, ours.id, EquipmentDraft("Locker", serial="sn-1"), 1, a_key(), by=SYSTEM)


def test_a_piece_keeps_its_own_serial_number_when_it_is_changed(cast: Cast) -> None:
    ours = a_piece(cast.acme, serial="SN-2")
    edit_entry(EQUIPMENT, cast.acme.id, ours.id, EquipmentDraft("Box", serial="sn-2"), 1, a_key(), by=SYSTEM)
    assert (ours.name, ours.serial) == ("Box", "sn-2")


def test_several_pieces_have_no_serial_number_and_one_that_went_frees_its_own(cast: Cast) -> None:
    for client in (cast.acme, cast.acme, cast.bravo):
        a_piece(client)
    gone = a_piece(cast.acme, serial="SN-3")
    remove_entry(EQUIPMENT, cast.acme.id, gone.id, a_key(), by=SYSTEM)
    assert a_piece(cast.bravo, serial="SN-3").id


def test_of_two_who_write_one_serial_number_at_once_the_second_is_told_whose_it_is(app: Flask, cast: Cast) -> None:
    clients = (cast.acme.id, cast.bravo.id)
    db.session.rollback()
    draft = EquipmentDraft("Locker", serial="SN-4")
    writers = [partial(add_entry, EQUIPMENT, client, draft, a_key(), by=SYSTEM) for client in clients]
    results = at_once(app, *writers)
    (refusal,) = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refusal, RuleViolation) and refusal.field == "serial"
    assert db.session.query(Equipment).count() == 1


def test_the_suppliers_who_are_there_are_offered_by_name(cast: Cast) -> None:
    cast.acme.is_supplier = True
    former = a_client("Former S.r.l.")
    former.is_supplier = True
    archived(former)
    assert supplier_names() == [cast.acme.name]
