"""Questions that stand over a list or a card."""

from playwright.sync_api import Page, expect

from tests.browser.hands import ask, dialog, message, row_of, tick
from tests.browser.scenes_of_lists import all_that_match_are_selected
from tests.browser.stage import archive_behind_the_back, id_of, scene
from tests.browser.support import Site


@scene("staff")
def archiving_one_from_its_row(page: Page, site: Site) -> None:
    page.goto("/clients")
    row_of(page, "Papà Lievito S.r.l.").hover()
    row_of(page, "Papà Lievito S.r.l.").get_by_role("link", name="Archive").click()
    expect(dialog(page)).to_be_visible()


@scene("staff")
def archiving_all_of_somebodys(page: Page, site: Site) -> None:
    page.goto("/clients?q=renata")
    page.get_by_label("Select all on this page").check()
    expect(ask(page, "Archive selected")).to_contain_text("1 person can no longer sign in")


@scene("staff")
def archiving_with_a_reason_that_is_too_long(page: Page, site: Site) -> None:
    archiving_one_from_its_row(page, site)
    reason = dialog(page).get_by_label("Reason")
    reason.evaluate("input => input.removeAttribute('maxlength')")
    reason.fill("x" * 301)
    dialog(page).get_by_role("button", name="Archive 1 client").click()
    expect(dialog(page).locator(".error-summary")).to_be_visible()


@scene("staff")
def archiving_what_a_colleague_has_changed(page: Page, site: Site) -> None:
    all_that_match_are_selected(page, site)
    question = ask(page, "Archive selected")
    question.get_by_label("Reason").fill("Season over")
    archive_behind_the_back(site, "Bottega Perché No S.r.l.")
    question.get_by_role("button", name="Archive").click()
    expect(dialog(page).locator(".error-summary")).to_be_visible()


@scene("staff")
def the_message_after_archiving_two(page: Page, site: Site) -> None:
    page.goto("/clients")
    tick(page, "Nuvole Basse S.r.l.s.", "Żółw Studio Sp. z o.o.")
    ask(page, "Archive selected").get_by_role("button", name="Archive 2 clients").click()
    expect(message(page)).to_contain_text("2 clients archived.")


@scene("staff")
def restoring_from_the_archive(page: Page, site: Site) -> None:
    page.goto("/archive")
    tick(page, "Studio Vento di Mare", "Biuro Rachunkowe Kos Sp. j.")
    ask(page, "Restore selected")


@scene("staff")
def the_preview_over_the_archive(page: Page, site: Site) -> None:
    page.goto("/archive")
    row_of(page, "Studio Vento di Mare").get_by_role("link", name="Preview").click()
    expect(dialog(page)).to_contain_text("Season over")


@scene("staff")
def archiving_from_the_card(page: Page, site: Site) -> None:
    page.goto(site.url("clients.show", party_id=id_of(site, "Fabbrica del Suono S.n.c.")))
    ask(page, "Archive")
