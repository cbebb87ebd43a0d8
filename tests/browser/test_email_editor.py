"""The editor of an email: by mouse, by keyboard, and its source where there is no script."""

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.hands import message
from tests.browser.looks import breaks_wcag, scrolls_sideways
from tests.browser.support import Site


def open_editor(page: Page, site: Site, template: str = "welcome") -> Page:
    site.sign_in(page, "admin")
    page.goto(site.url("settings.email_template", template=template, language="en"))
    return page


@pytest.fixture
def words(page: Page, site: Site) -> Page:
    """Luca at the words of the welcome, with an empty sheet."""
    open_editor(page, site)
    paper(page).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    return page


def paper(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Email", exact=True).locator("visible=true")


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name=preview]")


def dialog(page: Page) -> Locator:
    return page.locator("#link_dialog[open]")


def save(page: Page) -> str:
    """Save, and say what was kept."""
    page.get_by_role("button", name="Save template").click()
    expect(message(page)).to_contain_text("Saved.")
    return page.locator("#html").input_value()


def test_words_are_typed_made_bold_and_given_a_field_and_saved_as_they_look(words: Page) -> None:
    words.keyboard.type("Hello ")
    words.get_by_role("button", name="{{ first_name }}").click()
    words.keyboard.type(", ")
    words.get_by_role("button", name="Bold").click()
    words.keyboard.type("welcome")
    words.get_by_role("button", name="Bold").click()
    words.keyboard.type(" <here>")
    kept = save(words)
    assert kept == "<p>Hello {{ first_name }}, <b>welcome</b> &lt;here&gt;</p>"
    expect(preview(words).get_by_text("Hello Tomasz, welcome <here>")).to_be_visible()


def test_everything_is_done_by_the_keyboard(words: Page) -> None:
    words.keyboard.press("ControlOrMeta+b")
    words.keyboard.type("One")
    words.keyboard.press("ControlOrMeta+b")
    words.keyboard.press("Enter")
    words.keyboard.type("first")
    words.get_by_role("button", name="Bold").focus()
    for _ in range(3):
        words.keyboard.press("ArrowRight")
    expect(words.get_by_role("button", name="List", exact=True)).to_be_focused()
    words.keyboard.press("Enter")
    expect(paper(words)).to_be_focused()
    words.keyboard.press("Enter")
    words.keyboard.type("second")
    assert save(words) == "<p><b>One</b></p>\n<ul>\n<li>first</li>\n<li>second</li>\n</ul>"


def test_the_bar_is_one_stop_on_the_way_to_the_text(words: Page) -> None:
    bar = words.get_by_role("toolbar", name="Formatting")
    paper(words).focus()
    words.keyboard.press("Shift+Tab")
    expect(bar.get_by_role("button", name="Bold")).to_be_focused()
    words.keyboard.press("End")
    expect(bar.get_by_role("button", name="Source")).to_be_focused()
    words.keyboard.press("Enter")  # to the source, where the other buttons rest
    words.keyboard.press("Tab")
    expect(words.locator("#html")).to_be_focused()
    words.keyboard.press("Shift+Tab")
    expect(bar.get_by_role("button", name="Source")).to_be_focused()
    words.keyboard.press("Enter")
    words.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Bold")).to_be_focused()
    words.keyboard.press("Tab")
    expect(paper(words)).to_be_focused()


def test_the_bar_is_reached_in_a_source_that_was_refused(words: Page) -> None:
    source = words.get_by_role("toolbar", name="Formatting").get_by_role("button", name="Source")
    source.click()
    words.locator("#html").fill("<p>{{ nothing_like_it }}</p>")
    words.get_by_role("button", name="Save template").click()
    expect(words.locator("#html")).to_have_attribute("aria-invalid", "true")
    words.locator("#html").focus()
    words.keyboard.press("Shift+Tab")
    expect(source).to_be_focused()


def test_a_button_leads_to_a_field_that_is_a_link(words: Page) -> None:
    words.keyboard.type("Look: ")
    words.keyboard.press("ControlOrMeta+k")
    expect(dialog(words)).to_be_visible()
    words.get_by_label("Words").fill("Open the portal")
    words.get_by_label("Leads to").fill("{{ portal_link }}")
    words.get_by_label("As a button").check()
    words.keyboard.press("Enter")
    expect(paper(words)).to_be_focused()
    kept = save(words)
    assert kept == '<p>Look: <a href="{{ portal_link }}" class="button">Open the portal</a></p>'


