"""Who is on file already, whatever their status, or stands in an earlier row, does not come in twice."""

from __future__ import annotations

import pytest
from flask import Flask

from app.db import db
from app.domain.directory.importing import staging
from app.domain.directory.importing.models import RowState
from app.domain.directory.importing.queries import Show
from tests.domain.directory.importing.lists import A_LIST, counts, lines, staged
from tests.support.builders import a_client, a_contact, a_person, archived
from tests.support.statements import count_statements

HEADER = "Company,Tax ID,Customer Id,Email\n"


@pytest.mark.parametrize(
    ("on_file", "cells", "same"),
    [
        ({"tax_id": "IT 0441-779.0013"}, "Acme,it04417790013,,", "same tax ID"),
        ({"previous_number": "K-17"}, "Acme,,K-17,", "same previous number"),
        ({"email": "Info@Acme.example.com"}, "Acme,,,INFO@acme.example.com", "same email"),
    ],
)
def test_a_row_that_shares_an_id_or_the_email_with_a_client_is_its_duplicate(
    app: Flask, on_file: dict[str, str], cells: str, same: str
) -> None:
    client = a_client("Quite Another Name", **on_file)
    run = staged(f"{HEADER}{cells}\nBravo,,,\n")
    assert counts(run) == (1, 1, 0)
    (duplicate,) = lines(run, Show.DUPLICATE)
    assert duplicate.duplicate_of and duplicate.duplicate_of.id == client.id
    assert duplicate.duplicate_of.label == f"Quite Another Name ({client.number})"
    assert duplicate.matched and duplicate.matched.msgid == same


def test_an_archived_client_counts_too_and_is_named_as_archived(app: Flask) -> None:
    archived(a_client("Acme", tax_id="123"))
    (duplicate,) = lines(staged(f"{HEADER}Acme Europe,1-2-3,,\n"), Show.DUPLICATE)
    assert duplicate.duplicate_of and duplicate.duplicate_of.is_archived


def test_a_shared_name_is_a_hint_and_names_the_archived_too(app: Flask) -> None:
    archived(a_client("Caffè Perù"))
    run = staged(f"{HEADER}CAFFE PERU,,,\nBravo,,,\nbravo,,,\n")
    assert counts(run) == (3, 0, 0)
    first, _, third = lines(run)
    assert first.namesake and first.namesake.is_archived
    assert (third.namesake, third.namesake_row) == (None, 2)


def test_a_contact_s_email_makes_a_duplicate_of_the_client_before_the_person(app: Flask) -> None:
    client = a_client("Acme", email="anna@acme.example.com")
    a_contact(client, "Anna", "Neri", email="anna@acme.example.com")
    (duplicate,) = lines(staged(f"{HEADER}Acme Europe,,,anna@acme.example.com\n"))
    assert duplicate.duplicate_of and duplicate.duplicate_of.id == client.id


def test_a_person_without_a_role_counts_too(app: Flask) -> None:
    person = a_person("Ada", "Bianchi", email="ada@example.com")
    (duplicate,) = lines(staged("First name,Last name,Email\nA.,Bianchi,ada@example.com\n"))
    assert duplicate.duplicate_of and duplicate.duplicate_of.id == person.id


def test_a_client_on_file_comes_before_an_earlier_row(app: Flask) -> None:
    client = a_client("Acme", email="a@example.com")
    run = staged(f"{HEADER}One,7,,\nTwo,7,,a@example.com\n")
    assert lines(run)[1].duplicate_of and lines(run)[1].duplicate_of_row is None
    assert lines(run)[1].duplicate_of.id == client.id  # type: ignore[union-attr]


def test_a_wrong_row_is_nobody_s_original(app: Flask) -> None:
    run = staged(f"{HEADER}Acme,7,,nobody\nAcme,7,,a@example.com\n")
    assert [line.state for line in lines(run)] == [RowState.WRONG, RowState.NEW]


def test_empty_ids_are_not_the_same(app: Flask) -> None:
    a_client("On file")
    assert counts(staged(f"{HEADER}Acme,,,\nBravo,,,\nCiao,-,n/a,-\n")) == (3, 0, 0)


def test_an_earlier_row_is_found_within_a_piece_and_across_pieces(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "PIECE", 3)
    run = staged(HEADER + "".join(f"Client {n},{n % 4},,\n" for n in range(10)))
    assert [line.duplicate_of_row for line in lines(run)] == [None, None, None, None, 1, 2, 3, 4, 1, 2]


def test_to_stage_a_piece_takes_as_many_statements_however_many_rows_it_has(app: Flask) -> None:
    taken = []
    for how_many in (10, 400):
        with count_statements() as statements:
            staged(A_LIST(how_many))
        taken.append(len(statements))
    assert taken[0] == taken[1]
    db.session.rollback()
