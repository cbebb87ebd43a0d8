"""Every page, and every page in the middle of things, against WCAG 2.2 AA, in light and in dark.

A tab also fails when a page complains in the console or breaks the Content-Security-Policy: see ``tab``.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app import create_app
from app.domain.accounts.permissions import StaffRole
from config import TestConfig
from tests.browser.census import EVERYBODY, places
from tests.browser.support import Login, Site, Violation, listening, tab
from tests.support.builders import PASSWORD, a_login
from tests.support.databases import Databases, disconnect

Axe = Callable[..., list[Violation]]

COLOURS = ["color-contrast", "link-in-text-block"]


@pytest.fixture
def empty_office(databases_of: Callable[[str], Databases], tmp_path: Path) -> Iterator[Site]:
    """A desk on its first day: one admin, and nobody on file."""
    database = databases_of("sqlite").fresh()
    app = create_app(TestConfig, DATABASE_URL=database, INSTANCE_PATH=str(tmp_path / "first-day"))
    with app.app_context():
        a_login("luca@portico.example.com", "Luca Prandi", StaffRole.ADMIN)
    with listening(app) as address:
        yield Site(address, app, [Login("admin", "luca@portico.example.com", PASSWORD)])
    disconnect(app)


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_page_breaks_wcag_in_light_or_dark(role: str, page: Page, site: Site, axe: Axe) -> None:
    if role != "nobody":
        site.sign_in(page, role)
    wrong = []
    for place in places(site, role):
        answer = page.goto(place.url)
        assert answer is not None
        assert answer.status == 200, place
        wrong += in_both_themes(page, place.endpoint, axe)
    assert not wrong, "\n".join(wrong)


def test_no_page_of_an_empty_office_breaks_wcag(browser: Browser, empty_office: Site, axe: Axe) -> None:
    wrong = []
    with tab(browser, empty_office, javascript=True) as page:
        empty_office.sign_in(page, "admin")
        for url in ("/", "/clients", "/clients?q=nobody", "/archive", "/settings/staff", "/clients/import"):
            page.goto(url)
            wrong += in_both_themes(page, url, axe)
    assert not wrong, "\n".join(wrong)


def in_both_themes(page: Page, name: str, axe: Axe) -> list[str]:
    """What the page breaks, a line each. In the dark only colours are looked at again: nothing else changes."""
    page.emulate_media(color_scheme="light")
    page.evaluate("scrollTo(0, 0)")  # what is half under a bar that stays is no smaller for it
    found = [f"{name}: {violation}" for violation in axe(page)]
    page.emulate_media(color_scheme="dark")
    return found + [f"{name} in the dark: {violation}" for violation in axe(page, COLOURS)]