def test_what_is_pasted_brings_its_words_and_nothing_else(words: Page) -> None:
    words.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/html", "<h1>Big</h1>");
            data.setData("text/plain", "Big");
            const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.getElementById("editor").dispatchEvent(paste);
        }"""
    )
    assert save(words) == "<p>Big</p>"


def test_the_source_and_the_editor_say_the_same(words: Page) -> None:
    words.get_by_role("button", name="Source").click()
    words.locator("#html").fill("<p>One</p><script>alert(1)</script><div>Two</div>")
    words.get_by_role("button", name="{{ name }}").click()
    words.get_by_role("button", name="Source").click()
    expect(paper(words).locator("p")).to_have_text(["One", "Two"])
    expect(paper(words)).to_contain_text("{{ name }}")
    paper(words).click()
    words.keyboard.press("ControlOrMeta+End")
    words.keyboard.type("!")
    assert "script" not in save(words)


def test_an_unknown_field_is_refused_with_its_line_in_the_source(words: Page) -> None:
    words.keyboard.type("Hello {{ nobody }}")
    words.get_by_role("button", name="Save template").click()
    expect(words.get_by_text("Line 1: {{ nobody }} is no field of this email.").first).to_be_visible()
    expect(words.locator("#html")).to_be_visible()


def test_the_preview_follows_with_a_contact_and_what_is_typed_is_still_unsaved(words: Page) -> None:
    words.keyboard.type("Dear ")
    words.get_by_role("button", name="{{ client_name }}").click()
    expect(preview(words).get_by_text("Dear Łódź Consulting Sp. z o.o.")).to_be_visible()
    words.get_by_label("With the data of").select_option(index=1)
    client = words.get_by_label("With the data of").locator("option:checked").inner_text().split(" · ")[1]
    expect(preview(words).get_by_text(f"Dear {client}")).to_be_visible()
    words.get_by_role("button", name="Show as text").click()
    expect(preview(words).locator("pre")).to_contain_text(f"Dear {client}")
    asked = []
    words.on("dialog", lambda one: (asked.append(one.type), one.dismiss()))
    words.get_by_role("link", name="Today").click()
    words.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_a_switch_is_turned_in_the_list_without_leaving_it(page: Page, site: Site) -> None:
    site.sign_in(page, "admin")
    page.goto(site.url("settings.email_templates"))
    switch = page.get_by_role("switch", name="Welcome")
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).not_to_be_checked()
    expect(switch).to_be_focused()
    expect(page.get_by_role("switch", name="Reset password")).to_be_checked()


def test_without_a_script_the_source_is_written_and_previewed_and_saved(page_without_js: Page, site: Site) -> None:
    page = open_editor(page_without_js, site)
    expect(page.locator("#editor")).to_be_hidden()
    page.locator("#html").fill("<p>Hello {{ first_name }}</p>")
    page.get_by_role("button", name="Show as HTML").click()
    expect(preview(page).get_by_text("Hello Tomasz")).to_be_visible()
    assert save(page) == "<p>Hello {{ first_name }}</p>"


def test_the_question_about_a_link_is_readable_and_fits(words: Page) -> None:
    words.get_by_role("button", name="Link or button").click()
    expect(dialog(words)).to_be_visible()
    assert breaks_wcag(words, "link") + scrolls_sideways(words, "link") == []


@pytest.mark.parametrize(
    ("endpoint", "asked"),
    [
        ("settings.email_templates", {}),
        ("settings.email_template", {"template": "welcome"}),
        ("settings.email_template_version", {"template": "welcome", "number": 0}),
    ],
)
def test_the_pages_of_emails_are_readable_and_fit(page: Page, site: Site, endpoint: str, asked: dict) -> None:
    site.sign_in(page, "admin")
    page.goto(site.url(endpoint, **asked))
    assert breaks_wcag(page, endpoint) + scrolls_sideways(page, endpoint) == []
