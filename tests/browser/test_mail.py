"""The intake: the client found by typing, and what was written meanwhile stays."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import dialog, message, row_of
from tests.browser.support import Site
from tests.support.builders import a_png


@pytest.fixture
def intake(page: Page, site: Site) -> Page:
    """Marta at the intake."""
    site.sign_in(page, "staff")
    page.goto("/mail/new")
    return page


def test_the_client_is_found_by_typing_and_what_was_written_and_chosen_stays(intake: Page, tmp_path: Path) -> None:
    photo = tmp_path / "letter.png"
    photo.write_bytes(a_png(600, 400))
    intake.get_by_label("Sender").fill("Agenzia delle Entrate")
    intake.get_by_label("Photo or PDF").set_input_files(photo)
    search = intake.get_by_role("searchbox", name="Client", exact=True)
    search.press_sequentially("papà liev", delay=30)
    expect(search).to_be_focused()
    intake.locator("#client_suggestions").get_by_role("link", name="Papà Lievito S.r.l.").click()
    expect(intake.get_by_role("link", name="Somebody else")).to_be_focused()
    expect(intake).to_have_url(re.compile("client="))
    expect(intake.get_by_label("Sender")).to_have_value("Agenzia delle Entrate")
    intake.get_by_role("button", name="Save", exact=True).click()
    expect(intake.get_by_role("heading", level=1)).to_have_text("Agenzia delle Entrate")
    picture = intake.get_by_role("link", name="Photo of").locator("img")
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 600


def test_an_archived_client_says_so_loudly_while_it_is_typed(intake: Page) -> None:
    intake.get_by_role("searchbox", name="Client", exact=True).press_sequentially("vento di mare", delay=20)
    suggestions = intake.locator("#client_suggestions")
    expect(suggestions).to_contain_text("Archived client. The office’s rule for mail: Keep it for 30 days.")
    suggestions.get_by_role("link", name="Studio Vento di Mare").click()
    expect(intake.locator(".banner--warn")).to_contain_text("Archived client.")


def test_an_item_is_collected_from_its_row_and_the_rail_counts_one_less(page: Page, site: Site) -> None:
    site.sign_in(page, "staff")
    page.goto("/mail")
    count = page.locator("#mail_waiting [aria-hidden]")
    expect(count).to_be_visible()
    waiting = int(count.inner_text())
    row_of(page, "Enel Energia").hover()
    row_of(page, "Enel Energia").get_by_role("link", name="Mark as collected").click()
    dialog(page).get_by_role("button", name="Mark as collected").click()
    expect(message(page)).to_contain_text("1 mail item collected.")
    expect(row_of(page, "Enel Energia")).to_have_count(0)
    expect(count).to_have_text(str(waiting - 1))
