"""The form of a client follows what somebody types."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import dialog
from tests.browser.support import Site


@pytest.fixture
def form(page: Page, site: Site) -> Page:
    """Marta at the form of a new client."""
    site.sign_in(page, "staff")
    page.goto("/clients/new")
    return page


def test_who_looks_alike_is_named_beside_the_form_and_goes_when_the_name_is_another(form: Page) -> None:
    similar, name = form.locator("#similar"), form.get_by_label("Company name")
    name.press_sequentially("Papà Liev", delay=30)
    expect(similar.get_by_role("link", name="Papà Lievito S.r.l.")).to_be_visible()
    name.press_sequentially("e")
    expect(name).to_be_focused()
    expect(similar).not_to_contain_text("Papà Lievito")
    form.get_by_label("Email").fill("info@papaasti.example.com")
    expect(similar).to_contain_text("same email")


def test_another_country_brings_its_own_fields_and_takes_nothing_away(form: Page) -> None:
    form.get_by_label("Partita IVA").fill("5252248481")
    form.get_by_label("Country").select_option("PL")
    expect(form.get_by_label("NIP")).to_have_value("5252248481")
    expect(form.get_by_label("SDI code")).to_have_count(0)
    form.get_by_label("Person").check()
    expect(form.get_by_label("NIP or PESEL")).to_have_value("5252248481")
    form.get_by_label("Country").select_option("IT")
    expect(form.get_by_label("SDI code")).to_be_visible()
    expect(form.get_by_label("Partita IVA")).to_have_value("5252248481")


def test_whoever_is_archived_is_restored_from_beside_the_form(form: Page) -> None:
    form.on("dialog", lambda asked: asked.accept())  # what was typed is not saved
    form.get_by_label("Company name").press_sequentially("studio vento")
    form.get_by_role("link", name="Restore instead").click()
    dialog(form).get_by_role("button", name="Restore").click()
    expect(form.get_by_role("heading", level=1)).to_have_text("Studio Vento di Mare")
    expect(form.get_by_role("link", name="New contact").first).to_be_visible()
