"""What stands before the decimals of a list: its numbers tell it, or somebody says it once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.directory.importing.choosing import NO_SIGN, choose_sheet, look_at_sheet, map_columns
from app.domain.directory.importing.columns import Field
from app.domain.directory.importing.decimals import DecimalSign
from app.domain.directory.importing.mapping import fields_of_run
from app.domain.directory.importing.models import ImportMapping, ImportRun, RunState
from app.domain.directory.importing.queries import import_run
from app.domain.directory.importing.staging import stage
from app.domain.errors import RuleViolation
from app.domain.history.models import SYSTEM
from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.custom_fields.queries import Definition
from tests.domain.directory.importing.lists import begun, counts, row, taken, why_wrong
from tests.domain.directory.importing.own import named
from tests.domain.directory.importing.workbooks import a_workbook
from tests.support.own_fields import a_field, written

pytestmark = pytest.mark.usefixtures("app")


def read(source: str | bytes, *, may_ask: bool = True) -> ImportRun:
    """A list as the worker leaves it, which asks where somebody has to say something."""
    run_id = begun(source)
    stage(run_id, may_ask=may_ask)
    return import_run(run_id)


def numbers(run: ImportRun, field: Definition) -> list[str | None]:
    return [row(run, n).own.get(str(field.id)) for n in range(1, run.rows_total + 1)]


@pytest.mark.parametrize(
    ("cells", "sign", "first"),
    [
        (("1,234", "12,50"), ",", "1.234"),
        (("1,234", "12.50"), ".", "1234"),
        (("1,234", "1.234.567"), ",", "1.234"),
        (("1,234", "1.234,5"), ",", "1.234"),
        (("1,234", "1,234.5"), ".", "1234"),
        (("1.234", "0.125"), ".", "1.234"),
        (("1.234", "x", "7,5"), ",", "1234"),
        (("1.234", "€ 1.235"), ",", "1234"),
    ],
)
def test_a_number_that_can_be_read_in_one_way_tells_how_the_others_are_read(
    cells: tuple[str, ...], sign: str, first: str
) -> None:
    seats = a_field("Seats", FieldKind.NUMBER)
    a_field("Deposit", FieldKind.MONEY)
    column = {True: "{};", False: ";{}"}
    rows = (f"Client {n};" + column["€" not in cell].format(cell) for n, cell in enumerate(cells))
    run = read("\n".join(["Company;Seats;Deposit", *rows]) + "\n")
    assert (run.state, run.decimal_sign) == (RunState.READY, sign)
    assert numbers(run, seats)[0] == first


@pytest.mark.parametrize("cells", [("12,50", "7.5"), ("12", "1 234"), ("x", "")])
def test_where_no_number_can_be_read_as_two_nothing_is_asked_nor_kept(cells: tuple[str, ...]) -> None:
    a_field("Seats", FieldKind.NUMBER)
    run = read("Company;Seats\n" + "".join(f"Client {n};{cell}\n" for n, cell in enumerate(cells)))
    assert (run.state, run.decimal_sign) == (RunState.READY, "")


@pytest.mark.parametrize("others", ["", "Bravo;12,50\nCiao;12.50\n"])
def test_a_list_that_does_not_tell_waits_until_somebody_says_it(others: str) -> None:
    seats = a_field("Seats", FieldKind.NUMBER)
    run = read(f"Company;Seats\nAcme;1,234\n{others}")
    assert (run.state, run.decimal_sign, run.rows_staged) == (RunState.MAPPING, DecimalSign.ASKED, 0)
    with pytest.raises(RuleViolation) as refused:
        map_columns(run.id, [Field.COMPANY, seats], by=SYSTEM)
    assert (refused.value.sentence.msgid, refused.value.field) == (NO_SIGN, "decimals")
    db.session.rollback()
    map_columns(run.id, [Field.COMPANY, seats], decimal_sign=DecimalSign.POINT, by=SYSTEM, in_background=False)
    db.session.commit()
    stage(run.id, may_ask=True)
    taken(import_run(run.id))
    assert written(named("Acme"), seats) == Decimal(1234)


def test_a_column_that_is_left_out_needs_no_sign() -> None:
    a_field("Seats", FieldKind.NUMBER)
    run = read("Company;Seats\nAcme;1,234\n")
    map_columns(run.id, [Field.COMPANY, None], by=SYSTEM, in_background=False)
    db.session.commit()
    stage(run.id, may_ask=True)
    assert import_run(run.id).state is RunState.READY


def test_what_somebody_said_is_remembered_unless_the_next_list_tells_otherwise() -> None:
    seats = a_field("Seats", FieldKind.NUMBER)
    run = read("Company;Seats\nAcme;1,234\n")
    map_columns(run.id, [Field.COMPANY, seats], decimal_sign=DecimalSign.POINT, by=SYSTEM)
    db.session.commit()
    assert db.session.scalars(select(ImportMapping.decimal_sign)).all() == ["."]
    again, other = read("Company;Seats\nBravo;1,234\n"), read("Company;Seats\nCiao;1,234\nDue;7,5\n")
    assert (again.state, numbers(again, seats)) == (RunState.READY, ["1234"])
    assert numbers(other, seats) == ["1.234", "7.5"]


def test_what_somebody_says_stands_above_what_the_list_tells() -> None:
    seats = a_field("Seats", FieldKind.NUMBER)
    run = read("Company;Seats\nAcme;1,234\nBravo;12,50\n")
    map_columns(run.id, fields_of_run(run), decimal_sign=DecimalSign.POINT, by=SYSTEM, in_background=False)
    db.session.commit()
    stage(run.id, may_ask=True)
    assert numbers(import_run(run.id), seats) == ["1234", "12.5"]


def test_where_nobody_can_be_asked_the_rows_are_wrong_and_say_so() -> None:
    a_field("Seats", FieldKind.NUMBER)
    run = read("Company;Seats\nAcme;1,234\nBravo;3\n", may_ask=False)
    assert counts(run) == (1, 0, 1)
    assert why_wrong(run, 1) == [("Seats", "“1,234” can be read as two numbers. Write 1234 or 1.2340.")]


def test_in_a_workbook_points_are_the_machine_s_and_only_what_people_type_is_asked_about() -> None:
    seats = a_field("Seats", FieldKind.NUMBER)
    machine = read(a_workbook(["Company", "Seats"], ["Acme", 1.234], ["Bravo", 0.5]))
    assert (machine.state, machine.decimal_sign, numbers(machine, seats)) == (RunState.READY, "", ["1.234", "0.5"])
    typed = read(a_workbook(["Company", "Seats"], ["Acme", "1,234"], ["Bravo", 1.234]))
    assert typed.state is RunState.MAPPING
    told = read(a_workbook(["Company", "Seats"], ["Acme", "1,234"], ["Bravo", "7,5"], ["Ciao", 1.234]))
    assert numbers(told, seats) == ["1.234", "7.5", "1.234"]


def test_another_sheet_is_looked_at_anew() -> None:
    a_field("Seats", FieldKind.NUMBER)
    run = read(a_workbook(One=[["Company", "Seats"], ["Acme", "1,234"]], Two=[["Company"], ["Bravo"]]))
    assert run.decimal_sign == DecimalSign.ASKED
    choose_sheet(run.id, look_at_sheet(run, "Two"))
    assert import_run(run.id).decimal_sign == ""
