"""The desk is worked with the keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import dialog, focused, go, message, names
from tests.browser.support import Site

# Where Tab stops: what is shown, can be used, and is not taken out of the order.
STOPS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea')].filter(element =>
    element.tabIndex >= 0 && !element.disabled && element.type !== 'hidden'
    && element.checkVisibility({visibilityProperty: true}) && !element.closest('dialog:not([open])')).length"""
# Whether the focus can be seen: drawn, and not under a bar that stays.
SEEN = """() => {
    const held = document.activeElement, style = getComputedStyle(held), box = held.getBoundingClientRect()
    const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    const label = held.closest('label')
    return drawn && top !== null && (held.contains(top) || top.contains(held) || Boolean(label?.contains(top)))
}"""
WHO = "() => document.activeElement.outerHTML.slice(0, 120)"


@pytest.fixture
def clients(page: Page, site: Site) -> Page:
    """Marta at the list of clients."""
    site.sign_in(page, "staff")
    go(page, "/clients")
    return page


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_key_leads_to_the_search_from_anywhere(clients: Page, key: str) -> None:
    go(clients, "/")
    clients.keyboard.press(key)
    search = clients.get_by_role("combobox", name="Search everything")
    expect(search).to_be_focused()
    clients.keyboard.type("j/x")
    expect(search).to_have_value("j/x")
    clients.keyboard.press("Escape")
    expect(search).not_to_be_focused()
    clients.keyboard.press(key)
    search.fill("caffè")
    clients.keyboard.press("Enter")
    clients.wait_for_url("**/search?q=*")
    expect(clients.get_by_role("main").get_by_role("link", name="Caffè Perù S.r.l.")).to_be_visible()


def test_j_and_k_move_and_enter_opens(clients: Page) -> None:
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        clients.keyboard.press(key)
        expect(names(clients).nth(place)).to_be_focused()
    name = names(clients).nth(1).inner_text()
    clients.keyboard.press("Enter")
    expect(clients.get_by_role("heading", level=1)).to_have_text(name)


def test_x_ticks_e_asks_and_escape_takes_back(clients: Page) -> None:
    clients.keyboard.press("j")
    clients.keyboard.press("x")
    clients.keyboard.press("j")
    clients.keyboard.press("x")
    expect(clients.locator("[data-count]")).to_have_text("2 selected")
    clients.keyboard.press("e")
    expect(dialog(clients)).to_contain_text("Archive 2 clients?")
    clients.keyboard.press("Escape")
    expect(dialog(clients)).to_have_count(0)
    expect(names(clients).nth(1)).to_be_focused()
    clients.keyboard.press("x")
    expect(clients.locator("[data-count]")).to_have_text("1 selected")
    clients.keyboard.press("Escape")
    expect(clients.locator("[data-pick]:checked")).to_have_count(0)


def test_e_asks_about_the_row_when_nothing_is_ticked(clients: Page) -> None:
    clients.keyboard.press("j")
    clients.keyboard.press("j")
    name = names(clients).nth(1).inner_text()
    clients.keyboard.press("e")
    expect(dialog(clients)).to_contain_text(f"Archive {name}?")


def test_the_archive_is_worked_by_the_same_keys(clients: Page) -> None:
    go(clients, "/archive")
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        clients.keyboard.press(key)
        expect(names(clients).nth(place)).to_be_focused()
    name = names(clients).first.inner_text()
    clients.keyboard.press("e")
    expect(dialog(clients)).to_contain_text(f"Restore {name}?")
    clients.keyboard.press("Escape")
    expect(dialog(clients)).to_have_count(0)
    expect(names(clients).first).to_be_focused()
    clients.keyboard.press("x")
    expect(clients.locator("[data-count]")).to_have_text("1 selected")
    clients.keyboard.press("j")
    clients.keyboard.press("x")
    clients.keyboard.press("e")
    expect(dialog(clients)).to_contain_text("Restore 2 clients?")
    clients.keyboard.press("Escape")
    expect(dialog(clients)).to_have_count(0)
    clients.keyboard.press("Escape")
    expect(clients.locator("[data-pick]:checked")).to_have_count(0)
    expect(names(clients).nth(1)).to_be_focused()
    name = names(clients).nth(1).inner_text()
    clients.keyboard.press("Enter")
    expect(clients.get_by_role("heading", level=1)).to_have_text(name)


def test_the_whole_way_from_the_door_to_the_archive_by_keyboard(page: Page, site: Site) -> None:
    login = next(login for login in site.logins if login.role == "staff")
    go(page, site.url("auth.login"))
    tab_to(page, page.get_by_label("Email"))
    page.keyboard.type(login.email)
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(login.password)
    page.keyboard.press("Enter")
    page.wait_for_url(site.url("today.index"))
    tab_to(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Clients"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients")
    name = names(page).first.inner_text()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    opener = page.get_by_role("main").get_by_role("link", name="Archive", exact=True)
    tab_to(page, opener)
    page.keyboard.press("Enter")
    expect(dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog(page)).to_be_visible()
    tab_to(page, dialog(page).get_by_label("Reason"))
    page.keyboard.type("Season over")
    tab_to(page, dialog(page).get_by_role("button", name="Archive 1 client"))
    page.keyboard.press("Enter")
    expect(page.locator("#flashes")).to_contain_text(f"{name} is archived.")
    expect(page.locator(".banner")).to_contain_text("Season over")


