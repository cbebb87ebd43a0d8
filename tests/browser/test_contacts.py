"""The grid of contacts: by keyboard, quickly, on a phone, and without a script."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import dialog, focused, message, without_leaving
from tests.browser.stage import id_of
from tests.browser.support import Site

AGNIESZKA, EWA = "Agnieszka Wiśniewska", "Ewa Nowak"


def open_grid(page: Page, site: Site) -> Page:
    site.sign_in(page, "staff")
    page.goto(site.url("clients.contacts", party_id=id_of(site, "Kancelaria Wiśniewska i Wspólnicy Sp. k.")))
    return page


@pytest.fixture
def grid(page: Page, site: Site) -> Page:
    """Marta at the contacts of a client who has six."""
    return open_grid(page, site)


def box(page: Page, label: str, whose: str):
    return page.get_by_role("checkbox", name=f"{label}, {whose}", exact=True)


def test_a_box_is_unticked_by_the_space_bar_keeps_the_focus_and_is_ticked_again_by_undo(grid: Page) -> None:
    with without_leaving(grid):
        box(grid, "Mail", AGNIESZKA).focus()
        grid.keyboard.press("Space")
        expect(box(grid, "Mail", AGNIESZKA)).not_to_be_checked()
        expect(box(grid, "Mail", AGNIESZKA)).to_be_focused()
        expect(grid.get_by_text("Gets it, but cannot open it in the portal: Mail item")).to_be_visible()
        message(grid).get_by_role("button", name="Undo").focus()
        grid.keyboard.press("Enter")
        expect(box(grid, "Mail", AGNIESZKA)).to_be_checked()
        expect(message(grid)).to_contain_text("Taken back")
    grid.reload()
    expect(box(grid, "Mail", AGNIESZKA)).to_be_checked()


def test_the_next_box_is_one_tab_away(grid: Page) -> None:
    box(grid, "Invoices", AGNIESZKA).press("Enter")
    expect(box(grid, "Invoices", AGNIESZKA)).not_to_be_checked()
    grid.keyboard.press("Tab")
    expect(focused(grid)).to_have_attribute("aria-label", f"Estimates, {AGNIESZKA}")


def test_ticks_in_quick_succession_are_all_kept(grid: Page) -> None:
    labels = ["Invoices", "Support", "Ticket", "Task", "Contract"]
    grid.evaluate(
        "names => names.forEach(name => document.querySelector(`[aria-label='${name}']`).click())",
        [f"{label}, {EWA}" for label in labels],
    )
    grid.wait_for_load_state("networkidle")
    grid.reload()
    for label in labels:
        expect(box(grid, label, EWA)).not_to_be_checked()


def test_what_one_has_is_applied_to_another_from_the_row_s_menu(grid: Page) -> None:
    box(grid, "Mail", EWA).click()
    expect(box(grid, "Mail", EWA)).not_to_be_checked()
    with without_leaving(grid):
        grid.get_by_role("button", name=f"More about {EWA}").click()
        grid.get_by_role("link", name="Apply to …").locator("visible=true").click()
        dialog(grid).get_by_role("checkbox", name=AGNIESZKA).check()
        dialog(grid).get_by_role("button", name="Apply", exact=True).click()
        expect(message(grid)).to_contain_text(f"1 contact has what {EWA} has now.")
        expect(box(grid, "Mail", AGNIESZKA)).not_to_be_checked()
    expect(grid.locator("#dialog dialog[open]")).to_have_count(0)


def test_on_a_phone_each_box_bears_its_word_in_one_of_two_groups(grid: Page) -> None:
    grid.set_viewport_size({"width": 390, "height": 800})
    row = grid.get_by_role("listitem").filter(has_text=AGNIESZKA)
    for group, label in (("Opens in the portal", "Mail"), ("Gets by email", "Mail item")):
        part = row.get_by_role("group", name=group)
        expect(part.get_by_text(group)).to_be_visible()
        expect(part.get_by_text(label, exact=True)).to_be_visible()
        assert (part.get_by_role("checkbox").first.bounding_box() or {})["height"] >= 44
    assert grid.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_a_script_a_tick_is_saved_and_taken_back_all_the_same(page_without_js: Page, site: Site) -> None:
    page = open_grid(page_without_js, site)
    box(page, "Mail", AGNIESZKA).click()
    expect(box(page, "Mail", AGNIESZKA)).not_to_be_checked()
    message(page).get_by_role("button", name="Undo").click()
    expect(box(page, "Mail", AGNIESZKA)).to_be_checked()
