"""What came of an import: wrong rows to put right, what was done to those on file, and the way back."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.directory.importing import wrong_rows
from app.domain.history.models import Act, Deed
from app.domain.parties.models import Party, PartyStatus
from tests.blueprints.imports.desk import how_many, preview_of
from tests.domain.directory.importing.workbooks import a_workbook
from tests.support.builders import a_client, archived
from tests.support.rows import all_rows
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor

WRONG = (
    'Company,Email,Notes\nAcme,a@example.com,"=1+1, two\nlines"\nBravo,nobody,\n\n'
    "'=Ciao,who,\"'=2+2\"\nDelta\nEcho,e@example.com,Tea,More,=cmd\n"
)


def wrong_rows_of(visitor: Visitor, import_id: int = 1) -> list[list[str]]:
    response = visitor.client.get(f"/imports/{import_id}/wrong-rows.csv")
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    return list(csv.reader(StringIO(response.get_data(as_text=True).removeprefix("\ufeff"), newline="")))


def test_wrong_rows_go_out_with_their_line_and_reason_and_nothing_that_a_spreadsheet_would_run(marta: Visitor) -> None:
    preview = preview_of(marta, WRONG)
    assert preview.find("//a[contains(@href, '/wrong-rows.csv')]")
    assert wrong_rows_of(marta) == [
        ["Company", "Email", "Notes", "Line", "Reason"],
        ["Bravo", "nobody", "", "4", "Email: “nobody” is no email address."],
        ["'=Ciao", "who", "'=2+2", "6", "Email: “who” is no email address."],
        ["Delta", "", "", "7", "Cells: 1 instead of 3."],
        ["Echo", "e@example.com", "Tea", "8", "Cells: 5 instead of 3.", "More", "'=cmd"],
    ]


def test_they_go_out_in_batches_in_the_language_of_the_reader(
    app: Flask, marta: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrong_rows, "BATCH", 2)
    preview_of(marta, WRONG)
    assert [row[0] for row in wrong_rows_of(marta)[1:]] == ["Bravo", "'=Ciao", "Delta", "Echo"]


def test_what_was_put_right_comes_in_under_the_same_columns(marta: Visitor) -> None:
    preview_of(marta, "Company,Email\nBravo,nobody\n")
    text = marta.client.get("/imports/1/wrong-rows.csv").get_data(as_text=True).replace("nobody", "b@example.com", 1)
    assert preview_of(marta, text).says("1 row is new.")


def test_of_a_workbook_too(marta: Visitor) -> None:
    preview_of(marta, a_workbook(["Company", "Tax ID", "Email"], ["Acme", 12345678901, "nobody"]))
    assert wrong_rows_of(marta)[1][:4] == ["Acme", "12345678901", "nobody", "2"]


def test_an_import_without_wrong_rows_offers_none(marta: Visitor) -> None:
    assert not preview_of(marta, "Company\nAcme\n").find("//a[contains(@href, '/wrong-rows')]")
    assert wrong_rows_of(marta) == [["Company", "Line", "Reason"]]


def duplicates_of(visitor: Visitor) -> Answer:
    """The preview of a list with somebody on file, somebody in the Archive, and somebody new."""
    a_client("Alfa", tax_id="1")
    archived(a_client("Beta", tax_id="2", city="Milano"))
    return preview_of(visitor, "Company,Tax ID,City\nAlfa,1,Torino\nBeta,2,Roma\nGamma,3,Pisa\n")


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("skip", ["1 client is taken over.", "2 duplicates were left out."]),
        ("fill", ["1 client is taken over.", "1 client on file was completed from the list.", "1 duplicate was left"]),
        ("create", ["3 clients are taken over.", "2 of them have something in common with somebody on file."]),
        ("restore", ["1 client is taken over.", "1 client was restored and brought up to date.", "1 duplicate was"]),
    ],
)
def test_what_becomes_of_duplicates_is_chosen_with_its_numbers_and_answered_with_them(
    marta: Visitor, choice: str, said: list[str]
) -> None:
    preview = duplicates_of(marta)
    assert preview.says(
        "What becomes of the 2 duplicates?", "Complete 1 client on file", "Take over 2 duplicates as well"
    )
    assert preview.says("Restore 1 client and bring it up to date", "Who is in the Archive stays there.")
    form = preview.form("take_over")
    assert form.values["duplicates"] == "skip"
    done = form.submit(duplicates=choice).follow()
    assert done.says(*said)
    act = marta.get("acts.show", act_id=db.session.scalars(select(Act.id).where(Act.deed == Deed.IMPORT)).one())
    assert act.says(*said)
    beta = db.session.scalars(select(Party).where(Party.name == "Beta", Party.tax_id == "2").order_by(Party.id)).first()
    assert beta and (beta.status is PartyStatus.ACTIVE) == (choice == "restore")


def test_who_was_archived_meanwhile_brings_the_preview_back_with_the_new_numbers(marta: Visitor) -> None:
    form = duplicates_of(marta).form("take_over")
    archived(db.session.scalars(select(Party).where(Party.name == "Alfa")).one())
    before = how_many(Party)
    answer = form.submit(duplicates="restore")
    assert answer.status == 409
    assert answer.says("What is on file has changed since you looked.", "Restore 2 clients and bring them up to date")
    assert how_many(Party) == before


@pytest.mark.parametrize("choice", ["nonsense", ""])
def test_what_is_no_choice_leaves_the_duplicates_out(marta: Visitor, choice: str) -> None:
    assert duplicates_of(marta).form("take_over").submit(duplicates=choice).follow().says("2 duplicates were left out.")


def test_the_preview_says_which_numbers_are_kept_and_that_no_status_is(marta: Visitor) -> None:
    preview = preview_of(marta, "Company,Our number,Status\nAcme,C-0070,archived\n")
    assert preview.says("1 brings its number along, which is kept; the next one that is given is C-0071.")
    assert preview.says("nobody is archived by a list.")
    assert not preview.says("left out: Status")


def test_an_import_is_taken_back_from_its_page(marta: Visitor) -> None:
    before = how_many(Party)
    done = preview_of(marta, "Company,Contact\nAcme,Ada Bianchi\n").form("take_over").submit().follow()
    assert done.says("it can be taken back as a whole")
    undone = done.form("undo_import").submit().follow()
    assert undone.says("Taken back: 2 records are no longer on file.", "To bring the list in after all")
    assert not undone.find("//*[@id='undo_import']")
    assert how_many(Party) == before
    assert marta.get("imports.new").says("taken back")


def test_and_from_the_page_of_its_act_once(marta: Visitor) -> None:
    preview_of(marta, "Company\nAcme\n").form("take_over").submit()
    (act_id,) = [act.id for act in db.session.scalars(select(Act).where(Act.deed == Deed.IMPORT))]
    page = marta.get("acts.show", act_id=act_id)
    undone = page.form("/undo").submit().follow()
    assert undone.says("Taken back")
    assert not undone.find("//form[contains(@action, '/undo')]")


def test_who_was_touched_is_named_with_a_link_on_both_pages_and_nothing_is_done(marta: Visitor) -> None:
    done = preview_of(marta, "Company\nAlfa\nBeta\n").form("take_over").submit().follow()
    form = done.form("undo_import")
    alfa = db.session.scalars(select(Party).where(Party.name == "Alfa")).one()
    act_id = db.session.scalars(select(Act.id).where(Act.deed == Deed.IMPORT)).one()
    on_act = marta.get("acts.show", act_id=act_id).form("/undo")
    archived(alfa)
    before = all_rows()
    for answer in (form.submit(), on_act.submit()):
        assert answer.status == 409
        assert answer.find(f"//main//a[@href='{marta.url('clients.show', party_id=alfa.id)}']")
        assert "It cannot be taken back" in answer.text or "Why it cannot be taken back" in answer.text
    assert [name for name, rows in all_rows().items() if rows != before[name]] in ([], ["login_session"])
    page = marta.get("imports.show", import_id=1)
    assert page.says("It cannot be taken back: 1 of those that it concerns was changed or used since.")
    assert not page.find("//*[@id='undo_import']")


def test_what_was_never_taken_over_cannot_be_taken_back(marta: Visitor) -> None:
    preview_of(marta, "Company\nAcme\n")
    before = all_rows()
    assert marta.post("imports.undo", import_id=1).status == 422
    assert [name for name, rows in all_rows().items() if rows != before[name]] in ([], ["login_session"])


def test_the_pages_ask_the_database_little_however_long_the_list_is(marta: Visitor) -> None:
    counted = []
    for rows in (2, 120):
        clients = [a_client(f"On file {rows}-{n}", tax_id=f"{rows}0{n}") for n in range(2)]
        text = "Company,Tax ID,City,Our number\n" + "".join(f"{c.name},{c.tax_id},Rome,\n" for c in clients)
        preview = preview_of(marta, text + "".join(f"New {rows}-{n},,,K{rows}-{n}\n" for n in range(rows)))
        with count_statements() as statements:
            marta.get_url(preview.path)
        preview.form("take_over").submit(duplicates="fill")
        with count_statements() as after:
            marta.get_url(preview.path)
        counted.append((len(statements), len(after)))
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 14
