"""Fields of the office's own go out with a list and come in again; what rows said of them is forgotten with them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.directory.exporting.columns import heads_of
from app.domain.directory.exporting.csv_file import csv_of
from app.domain.directory.exporting.queries import batches_of
from app.domain.directory.exporting.xlsx_file import xlsx_of
from app.domain.directory.importing.columns import Field
from app.domain.directory.importing.mapping import fields_of_run, name_of
from app.domain.directory.importing.models import (
    Duplicates,
    ImportFormer,
    ImportRow,
    RunState,
)
from app.domain.directory.importing.queries import import_run
from app.domain.directory.importing.runs import forget_old_runs
from app.domain.directory.importing.staging import stage
from app.domain.history.models import SYSTEM, Act, Event
from app.domain.lifecycle.anonymising import AnonymiseChoices, anonymise_party
from app.domain.parties.custom_fields.models import CustomValue, FieldKind, Whose
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.custom_fields.values import Value, answers_of
from app.domain.parties.models import ClientRole, Party
from tests.domain.directory.importing.lists import counts, staged, taken
from tests.domain.directory.importing.own import all_kinds, chosen, named, undone
from tests.domain.directory.importing.test_mapping import uploaded
from tests.support.builders import a_client, a_key, a_person, archived
from tests.support.own_fields import a_field, write
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("app")


# --- Out and in again ---


def written_in_all(fields: list[Definition]) -> list[dict[int, Value]]:
    """What two clients say in a field of every kind."""
    friend, brak = (choice.id for choice in fields[6].choices)
    rooms = tuple(choice.id for choice in fields[7].choices)
    first: list[Value] = [
        "=1+1, “so”", "=First.\n@Second.", Decimal("1.234"), Decimal("1234.50"), date(2026, 11, 23), False, brak, rooms,
        "https://example.com/?q=1,2", "+a@example.com", "+39 011 555 0101",
    ]  # fmt: skip
    second: list[Value] = [
        "'x", "-", Decimal("-1234.5"), Decimal(-7), None, True, friend, rooms[:1], None, None, "-12",
    ]  # fmt: skip
    return [
        {field.id: value for field, value in zip(fields, said, strict=True) if value is not None}
        for said in (first, second)
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_as_it_was(form: str) -> None:
    fields = [*all_kinds(), a_field("=Sum", whose=Whose.PERSON)]
    said = written_in_all(fields[:-1])
    clients = [a_client("Acme"), a_client("Bravo")]
    for client, answers in zip(clients, said, strict=True):
        write(client, answers)
    heads = heads_of(fields)
    batches = batches_of(select(Party.id), fields)
    file = b"".join(csv_of([head.words for head in heads], batches))
    if form == "xlsx":
        with xlsx_of(batches_of(select(Party.id), fields), heads) as book:
            file = book.read()
    for table in (CustomValue, Event, Party, Act):
        db.session.execute(db.delete(table))
    run = uploaded(file)
    assert (run.state, [name_of(field) for field in fields_of_run(run)][-12:]) == (
        RunState.STAGING,
        [field.known_as for field in fields],
    )
    stage(run.id)
    assert counts(import_run(run.id)) == (2, 0, 0)
    taken(import_run(run.id))
    assert answers_of([named("Acme").id, named("Bravo").id]) == {
        named("Acme").id: said[0], named("Bravo").id: said[1]
    }  # fmt: skip


def test_a_field_s_name_goes_out_as_no_formula_and_is_known_again(app: Flask) -> None:
    total = a_field("=Sum")
    file = b"".join(csv_of(["Company", "=Sum"], [[["Acme", "3"]]]))
    assert b",'=Sum" in file
    run = staged(file)
    assert fields_of_run(run) == [Field.COMPANY, total]
    assert run.columns[1]["header"] == "=Sum"


# --- What it costs, and what is forgotten ---


@pytest.mark.parametrize("choice", Duplicates)
def test_the_statements_do_not_grow_with_the_rows(choice: Duplicates) -> None:
    fields = [a_field("Reason"), a_field("Rooms", FieldKind.CHOICES, "A", "B"), a_field("Seats", FieldKind.NUMBER)]
    counted = []
    for how_many in (2, 40):
        clients = [a_client(f"On file {how_many}-{n}", tax_id=f"{how_many}0{n}") for n in range(how_many)]
        for client in clients:
            write(client, {fields[0].id: "price"})
        archived(*clients[: how_many // 2])
        rows = "".join(f'Client {n},{how_many}0{n},moved,"A, B",{n}\n' for n in range(how_many))
        new = "".join(f"New {how_many}-{n},,moved,A,{n}\n" for n in range(how_many))
        run_id = uploaded(f"Company,Tax ID,Reason,Rooms,Seats\n{rows}{new}").id
        with count_statements() as staging:
            stage(run_id)
        clock.zone()
        with count_statements() as taking:
            act = chosen(import_run(run_id), choice)
        with count_statements() as undoing:
            undone(act)
        counted.append((len(staging), len(taking), len(undoing)))
    assert counted[0] == counted[1]


def test_what_rows_said_is_forgotten_with_them() -> None:
    a_field("Reason", is_personal=True)
    taken(staged("Company,Reason\nAcme,moved\n"))
    with clock.frozen(clock.now() + timedelta(days=31)):
        forget_old_runs()
    assert not db.session.scalar(select(func.count()).select_from(ImportRow))


def test_who_is_anonymised_leaves_nothing_in_the_rows_nor_in_what_was_there_before() -> None:
    reason = a_field("Reason", is_personal=True)
    ada = a_person("Ada", "Bianchi", tax_id="9", client_role=ClientRole.CUSTOMER)
    write(ada, {reason.id: "ill"})
    archived(ada)
    chosen(staged("First name,Last name,Tax ID,Reason\nAda,Bianchi,9,divorced\n"), Duplicates.RESTORE)
    assert db.session.scalars(select(ImportFormer.own)).all() == [{str(reason.id): "ill"}]
    ada = named("Ada Bianchi")
    archived(ada)
    anonymise_party(ada.id, AnonymiseChoices("asked for it", ada.number or ""), a_key(), by=SYSTEM)
    db.session.commit()
    kept = [*db.session.scalars(select(ImportRow.own)), *db.session.scalars(select(ImportFormer.own))]
    assert (kept, answers_of([ada.id])) == ([], {})
