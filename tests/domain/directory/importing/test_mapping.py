"""What the columns hold is guessed, said by hand, and remembered for the next list with these headers."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.directory.importing import choosing
from app.domain.directory.importing.choosing import (
    WrongColumn,
    choose_sheet,
    look_at_sheet,
    map_columns,
    samples_of_run,
)
from app.domain.directory.importing.columns import Field
from app.domain.directory.importing.mapping import suggested
from app.domain.directory.importing.models import ImportMapping, ImportRow, ImportRun, RunState
from app.domain.directory.importing.queries import import_run
from app.domain.directory.importing.reading import NO_HEADER
from app.domain.directory.importing.runs import receive, start_import
from app.domain.directory.importing.staging import stage
from app.domain.errors import RuleViolation
from app.domain.files.models import StoredFile
from app.domain.history.actions import new_key
from app.domain.history.models import SYSTEM
from app.domain.jobs.models import Job
from tests.domain.directory.importing.lists import SAMPLE, blobs, counts, lines, row, staged, taken
from tests.domain.directory.importing.workbooks import a_workbook
from tests.support.statements import count_statements

SPANISH = "Empresa;Ciudad;Color\nAcme;Sevilla;rojo\nBravo;Lugo;verde\n"


def uploaded(content: str | bytes) -> ImportRun:
    """What the upload of the page makes of a file: it may ask."""
    stream = BytesIO(content.encode() if isinstance(content, str) else content)
    run_id = start_import(receive(stream, name="list"), new_key(), by=SYSTEM, may_ask=True)
    db.session.commit()
    return import_run(run_id)


def said(run: ImportRun, *fields: Field | None) -> ImportRun:
    """The columns of a run, said and staged."""
    map_columns(run.id, fields, by=SYSTEM, in_background=False)
    db.session.commit()
    stage(run.id)
    return import_run(run.id)


def test_a_list_whose_columns_are_certain_is_read_at_once(app: Flask) -> None:
    for content in (SAMPLE.read_bytes(), "Company,City,Phone,Phone 2\nAcme,Rome,,\n"):
        assert uploaded(content).state is RunState.STAGING


@pytest.mark.parametrize(
    "header", ["Company,Colour", "City,Email", "Company,City,Town", "Empresa,Ciudad"],
    ids=["an unknown column", "nobody is named", "one thing twice", "nothing is known"],
)  # fmt: skip
def test_a_list_whose_columns_are_not_certain_waits_and_nothing_of_it_is_read(app: Flask, header: str) -> None:
    run = uploaded(f"{header}\nAcme{',Rome' * header.count(',')}\n")
    assert run.state is RunState.MAPPING
    assert not db.session.scalar(select(func.count()).select_from(Job))
    stage(run.id)
    assert not db.session.scalar(select(func.count()).select_from(ImportRow))


def test_what_was_said_by_hand_is_what_the_rows_hold(app: Flask) -> None:
    run = said(uploaded(SPANISH), Field.COMPANY, Field.CITY, Field.NOTED)
    assert [(line.name, line.city) for line in lines(run)] == [("Acme", "Sevilla"), ("Bravo", "Lugo")]
    assert row(run, 1).notes == "Color: rojo"
    assert taken(run).outcome["clients"] == 2


def test_the_next_list_with_these_headers_is_read_as_said_whatever_their_case(app: Flask) -> None:
    said(uploaded(SPANISH), Field.COMPANY, Field.CITY, None)
    again = uploaded("EMPRESA;ciudad;Cólor\nCiao;Vigo;azul\n")
    assert again.state is RunState.STAGING
    stage(again.id)
    assert [(line.name, line.city) for line in lines(again)] == [("Ciao", "Vigo")]
    # Also where nobody could be asked.
    assert counts(staged("Empresa;Ciudad;Color\nDelta;Vigo;azul\n")) == (1, 0, 0)
    assert uploaded("Empresa;Ciudad\nAcme;Vigo\n").state is RunState.MAPPING


def test_what_was_said_last_counts_and_the_rows_are_read_again_with_it(app: Flask) -> None:
    run = said(uploaded(SPANISH), Field.CITY, Field.COMPANY, None)
    assert [line.name for line in lines(run)] == ["Sevilla", "Lugo"]
    run = said(run, Field.COMPANY, Field.CITY, None)
    assert ([line.name for line in lines(run)], run.passes) == (["Acme", "Bravo"], 3)
    assert db.session.scalars(select(ImportMapping.fields)).all() == [["company", "city", None]]


@pytest.mark.parametrize(
    ("fields", "sentence", "place"),
    [
        ([Field.COMPANY, Field.CITY, Field.CITY], choosing.TWICE, 2),
        ([Field.COMPANY, Field.COMPANY, None], choosing.TWICE, 1),
        ([None, Field.CITY, None], choosing.NO_NAME, None),
        ([Field.COMPANY], choosing.OTHERS, None),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_remembered(
    app: Flask, fields: list[Field | None], sentence: str, place: int | None
) -> None:
    run = uploaded(SPANISH)
    with pytest.raises(RuleViolation) as refused:
        map_columns(run.id, fields, by=SYSTEM)
    db.session.rollback()
    assert refused.value.sentence.msgid == sentence
    assert (refused.value.place if isinstance(refused.value, WrongColumn) else None) == place
    assert import_run(run.id).state is RunState.MAPPING
    assert not db.session.scalar(select(func.count()).select_from(ImportMapping))


def test_what_several_columns_may_hold_they_may(app: Flask) -> None:
    run = uploaded("A;B;C;D\nAcme;1;2;Ada\n")
    said(run, Field.COMPANY, Field.PHONE, Field.PHONE, Field.LAST_NAME)
    assert (row(run, 1).phone, row(run, 1).contact_phone) == ("1", "2")


def test_a_second_column_of_one_thing_is_offered_a_place_in_the_notes(app: Flask) -> None:
    assert suggested(uploaded("Company,City,Town\nAcme,Rome,Pisa\n")) == [Field.COMPANY, Field.CITY, Field.NOTED]


def test_columns_are_said_before_a_list_is_taken_over_and_not_while_it_is_read(app: Flask) -> None:
    run = uploaded("Company\nAcme\n")
    for sentence in (choosing.READING, choosing.TAKEN):
        with pytest.raises(RuleViolation) as refused:
            map_columns(run.id, [Field.COMPANY], by=SYSTEM)
        assert refused.value.sentence.msgid == sentence
        stage(run.id)
        taken(run)


def test_a_column_shows_three_of_its_values_and_the_run_keeps_none(app: Flask) -> None:
    run = uploaded("Company,Colour\nA,red\nB,red\nC,\nD,blue\nE,green\nF,grey\n")
    assert samples_of_run(run) == [["A", "B", "C"], ["red", "blue", "green"]]
    assert "red" not in str(run.columns)


def test_where_nobody_can_be_asked_a_list_without_names_is_refused_and_not_kept(app: Flask) -> None:
    with pytest.raises(RuleViolation) as refused:
        staged("City,Email\nRome,a@example.com\n")
    assert refused.value.sentence.msgid == NO_HEADER
    db.session.rollback()
    assert blobs() == []
    assert not db.session.scalar(select(func.count()).select_from(StoredFile))


def test_another_sheet_is_read_and_its_columns_are_asked(app: Flask) -> None:
    book = a_workbook(Clients=[["Company"], ["Acme"]], Suppliers=[["Firma", "Colour"], ["Bravo", "red"], ["Ciao", ""]])
    run = uploaded(book)
    stage(run.id)
    assert (run.sheet, run.sheets, counts(run)) == ("Clients", ["Clients", "Suppliers"], (1, 0, 0))
    choose_sheet(run.id, look_at_sheet(run, "Suppliers"))
    db.session.commit()
    assert (run.state, run.sheet, run.rows_total, counts(run)) == (RunState.MAPPING, "Suppliers", 2, (0, 0, 0))
    run = said(run, Field.COMPANY, None)
    assert [line.name for line in lines(run)] == ["Bravo", "Ciao"]


def test_a_sheet_that_is_none_is_refused(app: Flask) -> None:
    run = staged(a_workbook(["Company"], ["Acme"]))
    with pytest.raises(RuleViolation):
        look_at_sheet(run, "Other")


def test_to_say_what_columns_hold_takes_as_many_statements_however_many_rows_there_were(app: Flask) -> None:
    counted = []
    for how_many in (2, 200):
        run = said(uploaded(f"Empresa {how_many}\n" + "".join(f"Client {n}\n" for n in range(how_many))), Field.COMPANY)
        with count_statements() as statements:
            map_columns(run.id, [Field.COMPANY], by=SYSTEM)
        counted.append(len(statements))
        db.session.commit()
    assert counted[0] == counted[1] <= 6
