"""The real lists come in by the page: the file, a look at what it holds, the take-over."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.worker.loop import work_off
from tests.browser.hands import names
from tests.browser.support import Site, tab

DATA = Path(__file__).resolve().parent.parent / "data"


@pytest.fixture(params=[True, False], ids=["with a script", "without a script"])
def desk(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    """Marta's tab, signed in."""
    with tab(browser, site, javascript=request.param) as page:
        site.sign_in(page, "staff")
        yield page


@pytest.mark.parametrize(
    ("file", "new", "duplicates"), [("customers-1000.csv", "1,000", "1"), ("klienci-excel.csv", "50", "0")]
)
def test_a_real_list_comes_in(desk: Page, site: Site, file: str, new: str, duplicates: str) -> None:
    desk.goto("/clients")
    desk.get_by_role("link", name="Import", exact=True).click()
    desk.get_by_label("File", exact=True).set_input_files(DATA / file)
    desk.get_by_role("button", name="Read the file").click()
    desk.wait_for_url(re.compile(r"/imports/\d+$"))
    with site.app.app_context():
        work_off()
    desk.goto(desk.url)
    expect(desk.get_by_role("main")).to_contain_text(f"{new} rows are new.")
    expect(desk.get_by_role("link", name=re.compile("^Duplicates"))).to_contain_text(duplicates)
    desk.get_by_role("button", name=f"Take over {new} clients").click()
    expect(desk.get_by_role("main")).to_contain_text(f"{new} clients are taken over.")
    desk.get_by_role("link", name="Show the clients").click()
    expect(names(desk)).to_have_count(50)
