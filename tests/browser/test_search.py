"""The search over everything is worked without leaving the keyboard."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import go, without_leaving
from tests.browser.support import Site


@pytest.fixture
def search(page: Page, site: Site) -> Locator:
    """Marta at the list of clients, with the focus in the search."""
    site.sign_in(page, "staff")
    go(page, "/clients")
    page.keyboard.press("/")
    return page.get_by_role("combobox", name="Search everything")


def panel(page: Page) -> Locator:
    return page.get_by_role("listbox", name="What is found")


def test_arrows_choose_and_enter_opens(page: Page, search: Locator) -> None:
    search.press_sequentially("caff")
    everything = panel(page).get_by_role("option", name="All that is found for “caff”")
    expect(everything).to_be_visible()  # before that, the panel shows what one worked on last
    option = panel(page).get_by_role("option", name="Caffè Perù S.r.l. C-0005")
    expect(search).to_have_attribute("aria-expanded", "true")
    search.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(search).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    search.press("ArrowUp")
    expect(everything).to_have_attribute("aria-selected", "true")
    search.press("ArrowDown")
    search.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Caffè Perù S.r.l.")


def test_an_exact_number_opens_by_enter_alone(page: Page, search: Locator) -> None:
    search.press_sequentially("C-0007")
    expect(panel(page).get_by_role("option", selected=True)).to_contain_text("Dźwięk i Cisza Sp. z o.o.")
    search.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dźwięk i Cisza Sp. z o.o.")


def test_what_was_chosen_among_other_answers_is_not_opened(page: Page, search: Locator) -> None:
    search.press_sequentially("C-0007")
    expect(panel(page).get_by_role("option", selected=True)).to_be_visible()
    search.press_sequentially("xyz", delay=0)
    search.press("Enter")
    page.wait_for_url("**/search?q=C-0007xyz")


def test_escape_closes_and_what_answers_later_stays_away(page: Page, search: Locator) -> None:
    expect(panel(page)).to_be_visible()
    search.press_sequentially("caff", delay=0)
    search.press("Escape")
    expect(search).not_to_be_focused()
    expect(panel(page)).to_be_hidden()
    page.wait_for_load_state("networkidle")
    expect(panel(page)).to_be_hidden()
    expect(search).to_have_attribute("aria-expanded", "false")


def test_a_find_is_opened_with_the_mouse_too(page: Page, search: Locator) -> None:
    search.press_sequentially("renata")
    panel(page).get_by_role("option", name="Renata Lis").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Renata Lis")


def test_on_a_phone_an_icon_leads_to_the_search_and_the_answers_come_while_one_types(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    site.sign_in(page, "staff")
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="Search").click()
    field = page.get_by_role("main").get_by_role("searchbox", name="Search everything")
    expect(field).to_be_focused()
    with without_leaving(page):
        field.press_sequentially("caff", delay=30)
        expect(page.get_by_role("main").get_by_role("link", name="Caffè Perù S.r.l.")).to_be_visible()
        expect(page).to_have_url(f"{site.address}/search?q=caff")


def test_without_a_script_enter_leads_to_the_page(page_without_js: Page, site: Site) -> None:
    site.sign_in(page_without_js, "staff")
    page_without_js.goto("/clients")
    field = page_without_js.get_by_role("textbox", name="Search everything")
    field.fill("caff")
    field.press("Enter")
    expect(page_without_js.get_by_role("main").get_by_role("link", name="Caffè Perù S.r.l.")).to_be_visible()
