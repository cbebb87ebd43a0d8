"""A list is searched, sorted, narrowed and paged without the page being fetched anew, and its address says it all."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.hands import focused, names, query, search, without_leaving
from tests.browser.support import Site

PAUSE = 200  # ms without a letter, after which the list asks


@pytest.fixture
def clients(page: Page, site: Site) -> Page:
    """Marta at the list of clients."""
    site.sign_in(page, "staff")
    page.goto("/clients")
    return page


def test_a_client_is_found_after_the_second_letter(clients: Page) -> None:
    with without_leaving(clients):
        search(clients, "pe")
        expect(names(clients)).to_contain_text(["Caffè Perù S.r.l."])
        expect(clients.locator("#client_total")).to_have_text(re.compile(r"^1?\d clients$"))
    assert clients.url.endswith("?q=pe")
    expect(focused(clients)).to_have_value("pe")


def test_a_client_is_found_by_the_names_of_its_contacts(clients: Page) -> None:
    search(clients, "renata")
    expect(names(clients)).to_have_count(6)


def test_letters_typed_while_an_answer_is_under_way_are_kept(clients: Page) -> None:
    waiting: list[Route] = []
    clients.route("**/clients?q=ca", lambda route: waiting.append(route))
    clients.clock.install()
    clients.clock.pause_at(datetime.now(UTC) + timedelta(seconds=1))
    field = clients.get_by_role("searchbox", name="Find a client")
    with clients.expect_request("**/clients?q=ca"):
        field.press_sequentially("ca")
        clients.clock.run_for(PAUSE)
    field.press_sequentially("nt")
    with clients.expect_response("**/clients?q=ca"):
        waiting[0].continue_()
    expect(field).to_have_value("cant")
    with clients.expect_response("**/clients?q=cant"):
        clients.clock.run_for(PAUSE)
    clients.clock.resume()
    expect(names(clients)).to_have_text(["Cantiere Tre Ponti S.r.l."])
    expect(field).to_have_value("cant")
    expect(field).to_be_focused()


def test_a_letter_typed_while_the_list_changes_is_looked_for_too(clients: Page) -> None:
    """Between the new field's coming and htmx's noticing it."""
    clients.evaluate(
        """addEventListener("htmx:afterSwap", () => {
            const field = document.getElementById("list_search")
            field.value += "nt"
            field.dispatchEvent(new Event("input", { bubbles: true }))
        }, { once: true })"""
    )
    clients.get_by_role("searchbox", name="Find a client").press_sequentially("ca")
    expect(names(clients)).to_have_text(["Cantiere Tre Ponti S.r.l."])
    assert query(clients) == "q=cant"


def test_everything_about_a_list_changes_in_place(clients: Page) -> None:
    with without_leaving(clients):
        clients.get_by_role("link", name="Number", exact=True).click()
        clients.wait_for_url("**sort=number*")
        clients.get_by_role("link", name="Add filter").click()
        clients.get_by_role("dialog").get_by_label("Role").select_option("All roles")
        clients.get_by_role("dialog").get_by_role("button", name="Show").click()
        clients.wait_for_url("**role=any*")
        clients.get_by_role("link", name="25", exact=True).click()
        clients.wait_for_url("**per_page=25*")
        clients.get_by_role("link", name="Next page").click()
        clients.wait_for_url("**after=*")
        clients.get_by_role("link", name="Previous page").click()
        clients.wait_for_url("**before=*")
        clients.get_by_role("link", name="Remove the filter Role").click()
        expect(clients.locator(".chip")).to_have_count(0)
        search(clients, "zzzz")
        expect(clients.get_by_text("No client matches.")).to_be_visible()
        clients.get_by_role("link", name="Clear filters").last.click()
        expect(names(clients)).to_have_count(25)
    assert clients.url.endswith("/clients")


def test_the_archive_changes_in_place_too(clients: Page) -> None:
    clients.goto("/archive")
    with without_leaving(clients):
        search(clients, "vento")
        expect(names(clients)).to_have_text(["Studio Vento di Mare"])
        clients.get_by_role("link", name="Name", exact=True).click()
        clients.wait_for_url("**sort=name*")
    assert "q=vento" in clients.url


def test_the_tabs_of_a_card_change_in_place(clients: Page) -> None:
    names(clients).first.click()
    clients.wait_for_url("**/clients/*")
    with without_leaving(clients):
        clients.get_by_role("navigation", name="Sections").get_by_role("link", name="Contacts").click()
        clients.wait_for_url("**/contacts")
        expect(clients.locator(".tabs [aria-current]")).to_have_text(re.compile("Contacts"))
    clients.reload()
    expect(clients.locator(".tabs [aria-current]")).to_have_text(re.compile("Contacts"))
    clients.go_back()
    expect(clients.locator(".tabs [aria-current]")).to_have_text(re.compile("Overview"))


def test_back_forward_and_reload_keep_what_was_asked(clients: Page) -> None:
    search(clients, "lo")
    expect(names(clients)).to_have_count(3)
    found = names(clients).all_inner_texts()
    clients.get_by_role("link", name="Since").click()
    clients.wait_for_url("**sort=since*")
    sorted_by_date = names(clients).all_inner_texts()
    assert sorted(found) == sorted(sorted_by_date)
    names(clients).first.click()
    clients.wait_for_url(re.compile(r"/clients/\d+$"))
    clients.go_back()
    expect(names(clients)).to_have_text(sorted_by_date)
    expect(clients.get_by_role("searchbox", name="Find a client")).to_have_value("lo")
    clients.reload()
    expect(names(clients)).to_have_text(sorted_by_date)
    clients.go_back()
    expect(names(clients)).to_have_text(found)
    clients.go_forward()
    expect(names(clients)).to_have_text(sorted_by_date)


def test_the_second_page_has_an_address_that_can_be_shared(clients: Page) -> None:
    clients.goto("/clients?role=any&per_page=25")
    first = names(clients).all_inner_texts()
    clients.get_by_role("link", name="Next page").click()
    clients.wait_for_url("**after=*")
    expect(names(clients).first).not_to_have_text(first[0])
    second = names(clients).all_inner_texts()
    assert not set(first) & set(second)
    with clients.context.new_page() as shared:
        shared.goto(clients.url)
        assert names(shared).all_inner_texts() == second


def test_the_focus_stays_where_it_was_when_a_list_is_sorted_by_keyboard(clients: Page) -> None:
    clients.get_by_role("link", name="Number", exact=True).focus()
    clients.keyboard.press("Enter")
    clients.wait_for_url("**sort=number*")
    expect(clients.get_by_role("link", name="Number", exact=True)).to_be_focused()


def test_the_browser_keeps_nothing_of_what_was_seen(clients: Page) -> None:
    search(clients, "lo")
    expect(names(clients)).to_have_count(3)
    clients.get_by_role("link", name="Since").click()
    clients.wait_for_url("**sort=since*")
    names(clients).first.click()
    clients.get_by_role("navigation", name="Sections").get_by_role("link", name="Contacts").click()
    clients.wait_for_url("**/contacts")
    clients.go_back()
    expect(clients.locator(".tabs [aria-current]")).to_have_text(re.compile("Overview"))
    clients.go_back()
    expect(names(clients).first).to_be_visible()
    assert clients.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert clients.evaluate("caches.keys()") == []
