"""The card: its tabs by keyboard, by history and on a phone; its lines without leaving the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import dialog, focused, message, without_leaving
from tests.browser.stage import id_of
from tests.browser.support import Site

CLIENT = "Caffè Perù S.r.l."


@pytest.fixture
def card(page: Page, site: Site) -> Page:
    """Marta at the overview of a client."""
    site.sign_in(page, "staff")
    page.goto(site.url("clients.show", party_id=id_of(site, CLIENT)))
    return page


def tab(page: Page, name: str):
    return page.get_by_role("navigation", name="Sections").get_by_role("link", name=name)


def test_arrows_move_along_the_tabs_and_enter_opens_one(card: Page) -> None:
    tab(card, "Overview").focus()
    for key, name in (("ArrowRight", "Contacts"), ("End", "Mail"), ("ArrowRight", "Mail"), ("Home", "Overview")):
        card.keyboard.press(key)
        if not (key == "ArrowRight" and name == "Mail"):
            expect(tab(card, name)).to_be_focused()
    for _ in range(2):
        card.keyboard.press("ArrowRight")
    with without_leaving(card):
        card.keyboard.press("Enter")
        expect(tab(card, "Locations")).to_have_attribute("aria-current", "page")
        expect(card.get_by_role("heading", name="Locations")).to_be_visible()


def test_back_forward_and_reload_show_the_tab_of_the_address(card: Page) -> None:
    tab(card, "Banks").click()
    expect(card.get_by_role("heading", name="Bank accounts")).to_be_visible()
    tab(card, "Locations").click()
    expect(card.get_by_role("heading", name="Locations")).to_be_visible()
    card.go_back()
    expect(card.get_by_role("heading", name="Bank accounts")).to_be_visible()
    card.go_forward()
    expect(card.get_by_role("heading", name="Locations")).to_be_visible()
    card.reload()
    expect(tab(card, "Locations")).to_have_attribute("aria-current", "page")


def test_a_line_is_added_and_removed_by_keyboard_without_leaving_the_tab(card: Page) -> None:
    tab(card, "Locations").click()
    add = card.get_by_role("link", name="New location")
    with without_leaving(card):
        add.press("Enter")
        expect(card.get_by_label("Name of the location")).to_be_focused()
        card.keyboard.type("Warehouse")
        card.keyboard.press("Enter")
        city = dialog(card).get_by_label("City")
        expect(city).to_be_focused()
        expect(card.get_by_label("Name of the location")).to_have_value("Warehouse")
        city.fill("Asti")
        city.press("Enter")
        expect(dialog(card)).to_be_hidden()
        expect(message(card)).to_contain_text("Warehouse is on file.")
        expect(tab(card, "Locations")).to_contain_text("3")
        expect(focused(card)).to_have_text("New location")
        card.get_by_role("link", name="Remove Warehouse").press("Enter")
        dialog(card).get_by_role("button", name="Remove").press("Enter")
        expect(card.get_by_text("Warehouse is removed.")).to_be_visible()
        expect(tab(card, "Locations")).to_contain_text("2")


def test_what_was_typed_into_the_panel_is_not_lost_without_a_question(card: Page) -> None:
    tab(card, "Banks").click()
    card.get_by_role("link", name="New bank account").click()
    card.get_by_role("textbox", name="IBAN").fill("DE89")
    asked: list[str] = []
    card.on("dialog", lambda question: (asked.append(question.message), question.dismiss()))
    card.keyboard.press("Escape")
    expect(card.get_by_role("textbox", name="IBAN")).to_have_value("DE89")
    assert asked == ["What you typed is not saved. Leave it?"]


def test_an_address_is_copied_beside_what_was_typed(card: Page) -> None:
    tab(card, "Locations").click()
    card.get_by_role("link", name="New location").click()
    dialog(card).get_by_label("Name of the location").fill("Depot")
    dialog(card).get_by_label("Kind", exact=True).select_option("Branch")
    dialog(card).get_by_role("button", name="Copy an address").click()
    dialog(card).get_by_role("link", name="Commercialista").click()
    expect(dialog(card).get_by_label("Addressee")).to_have_value("Studio Lis")
    expect(dialog(card).get_by_label("Name of the location")).to_have_value("Depot")
    expect(dialog(card).get_by_label("Kind", exact=True)).to_have_value("branch")


def test_an_untouched_panel_closes_at_once(card: Page) -> None:
    tab(card, "Banks").click()
    card.get_by_role("link", name="New bank account").click()
    expect(card.get_by_role("textbox", name="IBAN")).to_be_focused()
    card.keyboard.press("Escape")
    expect(card.get_by_role("textbox", name="IBAN")).to_have_count(0)
    expect(focused(card)).to_have_text("New bank account")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_long_word_and_a_long_text_are_read_to_their_end(card: Page, width: int) -> None:
    card.set_viewport_size({"width": width, "height": 800})
    tab(card, "Activities").click()
    card.get_by_role("link", name="New activity").click()
    card.get_by_label("About").fill("Rindfleischetikettierung" * 8)
    card.get_by_label("Description").fill(f"First line\n{'and so on ' * 80}\nthe end")
    dialog(card).get_by_role("button", name="Save").click()
    dialog(card).get_by_role("link", name="No, leave it on the card").click()
    expect(message(card).get_by_role("button", name="Dismiss")).to_be_in_viewport(ratio=1)
    text = card.locator(".lines__note", has_text="the end")
    cut = text.evaluate(
        "one => one.scrollWidth > one.clientWidth || one.parentElement.scrollWidth > one.parentElement.clientWidth"
    )
    assert not cut and len(text.inner_text().splitlines()) == 3


def test_on_a_phone_the_open_tab_is_in_sight(card: Page) -> None:
    card.set_viewport_size({"width": 390, "height": 800})
    tab(card, "Mail").click()
    expect(tab(card, "Mail")).to_have_attribute("aria-current", "page")
    expect(tab(card, "Mail")).to_be_in_viewport(ratio=1)
    tab(card, "Overview").scroll_into_view_if_needed()
    tab(card, "Overview").click()
    expect(tab(card, "Overview")).to_be_in_viewport(ratio=1)


def test_without_a_script_a_line_is_added_and_changed_on_pages(page_without_js: Page, site: Site) -> None:
    site.sign_in(page_without_js, "staff")
    page_without_js.goto(site.url("clients.banks", party_id=id_of(site, "Papà Lievito S.r.l.")))
    page_without_js.get_by_role("link", name="New bank account").click()
    page_without_js.get_by_role("textbox", name="IBAN").fill("DE89 3704 0044 0532 0130 00")
    page_without_js.get_by_role("button", name="Save").click()
    expect(message(page_without_js)).to_contain_text("Commerzbank …3000 is on file.")
    page_without_js.get_by_role("link", name="Edit DE89 3704 0044 0532 0130 00").click()
    page_without_js.get_by_label("Account holder").fill("Giorgio Rasero")
    page_without_js.get_by_role("button", name="Save changes").click()
    expect(page_without_js.get_by_text("Giorgio Rasero")).to_be_visible()
