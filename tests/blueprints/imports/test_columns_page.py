"""Where somebody says what the columns of a list hold, and which sheet is meant."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.domain.directory.importing.models import ImportMapping, ImportRow, ImportRun
from app.domain.parties.models import Party
from app.worker.loop import work_off
from tests.blueprints.imports.desk import how_many, preview_of, upload
from tests.domain.directory.importing.workbooks import a_workbook
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor

SPANISH = "Empresa;Ciudad;Estado\nAcme;Sevilla;rojo\nBravo;Lugo;verde\n"


def asked(visitor: Visitor, source: str | bytes) -> Answer:
    """The page of the columns, to which a list leads that is not certain."""
    answer = upload(visitor, source).follow()
    assert answer.leads_to("imports.columns", import_id=1)
    return answer.follow()


def test_a_list_with_columns_that_nobody_knows_asks_about_each_with_its_values(marta: Visitor) -> None:
    page = asked(marta, SPANISH)
    assert page.texts("//tbody//label") == ["Empresa", "Ciudad", "Estado"]
    assert page.says("Sevilla", "Lugo", "rojo", "Leave out")
    preview = page.form("columns_form").submit(**{"column-0": "company", "column-1": "city"})
    assert preview.leads_to("imports.show", import_id=1)
    work_off()
    preview = preview.follow()
    assert preview.says("2 rows are new.", "One column is left out: Estado.", "Sevilla")
    preview.form("take_over").submit()
    assert db.session.scalars(select(Party.city).where(Party.name == "Bravo")).one() == "Lugo"


def test_the_next_list_with_these_headers_goes_straight_to_the_preview_which_leads_back(marta: Visitor) -> None:
    asked(marta, SPANISH).form("columns_form").submit(**{"column-0": "company", "column-1": "city"})
    work_off()
    answer = upload(marta, SPANISH.replace("Acme", "Ciao")).follow()
    assert answer.says("Reading list.csv")
    work_off()
    preview = marta.get("imports.show", import_id=2)
    assert preview.rows() == ["Ciao", "Bravo"]
    page = marta.get_url(preview.find("//a[contains(@href, '/columns')]")[0].get("href"))
    form = page.form("columns_form")
    assert [form.values[f"column-{n}"] for n in range(3)] == ["company", "city", ""]
    form.submit(**{"column-0": "city", "column-1": "company"})
    work_off()
    assert marta.get("imports.show", import_id=2).rows() == ["Sevilla", "Lugo"]


def test_one_thing_in_two_columns_is_refused_beside_the_second(marta: Visitor) -> None:
    form = asked(marta, SPANISH).form("columns_form")
    answer = form.submit(**{"column-0": "company", "column-1": "city", "column-2": "city"})
    assert answer.status == 422
    (wrong,) = answer.find("//*[@aria-invalid='true']")
    assert wrong.get("name") == "column-2"
    assert answer.texts(f"//*[@id='{wrong.get('aria-describedby')}']") == ["Another column holds this already."]
    assert answer.form("columns_form").values["column-1"] == "city"
    assert (how_many(ImportMapping), how_many(ImportRow)) == (0, 0)


def test_a_list_in_which_nobody_is_named_is_refused_at_the_top(marta: Visitor) -> None:
    answer = asked(marta, SPANISH).form("columns_form").submit(**{"column-1": "city"})
    assert answer.status == 422
    assert "Say which column holds the name of the company" in answer.errors()[0]


def test_fields_that_are_none_are_left_out(marta: Visitor) -> None:
    asked(marta, SPANISH)
    answer = marta.post(
        "imports.map_them", {"column-0": "company", "column-1": "nonsense", "column-9": "city"}, import_id=1
    )
    assert answer.status == 303
    assert [column["field"] for column in db.session.scalars(select(ImportRun.columns)).one()] == [
        "company",
        None,
        None,
    ]


def test_another_sheet_of_a_workbook_is_chosen_on_the_page(marta: Visitor) -> None:
    book = a_workbook(Clienti=[["Ragione sociale"], ["Acme"]], Fornitori=[["Firma", "Colore"], ["Bravo", "blu"]])
    preview = preview_of(marta, book)
    assert preview.rows() == ["Acme"]
    page = marta.get("imports.columns", import_id=1)
    assert page.form("sheet_form").values["sheet"] == "Clienti"
    answer = page.form("sheet_form").submit(sheet="Fornitori")
    assert answer.leads_to("imports.columns", import_id=1)
    page = answer.follow()
    assert page.texts("//tbody//label") == ["Firma", "Colore"]
    page.form("columns_form").submit()
    work_off()
    assert marta.get("imports.show", import_id=1).rows() == ["Bravo"]


def test_a_sheet_that_is_none_is_refused_and_a_list_of_text_has_none(marta: Visitor) -> None:
    preview_of(marta, a_workbook(One=[["Company"], ["Acme"]], Two=[[1], [2]]))
    answer = marta.post("imports.sheet", {"sheet": "Three"}, import_id=1)
    assert (answer.status, len(answer.errors())) == (422, 1)
    assert marta.post("imports.sheet", {"sheet": "Two"}, import_id=1).status == 422
    assert db.session.scalars(select(ImportRun.sheet)).one() == "One"
    assert not preview_of(marta, "Company\nBravo\n").find("//*[@id='sheet_form']")


def test_a_list_that_is_taken_over_asks_no_more(marta: Visitor) -> None:
    preview_of(marta, "Company\nAcme\n").form("take_over").submit()
    assert marta.get("imports.columns", import_id=1).leads_to("imports.show", import_id=1)
    answer = marta.post("imports.map_them", {"column-0": "city"}, import_id=1)
    assert answer.status == 422


def test_the_page_asks_the_database_little_however_long_the_list_is(marta: Visitor) -> None:
    counted = []
    for how_long in (1, 300):
        upload(marta, f"Empresa {how_long}\n" + "Acme\n" * how_long)
        run_id = db.session.scalars(select(ImportRun.id).order_by(ImportRun.id.desc())).first()
        with count_statements() as statements:
            marta.get("imports.columns", import_id=run_id)
        counted.append(len(statements))
    assert counted[0] == counted[1] <= 10
