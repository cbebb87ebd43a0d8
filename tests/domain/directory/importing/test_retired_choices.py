"""Choices that are offered no longer: a list says them of a card that has them already, and of nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.directory.exporting.columns import heads_of
from app.domain.directory.exporting.csv_file import csv_of
from app.domain.directory.exporting.queries import batches_of
from app.domain.directory.importing.models import Duplicates
from app.domain.directory.importing.queries import import_run
from app.domain.directory.importing.taking import look_again
from app.domain.directory.importing.updating import DuplicateCounts, counts_of
from app.domain.history.models import SYSTEM
from app.domain.parties.custom_fields.definitions import ChoiceDraft, FieldDraft, edit_field
from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.custom_fields.queries import Definition, custom_field, custom_fields
from app.domain.parties.models import Party
from tests.domain.directory.importing.lists import counts, row, staged, taken, why_wrong
from tests.domain.directory.importing.own import chosen
from tests.support.builders import a_client, a_key, archived
from tests.support.own_fields import a_field, write, written
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("app")

GONE = "“Fair” is offered no longer. Cards that have it keep it; no other card is given it."


def retired(field: Definition, word: str) -> Definition:
    """The field, with this choice retired."""
    words = tuple(ChoiceDraft(one.word, one.id, one.is_retired or one.word == word) for one in field.choices)
    draft = FieldDraft(field.name, field.kind, choices=words)
    edit_field(field.id, draft, field.version, a_key(), by=SYSTEM)
    db.session.commit()
    return custom_field(field.id)


def heard(kind: FieldKind = FieldKind.CHOICE) -> tuple[Definition, dict[str, int]]:
    field = a_field("Heard of us", kind, "Friend", "Fair", "Web")
    return field, {choice.word: choice.id for choice in field.choices}


@pytest.mark.parametrize("kind", [FieldKind.CHOICE, FieldKind.CHOICES])
def test_a_list_that_goes_out_comes_in_again_as_it_was_though_a_choice_was_retired(kind: FieldKind) -> None:
    field, words = heard(kind)
    acme, bravo = a_client("Acme"), a_client("Bravo", tax_id="2")
    said = (words["Fair"], words["Web"]) if kind is FieldKind.CHOICES else words["Fair"]
    for client in (acme, bravo):
        write(client, {field.id: said})
    retired(field, "Fair")
    heads = heads_of(custom_fields())
    run = staged(b"".join(csv_of([head.words for head in heads], batches_of(select(Party.id), custom_fields()))))
    assert (counts(run), counts_of(run)) == ((0, 2, 0), DuplicateCounts())
    assert [row(run, n).gives for n in (1, 2)] == [False, False]
    assert (written(acme, field), written(bravo, field)) == (said, said)


def test_one_who_has_it_not_is_not_given_it_and_the_row_says_why() -> None:
    field, words = heard()
    a_client("Acme", tax_id="1")
    has_another = a_client("Bravo", tax_id="2")
    write(has_another, {field.id: words["Web"]})
    retired(field, "Fair")
    run = staged("Company,Tax ID,Heard of us\nAcme,1,Fair\nBravo,2,fair\nNew,3,Fair\nNew again,3,Fair\nOther,4,Web\n")
    assert counts(run) == (1, 0, 4)
    assert [why_wrong(run, n) for n in (1, 2, 3, 4)] == [[("Heard of us", GONE)]] * 4
    assert row(run, 1).duplicate_of_id is None
    taken(run)
    assert written(has_another, field) == words["Web"]


def test_of_several_choices_only_those_that_the_card_has_may_be_retired() -> None:
    field, words = heard(FieldKind.CHOICES)
    acme = a_client("Acme", tax_id="1")
    write(acme, {field.id: (words["Fair"],)})
    field = retired(retired(field, "Fair"), "Friend")
    assert why_wrong(staged('Company,Tax ID,Heard of us\nAcme,1,"Friend, Fair"\n'), 1) == [
        ("Heard of us", GONE.replace("Fair", "Friend"))
    ]
    archived(acme)
    chosen(staged('Company,Tax ID,Heard of us\nAcme,1,"Fair, Web"\n'), Duplicates.RESTORE)
    assert written(acme, field) == (words["Fair"], words["Web"])


def test_a_duplicate_that_says_one_makes_no_second_card() -> None:
    field, words = heard()
    acme = a_client("Acme", tax_id="1")
    a_client("Bravo", tax_id="2")
    write(acme, {field.id: words["Fair"]})
    retired(field, "Fair")
    run = staged("Company,Tax ID,Heard of us\nAcme,1,Fair\nBravo,2,Web\n")
    assert counts_of(run).create == 1
    assert chosen(run, Duplicates.CREATE).outcome["clients"] == 1
    assert written(acme, field) == words["Fair"]


@pytest.mark.parametrize("choice", [Duplicates.FILL, Duplicates.RESTORE])
def test_one_that_was_taken_off_the_card_since_the_list_was_read_does_not_come_back(choice: Duplicates) -> None:
    field, words = heard()
    acme = a_client("Acme", tax_id="1")
    write(acme, {field.id: words["Fair"]})
    retired(field, "Fair")
    run = staged("Company,Tax ID,City,Heard of us\nAcme,1,Torino,Fair\n")
    write(acme, {field.id: None})
    if choice is Duplicates.RESTORE:
        archived(acme)
    look_again(run.id)
    assert chosen(import_run(run.id), choice).outcome.keys() & {"filled", "restored"}
    assert written(acme, field) is None


def test_who_has_what_is_asked_once_however_many_rows_name_it() -> None:
    field, words = heard()
    counted = []
    clients = [a_client(f"Client {n}", tax_id=f"1{n}") for n in range(20)]
    for client in clients:
        write(client, {field.id: words["Fair"]})
    retired(field, "Fair")
    for some in (clients[:1], clients):
        text = "Company,Tax ID,Heard of us\n" + "".join(f"{one.name},{one.tax_id},Fair\n" for one in some)
        with count_statements() as statements:
            run = staged(text)
        counted.append(len(statements))
        assert counts(run) == (0, len(some), 0)
    assert counted[0] == counted[1]
