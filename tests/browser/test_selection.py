"""Rows are ticked one by one, in a range, all of a page, all that match; and nothing moves meanwhile."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import dialog, names, search, tick
from tests.browser.support import Site

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def clients(page: Page, site: Site) -> Page:
    """Marta at a list of all parties, 25 to the page."""
    site.sign_in(page, "staff")
    page.goto("/clients?role=any&per_page=25")
    expect(page.locator("[data-total]")).not_to_have_text("Counting…")
    return page


def boxes(page: Page) -> Locator:
    return page.locator("[data-pick]")


def test_the_bar_says_how_many_are_selected(clients: Page) -> None:
    bar = clients.get_by_role("group", name="What to do with the selection")
    expect(bar).to_be_hidden()
    for count, place in enumerate((0, 3, 7), 1):
        boxes(clients).nth(place).check()
        expect(bar).to_contain_text(f"{count} selected")
    boxes(clients).nth(3).uncheck()
    expect(bar).to_contain_text("2 selected")


def test_shift_and_a_click_tick_all_between(clients: Page) -> None:
    boxes(clients).nth(2).click()
    boxes(clients).nth(6).click(modifiers=["Shift"])
    expect(clients.locator("[data-pick]:checked")).to_have_count(5)
    boxes(clients).nth(4).click(modifiers=["Shift"])  # from the last one on, and it unticks
    expect(clients.locator("[data-pick]:checked")).to_have_count(2)


def test_the_box_above_says_all_some_or_none(clients: Page) -> None:
    head = clients.get_by_label("Select all on this page")
    boxes(clients).first.check()
    assert head.evaluate("box => box.indeterminate")
    head.check()
    expect(clients.locator("[data-pick]:checked")).to_have_count(25)
    assert not head.evaluate("box => box.indeterminate")
    head.uncheck()
    expect(clients.locator("[data-pick]:checked")).to_have_count(0)


def test_all_that_match_are_selected_across_pages(clients: Page) -> None:
    total = int(clients.locator("[data-total]").get_attribute("data-total") or 0)
    assert total > 25
    clients.get_by_label("Select all on this page").check()
    clients.get_by_role("button", name=f"Select all {total} that match").click()
    expect(clients.locator("[data-count]")).to_have_text(f"{total} selected")
    clients.get_by_role("button", name="Archive selected").click()
    expect(dialog(clients)).to_contain_text(f"Archive {total} clients?")


def test_it_is_no_longer_all_once_a_row_is_taken_out(clients: Page) -> None:
    clients.get_by_label("Select all on this page").check()
    clients.get_by_role("button", name="that match").click()
    boxes(clients).first.uncheck()
    expect(clients.locator("[data-count]")).to_have_text("24 selected")
    clients.get_by_role("button", name="Archive selected").click()
    expect(dialog(clients)).to_contain_text("Archive 24 clients?")


def test_another_search_begins_without_a_selection(clients: Page) -> None:
    boxes(clients).first.check()
    search(clients, "torino")
    expect(names(clients).first).to_have_text("Alba Chiara Eventi S.r.l.")
    expect(clients.locator("[data-pick]:checked")).to_have_count(0)


def test_a_reload_leaves_no_box_ticked(clients: Page) -> None:
    tick(clients, names(clients).first.inner_text())
    clients.reload()
    expect(names(clients).first).to_be_visible()
    expect(clients.locator("[data-pick]:checked")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_tick_moves_nothing(clients: Page, width: int) -> None:
    clients.set_viewport_size({"width": width, "height": 800})
    if width < 768:
        clients.get_by_role("button", name="Select", exact=True).click()
    before = places_of_rows(clients)
    boxes(clients).nth(1).check()
    assert places_of_rows(clients) == before
    clients.get_by_role("button", name="Clear").click()
    assert places_of_rows(clients) == before


def places_of_rows(page: Page) -> list[dict[str, float]]:
    return page.evaluate(
        "[...document.querySelectorAll('.row')].slice(0, 8).map(row => row.getBoundingClientRect())"
        ".map(({x, y, width, height}) => ({x, y, width, height}))"
    )
