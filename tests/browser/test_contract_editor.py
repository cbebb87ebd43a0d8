"""The editor of a contract template: fields and marks where the cursor is, by mouse and keyboard, and the preview."""

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.hands import message
from tests.browser.looks import breaks_wcag, scrolls_sideways
from tests.browser.support import Site

ENGLISH, ITALIAN = 1, 2  # of the templates that come along


def open_editor(page: Page, site: Site, template: int = ENGLISH) -> Page:
    site.sign_in(page, "admin")
    page.goto(site.url("settings.contract_template", template_id=template))
    return page


@pytest.fixture
def words(page: Page, site: Site) -> Page:
    """Luca at the words of the English contract, with an empty sheet."""
    open_editor(page, site)
    sheet(page).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    expect(sheet(page)).to_have_value("")
    return page


def sheet(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Text", exact=True)


def bar(page: Page, button: str) -> Locator:
    return page.get_by_role("toolbar", name="Formatting").get_by_role("button", name=button, exact=True)


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name=preview]")


def select(page: Page, part: str) -> None:
    """Select these words, as a hand would by dragging over them."""
    sheet(page).evaluate(
        "(text, part) => { text.focus(); const at = text.value.indexOf(part);"
        " text.setSelectionRange(at, at + part.length); }",
        part,
    )


def selected(page: Page) -> str:
    return str(sheet(page).evaluate("(text) => text.value.slice(text.selectionStart, text.selectionEnd)"))


def save(page: Page) -> str:
    """Save, and say what was kept."""
    page.get_by_role("button", name="Save template").click()
    expect(message(page)).to_contain_text("Saved.")
    return sheet(page).input_value()


def test_a_field_goes_where_the_cursor_was_and_the_browser_takes_it_back(words: Page) -> None:
    words.keyboard.type("Between us and .")
    words.keyboard.press("ArrowLeft")
    words.get_by_role("button", name="{client.name}", exact=True).click()
    expect(sheet(words)).to_be_focused()
    expect(sheet(words)).to_have_value("Between us and {client.name}.")
    words.keyboard.press("ControlOrMeta+z")
    expect(sheet(words)).to_have_value("Between us and .")
    words.keyboard.press("ControlOrMeta+Shift+z")
    assert save(words) == "Between us and {client.name}."


def test_a_field_takes_the_place_of_what_is_selected(words: Page) -> None:
    words.keyboard.type("Between us and somebody.")
    select(words, "somebody")
    words.get_by_role("button", name="{client.name}", exact=True).click()
    expect(sheet(words)).to_have_value("Between us and {client.name}.")


def test_marks_stand_around_and_before_what_is_selected(words: Page) -> None:
    words.keyboard.type("Rent\nkeys\nlocker")
    select(words, "keys")
    bar(words, "Bold").click()
    assert selected(words) == "keys"
    select(words, "Rent")
    bar(words, "Heading").click()
    select(words, "**keys**\nlocker")
    bar(words, "List").click()
    expect(sheet(words)).to_have_value("## Rent\n- **keys**\n- locker")
    bar(words, "Lines to sign on").click()
    assert save(words) == "## Rent\n- **keys**\n- locker\n\n___ {office.name} | {client.name}"


def test_a_mark_goes_before_the_first_line_also_when_that_is_empty(words: Page) -> None:
    words.keyboard.type("\nbelow")
    words.keyboard.press("ControlOrMeta+Home")
    bar(words, "List").click()
    expect(sheet(words)).to_have_value("- \nbelow")


def test_everything_is_done_by_the_keyboard(words: Page) -> None:
    words.keyboard.press("ControlOrMeta+b")
    words.keyboard.type("One")
    expect(sheet(words)).to_have_value("**One**")
    words.keyboard.press("Shift+Tab")
    expect(bar(words, "Bold")).to_be_focused()
    words.keyboard.press("ArrowRight")
    words.keyboard.press("ArrowRight")
    expect(bar(words, "List")).to_be_focused()
    words.keyboard.press("Enter")
    expect(sheet(words)).to_be_focused()
    expect(sheet(words)).to_have_value("- **One**")
    words.keyboard.press("Shift+Tab")
    expect(bar(words, "List")).to_be_focused()
    words.keyboard.press("End")
    words.keyboard.press("ArrowRight")
    expect(bar(words, "Bold")).to_be_focused()
    words.keyboard.press("ArrowLeft")
    words.keyboard.press("ArrowLeft")
    expect(bar(words, "Page break")).to_be_focused()
    words.keyboard.press("Space")
    expect(sheet(words)).to_have_value("- **One**\n\n---\n")
    words.keyboard.press("ControlOrMeta+End")
    words.get_by_role("button", name="{contract.number}", exact=True).focus()
    words.keyboard.press("Enter")
    expect(sheet(words)).to_be_focused()
    assert save(words) == "- **One**\n\n---\n{contract.number}"


def test_the_bar_is_one_stop_on_the_way_to_the_text(words: Page) -> None:
    words.keyboard.press("Shift+Tab")
    words.keyboard.press("Shift+Tab")
    expect(words.get_by_label("Language", exact=True)).to_be_focused()
    words.keyboard.press("Tab")
    words.keyboard.press("Tab")
    expect(sheet(words)).to_be_focused()


def test_the_preview_follows_and_what_is_typed_is_still_unsaved(words: Page) -> None:
    words.keyboard.type("Nothing {here.is}")
    expect(preview(words).get_by_text("{here.is}")).to_be_visible()
    words.keyboard.press("ControlOrMeta+a")
    words.keyboard.type("# Only a title")
    expect(preview(words).get_by_role("img", name="Page 1 of 1")).to_be_visible()
    asked = []
    words.on("dialog", lambda one: (asked.append(one.type), one.dismiss()))
    words.get_by_role("link", name="Today").click()
    words.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_the_pages_of_what_is_written_are_shown_at_once_and_come_as_a_pdf(words: Page) -> None:
    words.keyboard.type("One\n\n---\n\nTwo")
    words.get_by_role("button", name="Show pages").click()
    expect(preview(words).get_by_role("img", name="Page 2 of 2")).to_be_visible()
    with words.expect_download() as download:
        words.get_by_role("button", name="As a PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_a_field_that_does_not_exist_is_refused_and_what_was_typed_stays(words: Page) -> None:
    words.keyboard.type("Dear {nobody}")
    words.get_by_role("button", name="Save template").click()
    expect(words.locator(".error-summary")).to_contain_text("{nobody}")
    expect(sheet(words)).to_have_value("Dear {nobody}")
    expect(sheet(words)).to_be_focused()


def test_without_a_script_the_text_is_written_shown_and_saved(page_without_js: Page, site: Site) -> None:
    page = open_editor(page_without_js, site)
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_hidden()
    sheet(page).fill("For {client.name}")
    page.get_by_role("button", name="Show pages").click()
    expect(preview(page).get_by_role("img", name="Page 1 of 1")).to_be_visible()
    assert save(page) == "For {client.name}"


@pytest.mark.parametrize(
    ("endpoint", "asked"),
    [
        ("settings.contract_templates", {}),
        ("settings.contract_template", {"template_id": ITALIAN}),
        ("settings.new_contract_template", {}),
    ],
)
def test_the_pages_of_templates_are_readable_and_fit(page: Page, site: Site, endpoint: str, asked: dict) -> None:
    site.sign_in(page, "admin")
    page.goto(site.url(endpoint, **asked))
    assert breaks_wcag(page, endpoint) + scrolls_sideways(page, endpoint) == []
