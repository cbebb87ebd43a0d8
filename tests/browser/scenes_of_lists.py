"""Lists with rows ticked and filters set, menus, and what a phone does with them."""

from playwright.sync_api import Page, expect

from tests.browser.hands import go, names, search, tick
from tests.browser.stage import scene
from tests.browser.support import Site

PHONE = {"width": 390, "height": 844}


# Lists ---------------------------------------------------------------------------------------------------------------


@scene("staff")
def rows_are_ticked(page: Page, site: Site) -> None:
    page.goto("/clients")
    tick(page, "Caffè Perù S.r.l.", "Dźwięk i Cisza Sp. z o.o.")


@scene("staff")
def all_that_match_are_selected(page: Page, site: Site) -> None:
    page.goto("/clients?role=any&per_page=25")
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="that match").click()


@scene("staff")
def no_client_matches(page: Page, site: Site) -> None:
    page.goto("/clients")
    search(page, "zzzz")
    expect(page.get_by_text("No client matches.")).to_be_visible()


@scene("staff")
def nobody_in_the_archive_matches(page: Page, site: Site) -> None:
    page.goto("/archive?q=zzzz&role=prospect")


@scene("staff")
def filters_are_set(page: Page, site: Site) -> None:
    page.goto("/clients?role=any&active=yes&sort=-since")
    page.get_by_role("link", name="Add filter").click()
    expect(page.get_by_role("dialog")).to_be_visible()


@scene("staff")
def columns_are_chosen(page: Page, site: Site) -> None:
    page.goto("/clients")
    page.get_by_role("button", name="Columns").click()


@scene("staff")
def everything_is_searched(page: Page, site: Site) -> None:
    go(page, "/clients")
    page.keyboard.press("/")
    page.keyboard.type("re")
    expect(page.get_by_role("option", name="Renata Lis")).to_be_visible()
    page.keyboard.press("ArrowDown")


@scene("staff")
def nothing_is_found_anywhere(page: Page, site: Site) -> None:
    go(page, "/search?q=zzzz")
    page.get_by_role("combobox").fill("zzzz")
    expect(page.get_by_role("option")).to_have_text("Nothing is called that.")


@scene("staff")
def the_keys_are_shown(page: Page, site: Site) -> None:
    go(page, "/clients")
    page.keyboard.press("?")


@scene("staff")
def the_menu_of_what_is_new(page: Page, site: Site) -> None:
    page.goto("/")
    page.get_by_role("button", name="New").click()


@scene("staff")
def ones_own_menu(page: Page, site: Site) -> None:
    page.goto("/")
    page.get_by_role("button", name="Your menu").click()


# On a phone ----------------------------------------------------------------------------------------------------------


@scene("staff")
def the_drawer_of_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/clients")
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("link", name="Archive", exact=True)).to_be_visible()


@scene("staff")
def rows_are_ticked_on_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/clients")
    page.get_by_role("button", name="Select", exact=True).click()
    tick(page, names(page).first.inner_text())


@scene("staff")
def the_search_of_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/search?q=re")
    expect(page.get_by_role("main").get_by_role("link", name="Renata Lis")).to_be_visible()
