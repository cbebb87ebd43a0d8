"""The real lists come in by the page: the file, a look at it, the take-over. Without a script: ``test_done_path``."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.worker.loop import work_off
from tests.browser.hands import names
from tests.browser.support import Site
from tests.domain.directory.importing.workbooks import a_workbook

DATA = Path(__file__).resolve().parent.parent / "data"


@pytest.mark.parametrize(
    ("file", "new", "duplicates"), [("customers-1000.csv", "1,000", "1"), ("klienci-excel.csv", "50", "0")]
)
def test_a_real_list_comes_in(page: Page, site: Site, file: str, new: str, duplicates: str) -> None:
    site.sign_in(page, "staff")
    page.goto("/clients")
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("File", exact=True).set_input_files(DATA / file)
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    with site.app.app_context():
        work_off()
    page.goto(page.url)
    expect(page.get_by_role("main")).to_contain_text(f"{new} rows are new.")
    expect(page.get_by_role("link", name=re.compile("^Duplicates"))).to_contain_text(duplicates)
    page.get_by_role("button", name=f"Take over {new} clients").click()
    expect(page.get_by_role("main")).to_contain_text(f"{new} clients are taken over.")
    page.get_by_role("link", name="Show the clients").click()
    expect(names(page)).to_have_count(50)


def test_a_workbook_with_columns_of_its_own_comes_in_and_is_taken_back(page: Page, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "lista.xlsx"
    file.write_bytes(a_workbook(Una=[["Empresa", "Ciudad"], ["Acme Ibérica", "Sevilla"]], Otra=[["Firma"], ["Nadie"]]))
    site.sign_in(page, "staff")
    page.goto("/clients/import")
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url(re.compile(r"/imports/\d+/columns$"))
    page.get_by_label("Empresa").select_option(label="Company")
    page.get_by_label("Ciudad").select_option(label="Company")
    page.get_by_role("button", name="Read the rows").click()
    expect(page.get_by_text("Another column holds this already.")).to_be_visible()
    page.get_by_label("Ciudad").select_option(label="City")
    page.get_by_role("button", name="Read the rows").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    with site.app.app_context():
        work_off()
    page.goto(page.url)
    page.get_by_role("button", name="Take over 1 client").click()
    expect(page.get_by_role("main")).to_contain_text("1 client is taken over.")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("main")).to_contain_text("Taken back")
    page.goto("/clients?q=Acme+Iberica")
    expect(names(page)).to_have_count(0)
