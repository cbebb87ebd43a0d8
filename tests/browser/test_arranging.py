"""A list is arranged as a person likes it: narrowed in a dialog, its columns chosen at its foot."""

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import names, query, without_leaving
from tests.browser.support import Site


@pytest.fixture
def clients(page: Page, site: Site) -> Page:
    """Marta at the list of clients."""
    site.sign_in(page, "staff")
    page.goto("/clients")
    return page


def heads(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("thead th").all_inner_texts()][2:]


def test_the_list_is_narrowed_in_a_dialog_and_its_address_says_nothing_else(clients: Page) -> None:
    with without_leaving(clients):
        clients.get_by_role("link", name="Add filter").click()
        dialog = clients.get_by_role("dialog")
        dialog.get_by_label("Country").select_option("Poland")
        dialog.get_by_label("City").press_sequentially("łód")
        expect(clients.locator("#city_names option")).to_have_count(1)
        expect(dialog).to_be_visible()
        dialog.get_by_label("City").fill("Łódź")
        dialog.get_by_role("button", name="Show").click()
        expect(dialog).to_be_hidden()
        expect(clients.locator(".chip")).to_have_count(2)
    assert parse_qs(query(clients)) == {"role": ["customer"], "country": ["PL"], "city": ["Łódź"]}
    expect(names(clients).first).to_be_visible()


def test_an_emptied_search_shows_everybody_again(clients: Page) -> None:
    everybody = names(clients).count()
    field = clients.get_by_role("searchbox", name="Find a client")
    field.press_sequentially("caffè perù")
    expect(names(clients)).to_have_count(1)
    field.fill("")
    expect(names(clients)).to_have_count(everybody)
    assert clients.url.endswith("/clients")


def test_columns_are_chosen_without_leaving_the_list_and_are_there_the_next_time(clients: Page) -> None:
    with without_leaving(clients):
        clients.get_by_role("button", name="Columns").click()
        menu = clients.locator("#columns_menu")
        menu.get_by_label("Email · Phone").uncheck()
        menu.get_by_label("Primary contact").check()
        menu.get_by_role("button", name="Show").click()
        expect(clients.get_by_role("columnheader", name="Primary contact")).to_be_visible()
    clients.reload()
    assert heads(clients) == ["City", "Tax ID", "Primary contact", "State", "Since"]
    clients.get_by_role("button", name="Columns").click()
    clients.get_by_role("button", name="As at first").click()
    expect(clients.get_by_role("columnheader", name="Primary contact")).to_have_count(0)


def test_with_all_columns_the_table_scrolls_and_the_page_does_not(clients: Page) -> None:
    clients.get_by_role("button", name="Columns").click()
    for box in clients.locator("#columns_menu input[type=checkbox]").all():
        box.check()
    clients.locator("#columns_menu").get_by_role("button", name="Show").click()
    expect(clients.get_by_role("columnheader", name="Portal")).to_have_count(1)
    clients.get_by_role("columnheader", name="Since").scroll_into_view_if_needed()
    expect(names(clients).first).to_be_in_viewport()
    assert clients.locator("td.row__main").first.evaluate("cell => cell.offsetWidth") >= 200
    assert clients.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    clients.get_by_role("button", name="Columns").click()
    clients.get_by_role("button", name="As at first").click()
    expect(clients.get_by_role("columnheader", name="Portal")).to_have_count(0)


def test_a_tag_is_put_on_two_ticked_clients(clients: Page) -> None:
    clients.locator("[data-pick]").nth(0).check()
    clients.locator("[data-pick]").nth(1).check()
    clients.locator(".bar__actions").get_by_role("button", name="More").click()
    clients.get_by_role("button", name="Add tag").click()
    dialog = clients.get_by_role("dialog")
    expect(dialog.get_by_label("Tag")).to_be_focused()
    clients.keyboard.type("Fiera")
    clients.keyboard.press("Enter")
    expect(clients.locator("#flashes")).to_contain_text("2 clients bear the tag “Fiera” now.")
    expect(dialog).to_be_hidden()
