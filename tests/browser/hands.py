"""What people do with a page, by the words that they read on it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote_plus

from playwright.sync_api import Locator, Page, expect

from tests.browser.support import Login, Site


def go(page: Page, url: str) -> None:
    """Go to a page, and wait until it is drawn: keys pressed before its first picture may get lost."""
    page.goto(url)
    page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def names(page: Page) -> Locator:
    """The names in a list, row by row."""
    return page.locator(".list .row__name")


def search(page: Page, text: str, *, enter: bool = False) -> None:
    """Type into the search above a list, letter by letter, until the answer stands. Without a script, Enter asks."""
    field = page.get_by_role("search", name="Filter the list").get_by_role("searchbox")
    field.fill("")
    field.press_sequentially(text, delay=30)
    if enter:
        field.press("Enter")
    # A row that is ticked before the answer comes is another row after it.
    expect(page).to_have_url(re.compile(rf"[?&]q={re.escape(quote_plus(text))}(&|$)"))


def row_of(page: Page, name: str) -> Locator:
    """The row of a list that bears this name."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def tick(page: Page, *names: str) -> None:
    """Tick the boxes of rows."""
    for name in names:
        page.get_by_role("checkbox", name=f"Select {name}", exact=True).check()


def dialog(page: Page) -> Locator:
    """The question that stands on the page or over it."""
    return page.locator("#dialog dialog[open]")


def ask(page: Page, button: str) -> Locator:
    """Press a button of the bulk bar or of a card; the question that it opens."""
    page.locator("main").get_by_role("button", name=button).or_(
        page.locator("main").get_by_role("link", name=button, exact=True)
    ).first.click()
    expect(dialog(page)).to_be_visible()
    return dialog(page)


def message(page: Page) -> Locator:
    """What was said last at the foot of the page."""
    return page.locator("#flashes [data-flash]").last


def come_in(page: Page, site: Site, login: Login) -> None:
    """Sign in with what is given, whether it works or not."""
    page.goto(site.url("auth.login"))
    page.get_by_label("Email").fill(login.email)
    page.get_by_label("Password", exact=True).fill(login.password)
    page.get_by_role("button", name="Sign in").click()


def focused(page: Page) -> Locator:
    """Where the focus is."""
    return page.locator("*:focus")


@contextmanager
def without_leaving(page: Page) -> Iterator[None]:
    """The page is changed in parts: it is never left, nor fetched again as a whole."""
    page.evaluate("window.isTheSamePage = true")
    yield
    assert page.evaluate("window.isTheSamePage === true"), "the whole page was fetched again"


def query(page: Page) -> str:
    """What the address asks for."""
    return re.sub(r"^[^?]*\??", "", page.url)
