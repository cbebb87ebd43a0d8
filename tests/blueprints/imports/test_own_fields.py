"""Fields of the office's own on the pages of an import: chosen for a column, told when wrong, and when missing."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from app.db import db
from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.models import Party
from app.worker.loop import work_off
from tests.blueprints.imports.desk import preview_of, upload
from tests.blueprints.imports.test_results import wrong_rows_of
from tests.support.own_fields import a_field, written
from tests.support.visitor import Visitor


def acme() -> Party:
    return db.session.scalars(select(Party).where(Party.name == "Acme")).one()


def test_a_column_is_said_to_hold_a_field_and_the_card_has_it(marta: Visitor) -> None:
    why = a_field("Motivo perdita")
    page = upload(marta, "Company,Colour\nAcme,price\n").follow().follow()
    assert page.texts("//select[@id='column-1']/optgroup[last()]/option") == ["Motivo perdita"]
    preview = page.form("columns_form").submit(**{"column-1": "field.motivo_perdita"})
    work_off()
    preview = preview.follow()
    assert not preview.says("left out")
    assert marta.get("imports.columns", import_id=1).form("columns_form").values["column-1"] == why.known_as
    preview.form("take_over").submit()
    assert written(acme(), why) == "price"
    assert marta.get("clients.show", party_id=acme().id).says("Motivo perdita", "price")


def test_where_the_office_has_no_fields_none_are_offered(marta: Visitor) -> None:
    page = upload(marta, "Company,Colour\nAcme,price\n").follow().follow()
    assert "Fields of the office’s own" not in page.text


def test_a_field_in_two_columns_is_refused_beside_the_second(marta: Visitor) -> None:
    a_field("Motivo perdita")
    form = upload(marta, "Company,A,B\nAcme,x,y\n").follow().follow().form("columns_form")
    answer = form.submit(**{"column-1": "field.motivo_perdita", "column-2": "field.motivo_perdita"})
    (wrong,) = answer.find("//*[@aria-invalid='true']")
    assert (answer.status, wrong.get("name")) == (422, "column-2")
    assert answer.form("columns_form").values["column-1"] == "field.motivo_perdita"


def test_a_wrong_cell_is_named_in_the_preview_with_its_column(marta: Visitor) -> None:
    a_field("Seats", FieldKind.NUMBER)
    preview = preview_of(marta, "Company,Seats\nAcme,many\nBravo,3\n")
    assert preview.says("Seats: “many” is no number. Write it as 1234.5 or 1234,5.", "1 row is new.")
    assert "Seats: “many” is no number." in wrong_rows_of(marta)[1][-1]


def test_what_is_required_and_missing_is_said_before_it_is_taken_over(marta: Visitor) -> None:
    a_field("Heard of us", is_required=True)
    preview = preview_of(marta, "Company,Heard of us\nAcme,\nBravo,web\n")
    assert preview.says("1 new row says nothing of “Heard of us”, which is required.")
    preview.form("take_over").submit()
    assert acme().number
    assert not marta.get("imports.show", import_id=1).says("which is required")


def test_a_number_that_could_be_two_is_asked_about_on_the_page_of_the_columns(marta: Visitor) -> None:
    seats = a_field("Seats", FieldKind.NUMBER)
    upload(marta, 'Company,Seats\nAcme,"1,234"\n')
    work_off()
    answer = marta.get("imports.show", import_id=1)
    assert answer.leads_to("imports.columns", import_id=1)
    form = answer.follow().form("columns_form")
    assert "One of the numbers can be read as two" in form.submit().errors()[0]
    assert form.submit(decimals=",").status == 303
    work_off()
    preview = marta.get("imports.show", import_id=1)
    assert preview.says("1 row is new.", "Numbers are read with a comma before decimals.")
    assert marta.get("imports.columns", import_id=1).form("columns_form").values["decimals"] == ","
    preview.form("take_over").submit()
    assert written(acme(), seats) == Decimal("1.234")


def test_what_stands_before_decimals_is_asked_only_where_there_are_numbers(marta: Visitor) -> None:
    page = upload(marta, "Company,Colour\nAcme,red\n").follow().follow()
    assert "decimals" not in page.form("columns_form").values
    a_field("Seats", FieldKind.NUMBER)
    page = marta.get("imports.columns", import_id=1)
    assert page.texts("//select[@name='decimals']/option")[0] == "As the numbers of the list show"
