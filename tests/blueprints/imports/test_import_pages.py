"""The pages of an import, as the front desk sees them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.directory.importing import creating
from app.domain.directory.importing.models import ImportRow, ImportRun
from app.domain.directory.importing.runs import forget_old_runs
from app.domain.files.models import StoredFile
from app.domain.parties.models import ClientRole, Party
from app.worker.loop import work_off
from tests.blueprints.imports.desk import how_many, preview_of, sent, upload
from tests.domain.directory.importing.lists import INSTITUTIONS, SAMPLE, blobs, staged, taken
from tests.support.builders import a_client, archived
from tests.support.visitor import Answer, Visitor

SMALL = (
    "Company,Contact,Email,Country,Colour\nAlfa,Ada Bianchi,a@example.com,Ruritania,red\nBeta,,,,\nGamma,,nobody,,\n"
)


def look(visitor: Visitor, url: str, *, htmx: str | None = None) -> Answer:
    """The page at an address with a query."""
    path, _, query = url.partition("?")
    return visitor.open("GET", path, query=dict(parse_qsl(query)), htmx=htmx)


def test_the_sample_comes_in_with_a_thousand_new_clients_and_one_duplicate(marta: Visitor) -> None:
    before = how_many(Party)
    preview = preview_of(marta, SAMPLE)
    assert preview.says(
        "1,000 rows are new.", "Take over 1,000 clients", "All rows 1,001", "Duplicates 1", "Wrong rows 0"
    )
    assert how_many(Party) == before
    done = preview.form("take_over").submit()
    assert done.leads_to("imports.show", import_id=1)
    done = done.follow()
    assert done.says("1,000 clients are taken over.", "1 duplicate was left out.", "of row 1,000")
    assert done.rows() == ["Durham LLC"]
    assert how_many(Party) == before + 2000


def test_the_polish_list_comes_in_with_fifty_new_clients(marta: Visitor) -> None:
    preview = preview_of(marta, INSTITUTIONS)
    assert preview.says("50 rows are new.", "LICEUM OGÓLNOKSZTAŁCACE", "Grodzisk Wielkopolski")
    assert preview.form("take_over").submit().follow().says("50 clients are taken over.")


def test_a_list_may_be_of_prospects(marta: Visitor) -> None:
    answer = upload(marta, "Company\nAlfa\n", client_role="prospect")
    work_off()
    answer.follow().form("take_over").submit()
    assert db.session.scalars(select(Party.client_role).filter_by(name="Alfa")).one() is ClientRole.PROSPECT


def test_the_page_follows_the_reading_and_stops_when_it_is_done(marta: Visitor) -> None:
    page = sent(marta, SMALL)
    assert page.says("Reading list.csv", "Look again")
    (polled,) = page.find("//*[@id='import_run']")
    assert polled.get("hx-trigger") == "every 700ms"
    still = marta.get("imports.show", import_id=1, htmx="import_run")
    assert not still.is_whole
    assert still.find("//*[@hx-trigger]")
    work_off()
    ready = marta.get("imports.show", import_id=1, htmx="import_run")
    assert ready.says("2 rows are new.")
    assert not ready.find("//*[@hx-trigger]")


def test_a_list_of_which_nothing_was_left_out_shows_all_of_it_afterwards(marta: Visitor) -> None:
    whole = preview_of(marta, "Company\nDelta\nEpsilon\n").form("take_over").submit().follow()
    assert whole.find("//table//*[normalize-space(.)='Delta']")
    rest = preview_of(marta, SMALL).form("take_over").submit().follow()
    assert rest.find("//table//*[normalize-space(.)='Gamma']"), "who was left out is who is looked for"
    assert not rest.find("//table//*[normalize-space(.)='Alfa']")


def test_the_page_follows_the_taking_over_of_a_long_list(marta: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creating, "PIECE", 1)
    page = preview_of(marta, SMALL).form("take_over").submit().follow()
    assert page.says("Taking over list.csv", "0 of 3", "Look again")
    assert not page.says("Discard")
    assert not page.says("clients are taken over.")
    assert page.find("//*[@id='import_run']/@hx-trigger")
    assert marta.get("imports.new").says("being taken over")
    work_off()
    done = marta.get("imports.show", import_id=1, htmx="import_run")
    assert done.says("2 clients are taken over.")
    assert not done.find("//*[@hx-trigger]")


def test_rows_that_are_staged_again_meanwhile_are_no_error(marta: Visitor) -> None:
    preview_of(marta, SMALL).form("countries").submit(**{"country[ruritania]": "SM"})
    assert marta.get("imports.show", import_id=1, htmx="import_rows").status == 200


def test_the_preview_says_of_each_row_what_it_is(marta: Visitor) -> None:
    archived(a_client("Alfa Europe", email="a@example.com"))
    preview = preview_of(marta, SMALL)
    assert preview.says("“nobody” is no email address.", "same email", "Archived")
    assert preview.says("Restore 1 client and bring it up to date")
    assert preview.says("One column is left out: Colour.")
    client = db.session.scalars(select(Party).filter_by(name="Alfa Europe")).one()
    assert preview.find(f"//a[@href='{marta.url('clients.show', party_id=client.id)}']")
    wrong = look(marta, "/imports/1?show=wrong", htmx="import_rows")
    assert wrong.rows() == ["Gamma"]
    nonsense = look(marta, f"/imports/1?show=nonsense&after={10**30}&before=x")
    assert nonsense.rows() == ["Alfa", "Beta", "Gamma"]


def test_rows_are_paged(marta: Visitor) -> None:
    preview_of(marta, SAMPLE)
    first = marta.get("imports.show", import_id=1)
    assert len(first.rows()) == 50
    second = look(marta, first.find("//a[@rel='next']")[0].get("href"))
    assert len(second.rows()) == 50
    assert not set(second.find("//tr/@id")) & set(first.find("//tr/@id"))
    back = look(marta, second.find("//a[@rel='prev']")[0].get("href"))
    assert back.rows() == first.rows()


def test_unknown_countries_are_asked_on_the_preview(marta: Visitor) -> None:
    preview = preview_of(marta, SMALL)
    assert preview.says("Which country is this?", "Ruritania")
    form = preview.form("countries")
    answer = form.submit(**{"country[ruritania]": "SM"})
    work_off()
    assert not answer.follow().says("Which country is this?")
    assert db.session.scalars(select(ImportRow.country).filter_by(number=1)).one() == "SM"


def test_somebody_registered_meanwhile_brings_the_preview_back_with_the_new_numbers(marta: Visitor) -> None:
    preview = preview_of(marta, SMALL)
    a_client("Quite another", email="a@example.com")
    before = how_many(Party)
    answer = preview.form("take_over").submit()
    assert answer.status == 409
    assert answer.says("The list has changed since you looked: 1 client is new now.", "Take over 1 client")
    assert how_many(Party) == before
    assert answer.form("take_over").submit().follow().says("1 client is taken over.")


def test_a_double_click_takes_over_once(marta: Visitor) -> None:
    form = preview_of(marta, SMALL).form("take_over")
    answers = [form.submit(), form.submit()]
    assert [answer.status for answer in answers] == [303, 303]
    assert len(db.session.scalars(select(Party).filter_by(name="Alfa")).all()) == 1


def test_the_same_form_sent_twice_is_one_import(marta: Visitor) -> None:
    form = marta.get("imports.new").form("import_form")
    for _ in range(2):
        data = {**form.values.to_dict(), "file": (BytesIO(SMALL.encode()), "list.csv")}
        assert marta.open("POST", marta.url("imports.new"), data=data).leads_to("imports.show", import_id=1)
    assert how_many(ImportRun) == 1


def test_what_is_no_list_is_refused_at_the_field_and_nothing_is_kept(marta: Visitor) -> None:
    for content in (b"", b"PK\x03\x04" + bytes(500), b"1,2,3\n4,5,6\n"):
        answer = upload(marta, content)
        assert answer.status == 422
        assert answer.errors()
    data = marta.get("imports.new").form("import_form").values.to_dict()
    assert marta.open("POST", marta.url("imports.new"), data=data).errors()[0] == "Choose a file."
    assert (how_many(ImportRun), how_many(StoredFile), blobs()) == (0, 0, [])


def test_a_list_is_discarded_and_so_is_its_double_click(marta: Visitor) -> None:
    form = preview_of(marta, SMALL).form("/discard")
    assert form.submit().follow().says("list.csv is discarded.")
    assert form.submit().leads_to("imports.new")
    assert (how_many(ImportRun), how_many(ImportRow), how_many(StoredFile)) == (0, 0, 0)


def test_who_left_finds_the_list_again(marta: Visitor, luca: Visitor) -> None:
    preview_of(marta, SMALL)
    page = luca.get("imports.new")
    assert page.says("list.csv", "Marta Wójcik", "waits to be taken over")
    assert page.find(f"//a[@href='{luca.url('imports.show', import_id=1)}']")


def test_a_month_after_a_take_over_the_page_says_that_the_rows_are_no_longer_kept(marta: Visitor) -> None:
    preview_of(marta, "Company\nAlfa\n").form("take_over").submit()
    run = db.session.scalars(select(ImportRun)).one()
    run.created_at = clock.now() - timedelta(days=31)
    forget_old_runs()
    db.session.commit()
    page = marta.get("imports.show", import_id=run.id)
    assert page.says("1 client is taken over.", "The rows of a file are kept for a month.")
    assert not page.says("No such row")
    assert "1 row" not in page.text
    assert look(marta, f"/imports/{run.id}?show=new", htmx="import_rows").says("kept for a month")


def test_an_import_that_is_none_is_not_found(marta: Visitor) -> None:
    assert marta.get("imports.show", import_id=4711).status == 404


def test_a_portal_user_knows_of_no_import(carla: Visitor, marta: Visitor) -> None:
    preview_of(marta, SMALL)
    assert carla.get("imports.new").status == 404
    assert carla.get("imports.show", import_id=1).status == 404


def test_the_rail_says_that_importing_is_a_part_of_clients(marta: Visitor) -> None:
    assert marta.get("imports.new").texts("//a[@aria-current='page' and contains(@class, 'rail')]") == ["Clients"]


NASTY = (
    "Company,Tax ID,REA,KRS,Registration number,Address,Address 2,Website,Notes\n"
    f"Nasty S.r.l.,IT1,{'1' * 50},{'2' * 50},{'3' * 50},{'Via ' * 45},{'Int. ' * 38},https://acme..it,Tea\n"
)


@pytest.mark.parametrize("source", [NASTY, SAMPLE, INSTITUTIONS], ids=["nasty", "sample", "institutions"])
def test_who_was_taken_over_can_be_edited_without_touching_a_field(marta: Visitor, source: Path | str) -> None:
    taken(staged(source))
    newest = db.session.scalars(select(Party.id).where(Party.number.is_not(None)).order_by(Party.id.desc()).limit(8))
    for party_id in newest.all():
        answer = marta.get("clients.edit", party_id=party_id).form("/edit").submit()
        assert answer.status == 303, answer.text


def test_what_has_no_room_in_its_column_stands_in_the_notes(marta: Visitor) -> None:
    taken(staged(NASTY))
    party = db.session.scalars(select(Party).where(Party.tax_id == "IT1")).one()
    assert (len(party.registration_id) <= 60, len(party.street) <= 200, party.website) == (True, True, "")
    for lost in ("2" * 50, "3" * 50, "Int. Int.", "https://acme..it", "Tea"):
        assert lost in party.notes


def test_a_list_can_be_discarded_while_it_is_being_read(marta: Visitor) -> None:
    page = sent(marta, SMALL)
    assert page.says("Reading list.csv")
    assert page.form("/discard").submit().follow().says("list.csv is discarded.")
    assert work_off() == 1  # the job finds nothing left to read
    assert [how_many(table) for table in (ImportRun, ImportRow, StoredFile)] == [0, 0, 0]


def test_accounts_and_second_numbers_of_a_list_are_left_out_and_the_page_says_so(marta: Visitor) -> None:
    page = preview_of(marta, "Company,Second number,Customer ledger account\nDelta,S-0009,10009\n")
    assert page.says("Columns with second numbers and ledger accounts are not taken: the office gives its own.")
    page.form("take_over").submit()
    delta = db.session.scalars(select(Party).where(Party.name == "Delta")).one()
    assert (delta.second_number, delta.customer_account, delta.notes) == (None, None, "")