def archive_row(clients: Page, place: int) -> None:
    """Archive one of the list by its keys."""
    names(clients).nth(place).focus()
    clients.keyboard.press("e")
    dialog(clients).get_by_role("button", name="Archive 1 client").press("Enter")
    expect(message(clients)).to_contain_text(re.compile("is archived|1 client archived"))
    expect(dialog(clients)).to_have_count(0)


def test_who_dismisses_a_message_goes_on_to_the_one_beside_it_and_then_back(clients: Page) -> None:
    archive_row(clients, 0)
    archive_row(clients, 0)
    dismiss = clients.get_by_role("button", name="Dismiss")
    expect(dismiss).to_have_count(2)
    names(clients).nth(2).focus()
    dismiss.last.focus()
    clients.keyboard.press("Enter")
    expect(dismiss).to_have_count(1)
    expect(dismiss).to_be_focused()
    clients.keyboard.press("Enter")
    expect(dismiss).to_have_count(0)
    expect(names(clients).nth(2)).to_be_focused()


def test_who_undoes_something_is_at_the_message_that_says_so(clients: Page) -> None:
    archive_row(clients, 0)
    message(clients).get_by_role("button", name="Undo").press("Enter")
    expect(message(clients)).not_to_contain_text("Undo")
    assert focused(clients).evaluate("held => held.closest('#flashes, main') !== null")


def test_a_question_mark_shows_the_keys(clients: Page) -> None:
    clients.keyboard.press("j")
    clients.keyboard.press("?")
    keys = clients.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    for key in ("/", "j", "k", "x", "e", "Enter", "Esc", "?"):
        expect(keys.locator("kbd", has_text=re.compile(f"^{re.escape(key)}$"))).to_be_visible()
    clients.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(names(clients).first).to_be_focused()


def test_the_first_stop_leads_past_the_rail(clients: Page) -> None:
    clients.keyboard.press("Tab")
    skip = clients.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    clients.keyboard.press("Enter")
    clients.keyboard.press("Tab")
    assert focused(clients).evaluate("held => held.closest('main') !== null")


@pytest.mark.parametrize("url", ["/", "/clients", "/clients/new", "/archive", "/account", "/clients/import"])
def test_tab_reaches_everything_and_the_focus_is_always_seen(clients: Page, url: str) -> None:
    clients.goto(url)
    clients.wait_for_load_state("networkidle")
    stops, unseen, seen = clients.evaluate(STOPS), [], set()
    for _ in range(stops + 3):
        clients.keyboard.press("Tab")
        if clients.evaluate("document.activeElement === document.body"):
            break
        seen.add(clients.evaluate("() => [...document.querySelectorAll('*')].indexOf(document.activeElement)"))
        if not clients.evaluate(SEEN):
            unseen.append(clients.evaluate(WHO))
    assert not unseen, "\n".join(unseen)
    # A group of rounds is one stop, and a date has three: so about as many as there are, and never a trap.
    assert len(seen) >= stops * 0.8, f"{len(seen)} of {stops}"


def test_what_j_reaches_is_never_under_a_bar(clients: Page) -> None:
    clients.set_viewport_size({"width": 1280, "height": 500})
    rows = names(clients).count()
    for key in ["j"] * rows + ["k"] * (rows - 1):
        clients.keyboard.press(key)
        assert clients.evaluate(SEEN), clients.evaluate(WHO)


def test_the_menus_open_and_close_by_keyboard(clients: Page) -> None:
    for button in ("New", "Your menu", "Columns"):
        opener = clients.get_by_role("button", name=button).first
        opener.focus()
        clients.keyboard.press("Enter")
        expect(clients.locator(":popover-open")).to_be_visible()
        clients.keyboard.press("Tab")
        assert focused(clients).evaluate("held => held.closest(':popover-open') !== null"), button
        clients.keyboard.press("Escape")
        expect(clients.locator(":popover-open")).to_have_count(0)
        expect(opener).to_be_focused()


def test_a_portal_user_changes_company_by_keyboard(page: Page, site: Site) -> None:
    site.sign_in(page, "portal")
    page.goto("/portal")
    here = page.url
    page.get_by_role("button", name="companies").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != here)
    expect(page.get_by_role("main")).to_contain_text("Dźwięk i Cisza Sp. z o.o.")


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(80):
        if goal.evaluate("goal => goal === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {goal}")
