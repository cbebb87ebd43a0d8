"""Columns that hold fields of the office's own: what they say comes onto the cards, and is taken back with the list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.directory.criteria import PartyCriteria
from app.domain.directory.fields.leaving import delete_field, retire_field
from app.domain.directory.importing.choosing import TWICE, WrongColumn, map_columns
from app.domain.directory.importing.columns import Field
from app.domain.directory.importing.mapping import field_named, fields_of_run, suggested
from app.domain.directory.importing.models import (
    Duplicates,
    ImportFormer,
    ImportMapping,
    RunState,
)
from app.domain.directory.importing.queries import import_run, unanswered_in
from app.domain.directory.importing.staging import stage
from app.domain.directory.importing.taking import look_again
from app.domain.directory.importing.updating import DuplicateCounts, counts_of
from app.domain.directory.queries import count_parties
from app.domain.history.models import SYSTEM
from app.domain.lifecycle.taking_back import StillUsed
from app.domain.lifecycle.undoing import undo_act
from app.domain.parties.custom_fields.models import CustomValue, FieldKind, Whose
from app.domain.parties.custom_fields.queries import custom_fields
from app.domain.parties.custom_fields.values import answers_of
from tests.domain.directory.importing.lists import counts, row, staged, taken, why_wrong
from tests.domain.directory.importing.own import chosen, named, undone
from tests.domain.directory.importing.test_mapping import uploaded
from tests.domain.directory.importing.workbooks import a_workbook
from tests.support.builders import a_client, a_key, a_person, archived
from tests.support.own_fields import a_field, write, written

pytestmark = pytest.mark.usefixtures("app")


# --- Which column it is ---


@pytest.mark.parametrize("header", ["Motivo perdita", "MOTIVO  PERDITA", "motivo pérdita", "field.motivo_perdita"])
def test_a_column_that_is_called_like_a_field_needs_no_asking(header: str) -> None:
    reason = a_field("Motivo perdita")
    run = uploaded(f"Company,{header}\nAcme,price\n")
    assert (run.state, fields_of_run(run)) == (RunState.STAGING, [Field.COMPANY, reason])
    assert [column["field"] for column in run.columns] == ["company", reason.known_as]


def test_a_column_of_every_card_is_not_taken_for_a_field_of_the_same_name() -> None:
    theirs = a_field("Email")
    run = staged("Company,Email,field.email\nAcme,a@example.com,b\n")
    assert fields_of_run(run) == [Field.COMPANY, Field.EMAIL, theirs]
    assert row(run, 1).email == "a@example.com"


def test_a_name_that_could_be_either_is_asked_about_and_one_that_says_nothing_is_the_field_s() -> None:
    signed, why = a_field("Data contratto", FieldKind.DATE), a_field("Reason")
    run = uploaded("Azienda,Data contratto\nAcme,2020-01-02\n")
    assert (run.state, suggested(run)) == (RunState.MAPPING, [Field.COMPANY, Field.CUSTOMER_SINCE])
    map_columns(run.id, [Field.COMPANY, signed], by=SYSTEM, in_background=False)
    db.session.commit()
    stage(run.id)
    taken(import_run(run.id))
    assert written(named("Acme"), signed) == date(2020, 1, 2)
    assert fields_of_run(uploaded("Company,Reason\nAcme,price\n")) == [Field.COMPANY, why]
    wrong_rows = uploaded("Company,Line,Reason\nAcme,7,Wrong.\n")
    assert fields_of_run(wrong_rows) == [Field.COMPANY, Field.ROW_NUMBER, Field.ROW_NUMBER]


def test_what_was_said_of_a_column_is_remembered_until_the_field_is_retired() -> None:
    reason = a_field("Reason")
    run = uploaded("Company,Colour\nAcme,price\n")
    map_columns(run.id, [Field.COMPANY, reason], by=SYSTEM)
    db.session.commit()
    assert db.session.scalars(select(ImportMapping.fields)).all() == [["company", "field.reason"]]
    again = uploaded("Company,Colour\nBravo,moved\n")
    assert (again.state, fields_of_run(again)) == (RunState.STAGING, [Field.COMPANY, reason])
    retire_field(reason.id, a_key(), by=SYSTEM)
    assert fields_of_run(uploaded("Company,Colour\nCiao,x\n")) == [Field.COMPANY, None]
    assert field_named("field.reason", custom_fields()) is None


def test_one_field_in_two_columns_is_refused_and_offered_a_place_in_the_notes() -> None:
    reason = a_field("Reason")
    run = uploaded("Company,Reason,field.reason\nAcme,a,b\n")
    assert (run.state, suggested(run)) == (RunState.MAPPING, [Field.COMPANY, reason, Field.NOTED])
    with pytest.raises(WrongColumn) as refused:
        map_columns(run.id, [Field.COMPANY, reason, reason], by=SYSTEM)
    assert (refused.value.sentence.msgid, refused.value.place) == (TWICE, 2)


# --- What its cells say ---


def test_a_wrong_cell_is_said_at_its_column_and_the_other_rows_come_in() -> None:
    seats = a_field("Seats", FieldKind.NUMBER)
    a_field("Lost", FieldKind.YES_NO)
    a_field("Reason")
    run = staged(f'Company,Seats,Lost,Reason\nAcme,many,maybe,{"x" * 201}\nBravo,many,maybe,\nCiao,"1.234,5",tak,\n')
    assert counts(run) == (1, 0, 2)
    assert why_wrong(run, 1) == [("Reason", "The text has 201 characters; there is room for 200.")]
    assert why_wrong(run, 2) == [
        ("Seats", "“many” is no number. Write it as 1234.5 or 1234,5."),
        ("Lost", "“maybe” is neither yes nor no."),
    ]
    taken(run)
    assert written(named("Ciao"), seats) == Decimal("1234.5")


def test_what_stands_on_no_such_card_goes_to_the_notes() -> None:
    born, branches = a_field("Born", FieldKind.DATE, whose=Whose.PERSON), a_field("Branches", whose=Whose.COMPANY)
    run = staged("Company,Last name,Born,Branches\nAcme,,1980-01-02,3\n,Bianchi,02.01.1980,3\n,Neri,-,\n")
    assert [(row(run, n).own, row(run, n).notes) for n in (1, 2, 3)] == [
        ({str(branches.id): "3"}, "Born: 1980-01-02"),
        ({str(born.id): "1980-01-02"}, "Branches: 3"),
        ({}, ""),
    ]


def test_what_a_sheet_computes_and_dates_comes_in() -> None:
    seats, checked, lost = a_field("Seats", FieldKind.NUMBER), a_field("Checked", FieldKind.DATE), None
    lost = a_field("Lost", FieldKind.YES_NO)
    taken(staged(a_workbook(["Company", "Seats", "Checked", "Lost"], ["Acme", 1.234, date(2026, 11, 18), True])))
    acme = named("Acme")
    assert [written(acme, field) for field in (seats, checked, lost)] == [Decimal("1.234"), date(2026, 11, 18), True]


def test_required_fields_of_which_new_rows_say_nothing_are_told_and_stop_nobody() -> None:
    a_field("Reason", is_required=True)
    a_field("Born", FieldKind.DATE, whose=Whose.PERSON, is_required=True)
    a_field("Seats", FieldKind.NUMBER)
    run = staged("Company,Last name,Reason\nAcme,,price\nBravo,,\n,Neri,\n,Bianchi,\n")
    assert (counts(run), unanswered_in(run)) == ((4, 0, 0), [("Reason", 3), ("Born", 2)])
    assert taken(run).outcome["clients"] == 4


# --- On new cards ---


def test_new_cards_have_it_and_are_found_by_it_and_their_contacts_have_not() -> None:
    reason = a_field("Reason")
    act = taken(staged("Company,Contact,Reason\nAcme,Ada Bianchi,Moved to Torino\nBravo,,\n"))
    assert written(named("Acme"), reason) == "Moved to Torino"
    assert (written(named("Ada Bianchi"), reason), written(named("Bravo"), reason)) == (None, None)
    assert count_parties(PartyCriteria(q="moved bianchi")) == 1
    undone(act)
    assert not db.session.scalar(select(func.count()).select_from(CustomValue))


def test_duplicates_that_are_created_all_the_same_have_it_too() -> None:
    reason, acme = a_field("Reason"), a_client("Acme", tax_id="1")
    chosen(staged("Company,Tax ID,Reason\nAcme nuova,1,price\n"), Duplicates.CREATE)
    assert (written(named("Acme nuova"), reason), written(acme, reason)) == ("price", None)


@pytest.mark.parametrize("leave", [retire_field, None])
def test_a_field_that_left_between_preview_and_take_over_hinders_nobody(leave: object) -> None:
    reason, seats = a_field("Reason"), a_field("Seats", FieldKind.NUMBER)
    run = staged("Company,Reason,Seats\nAcme,price,3\n")
    if leave:
        retire_field(reason.id, a_key(), by=SYSTEM)
    else:
        delete_field(reason.id, 0, a_key(), by=SYSTEM)
    db.session.commit()
    taken(run)
    assert answers_of([named("Acme").id]) == {named("Acme").id: {seats.id: Decimal(3)}}


# --- On cards on file ---


def test_to_complete_writes_where_nothing_is_written_and_undo_takes_it_off() -> None:
    reason, seats, rooms = (
        a_field("Reason"),
        a_field("Seats", FieldKind.NUMBER),
        a_field("Rooms", FieldKind.CHOICES, "A", "B"),
    )
    acme, full = a_client("Acme", tax_id="1"), a_client("Full", tax_id="2")
    write(acme, {reason.id: "price"})
    write(full, {reason.id: "price", seats.id: Decimal(1), rooms.id: (rooms.choices[0].id,)})
    run = staged('Company,Tax ID,Reason,Seats,Rooms\nAcme,1,moved,3,"A, B"\nFull,2,moved,4,B\n')
    assert counts_of(run) == DuplicateCounts(fill=1, create=2)
    before, version = answers_of([acme.id, full.id]), acme.version
    act = chosen(run, Duplicates.FILL)
    both = tuple(choice.id for choice in rooms.choices)
    assert answers_of([acme.id])[acme.id] == {reason.id: "price", seats.id: Decimal(3), rooms.id: both}
    assert answers_of([full.id])[full.id] == before[full.id]
    assert (named("Acme").version, act.outcome["filled"]) == (version + 1, 1)
    undone(act)
    assert answers_of([acme.id, full.id]) == before
    assert not db.session.scalar(select(func.count()).select_from(ImportFormer))


def test_who_comes_back_is_brought_up_to_date_and_an_empty_cell_leaves_what_is_there() -> None:
    reason, seats, agreed = (
        a_field("Reason"),
        a_field("Seats", FieldKind.NUMBER),
        a_field("Agreed", FieldKind.LONG_TEXT),
    )
    gone = a_client("Gone", tax_id="2")
    write(gone, {reason.id: "price", seats.id: Decimal(1), agreed.id: "No bell."})
    archived(gone)
    before = answers_of([gone.id])
    act = chosen(staged("Company,Tax ID,Reason,Seats,Agreed\nGone,2,moved,,Bell.\n"), Duplicates.RESTORE)
    assert answers_of([gone.id])[gone.id] == {reason.id: "moved", seats.id: Decimal(1), agreed.id: "No bell.\nBell."}
    assert count_parties(PartyCriteria(q="moved")) == 1
    undone(act)
    assert answers_of([gone.id]) == before
    assert count_parties(PartyCriteria(q="moved")) == 0


def test_what_somebody_wrote_by_hand_meanwhile_is_counted_no_more() -> None:
    reason, acme = a_field("Reason"), a_client("Acme", tax_id="1")
    run = staged("Company,Tax ID,Reason\nAcme,1,moved\n")
    assert counts_of(run).fill == 1
    write(acme, {reason.id: "price"})
    look_again(run.id)
    assert counts_of(import_run(run.id)).fill == 0


def test_a_person_s_card_gets_nothing_that_only_companies_have() -> None:
    branches = a_field("Branches", whose=Whose.COMPANY)
    a_person("Ada", "Bianchi", email="ada@example.com")
    run = staged("Company,Email,Branches\nAcme,ada@example.com,3\n")
    assert counts_of(run).fill == 0
    assert written(named("Ada Bianchi"), branches) is None


@pytest.mark.parametrize("name", ["Acme", "Bravo"])
def test_a_list_is_not_taken_back_once_somebody_has_written_in_a_field_of_it(name: str) -> None:
    reason = a_field("Reason")
    a_client("Acme", tax_id="1")
    act = chosen(staged("Company,Tax ID,Reason\nAcme,1,moved\nBravo,2,moved\n"), Duplicates.FILL)
    write(named(name), {reason.id: "price"})
    with pytest.raises(StillUsed):
        undo_act(act.id, by=SYSTEM)


def test_what_stood_in_a_field_that_is_gone_is_not_put_back() -> None:
    reason, seats = a_field("Reason"), a_field("Seats", FieldKind.NUMBER)
    acme = a_client("Acme", tax_id="1")
    act = chosen(staged("Company,Tax ID,Reason,Seats\nAcme,1,moved,3\n"), Duplicates.FILL)
    delete_field(reason.id, 1, a_key(), by=SYSTEM)
    retire_field(seats.id, a_key(), by=SYSTEM)
    undone(act)
    assert answers_of([acme.id]) == {}
