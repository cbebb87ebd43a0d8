"""Every page against WCAG 2.2 AA, in light and in dark; and at every width, for ``test_layout`` goes on from there.

A tab also fails when a page complains in the console or breaks the Content-Security-Policy: see ``tab``.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.domain.accounts.permissions import StaffRole
from tests.browser.census import places
from tests.browser.looks import breaks_wcag, scrolls_sideways
from tests.browser.support import Login, Site, listening, tab
from tests.support.apps import disconnect, make
from tests.support.builders import PASSWORD, a_login
from tests.support.databases import Databases

PARTS = {"": slice(None), "first": slice(0, None, 2), "second": slice(1, None, 2)}


@pytest.fixture
def empty_office(databases_of: Callable[[str], Databases], tmp_path: Path) -> Iterator[Site]:
    """A desk on its first day: one admin, and nobody on file."""
    database = databases_of("sqlite").fresh()
    app = make(database, tmp_path / "first-day")
    login = Login("admin", "luca@portico.example.com", PASSWORD)
    with app.app_context():
        a_login(login.email, "Luca Prandi", StaffRole.ADMIN)
    with listening(app) as address:
        yield Site(address, app, [login])
    disconnect(app)


# An admin sees all that the staff sees: every second page by itself, since they are many.
@pytest.mark.parametrize(("role", "part"), [("admin", "first"), ("admin", "second"), ("portal", ""), ("nobody", "")])
def test_no_page_breaks_wcag_or_scrolls_sideways(role: str, part: str, page: Page, site: Site) -> None:
    if role != "nobody":
        site.sign_in(page, role)
    wrong = []
    for number, place in enumerate(places(site, role)[PARTS[part]]):
        answer = page.goto(place.url)
        assert answer is not None
        assert answer.status == 200, place
        wrong += breaks_wcag(page, place.endpoint, with_frame=number == 0)
        wrong += scrolls_sideways(page, place.endpoint)
    assert not wrong, "\n".join(wrong)


def test_no_page_of_an_empty_office_breaks_wcag(browser: Browser, empty_office: Site) -> None:
    wrong = []
    with tab(browser, empty_office, javascript=True) as page:
        empty_office.sign_in(page, "admin")
        for url in ("/", "/clients", "/clients?q=nobody", "/archive", "/settings/staff", "/clients/import"):
            page.goto(url)
            wrong += breaks_wcag(page, url)
    assert not wrong, "\n".join(wrong)
