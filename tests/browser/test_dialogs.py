"""A question opens over the page, takes the focus, gives it back, and never loses what was typed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import ask, dialog, message, names, row_of, tick
from tests.browser.scenes_of_dialogs import (
    archiving_one_from_its_row,
    archiving_what_a_colleague_has_changed,
    archiving_with_a_reason_that_is_too_long,
)
from tests.browser.stage import id_of
from tests.browser.support import Site


@pytest.fixture
def clients(page: Page, site: Site) -> Page:
    """Marta at the list of clients."""
    site.sign_in(page, "staff")
    page.goto("/clients")
    return page


def test_a_dialog_leaves_the_page_behind_it_where_it_was(clients: Page) -> None:
    row = row_of(clients, "Papà Lievito S.r.l.")
    row.scroll_into_view_if_needed()
    before = clients.evaluate("scrollY")
    row.hover()
    row.get_by_role("link", name="Archive").click()
    expect(dialog(clients)).to_be_visible()
    assert clients.evaluate("scrollY") == before
    clients.keyboard.press("Escape")
    expect(dialog(clients)).to_have_count(0)
    assert clients.evaluate("scrollY") == before


@pytest.mark.parametrize("way_out", ["Escape", "Cancel", "Close"])
def test_the_focus_goes_into_a_dialog_and_back_to_its_opener(clients: Page, way_out: str) -> None:
    tick(clients, "Caffè Perù S.r.l.")
    opener = clients.get_by_role("button", name="Archive selected")
    opener.focus()
    clients.keyboard.press("Enter")
    expect(dialog(clients)).to_be_visible()
    assert is_inside(clients)
    if way_out == "Escape":
        clients.keyboard.press("Escape")
    else:
        dialog(clients).get_by_role("button", name=way_out).or_(
            dialog(clients).get_by_role("link", name=way_out)
        ).click()
    expect(dialog(clients)).to_have_count(0)
    expect(opener).to_be_focused()
    expect(clients.locator("[data-pick]:checked")).to_have_count(1)


def test_tab_stays_inside_a_dialog(clients: Page, site: Site) -> None:
    archiving_one_from_its_row(clients, site)
    stops = set()
    for _ in range(12):
        clients.keyboard.press("Tab")
        assert is_inside(clients) or is_in_the_browsers_own_bars(clients)
        stops.add(clients.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
    assert len(stops) >= 4, stops


def test_a_dialog_that_is_asked_again_after_422_keeps_what_was_typed(clients: Page, site: Site) -> None:
    archiving_with_a_reason_that_is_too_long(clients, site)
    reason = dialog(clients).get_by_label("Reason")
    expect(reason).to_be_focused()
    assert len(reason.input_value()) == 301
    expect(reason).to_have_attribute("aria-invalid", "true")
    clients.keyboard.press("Escape")
    expect(dialog(clients)).to_have_count(0)
    assert clients.evaluate("document.activeElement.closest('.row, main') !== null")


def test_a_dialog_that_is_asked_again_after_409_keeps_what_was_typed_and_shows_the_new_numbers(
    clients: Page, site: Site
) -> None:
    archiving_what_a_colleague_has_changed(clients, site)
    question = dialog(clients)
    expect(question.get_by_label("Reason")).to_have_value("Season over")
    expect(question.locator(".error-summary")).to_be_focused()
    asked = question.get_by_role("heading").first.inner_text()
    count = asked.removeprefix("Archive ").removesuffix(" clients?")
    question.get_by_role("button", name=f"Archive {count} clients").click()
    expect(message(clients)).to_contain_text(f"{count} clients archived.")
    expect(dialog(clients)).to_have_count(0)


def test_a_dialog_over_a_card_changes_the_card_and_its_address_stays(clients: Page, site: Site) -> None:
    url = site.url("clients.show", party_id=id_of(site, "Sette Note Libreria S.a.s."))
    clients.goto(url)
    ask(clients, "Archive").get_by_role("button", name="Archive 1 client").click()
    expect(clients.locator(".banner")).to_contain_text("Archived on")
    expect(message(clients)).to_contain_text("Sette Note Libreria S.a.s. is archived.")
    assert clients.url == url
    ask(clients, "Restore").get_by_role("button", name="Restore 1 client").click()
    expect(clients.locator(".banner")).to_have_count(0)
    expect(message(clients)).to_contain_text("Sette Note Libreria S.a.s. is restored and active.")
    assert clients.url == url


def test_the_preview_leads_on_to_the_question_in_the_same_dialog(clients: Page) -> None:
    clients.goto("/archive")
    row_of(clients, "Studio Vento di Mare").get_by_role("link", name="Preview").click()
    expect(dialog(clients)).to_contain_text("Season over")
    dialog(clients).get_by_role("link", name="Restore").click()
    expect(dialog(clients)).to_contain_text("Restore Studio Vento di Mare?")
    expect(dialog(clients)).to_have_count(1)
    assert is_inside(clients)
    dialog(clients).get_by_role("button", name="Restore 1 client").click()
    expect(names(clients)).to_have_text(["Biuro Rachunkowe Kos Sp. j."])


def test_a_message_can_be_reached_while_a_dialog_is_open(clients: Page) -> None:
    tick(clients, "Caffè Perù S.r.l.")
    ask(clients, "Archive selected")
    clients.route("**/clients/archive", lambda route: route.fulfill(status=502, body="<p>Bad gateway"))
    dialog(clients).get_by_role("button", name="Archive 1 client").click()
    expect(message(clients)).to_contain_text("That did not work.")
    message(clients).get_by_role("button", name="Dismiss").click()
    expect(clients.locator("[data-flash]")).to_have_count(0)
    expect(dialog(clients)).to_be_visible()


def is_inside(page: Page) -> bool:
    """Whether the focus is in the open dialog."""
    return bool(page.evaluate("document.activeElement.closest('dialog:modal') !== null"))


def is_in_the_browsers_own_bars(page: Page) -> bool:
    """Whether Tab has left the page: from its last stop one comes to the address, and from there to the first again."""
    return bool(page.evaluate("document.activeElement === document.body"))
