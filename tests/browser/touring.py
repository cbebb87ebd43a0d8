"""Somebody who takes the tour of a card: what they press, write and read, whatever their language."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from playwright.sync_api import Locator, Page, expect

from app.domain.errors import say
from app.web.formatting import sentence_in
from tests.browser.hands import dialog, message
from tests.browser.looks import STICKS_OUT
from tests.browser.stage import id_of
from tests.browser.support import Site

CLIENT = "Caffè Perù S.r.l."


class Tour:
    """Somebody who takes the tour: the page before them, in their language, at the width of their screen."""

    def __init__(self, page: Page, site: Site, language: str) -> None:
        self.page, self.site, self.language = page, site, language
        self.client = id_of(site, CLIENT)
        self.page.goto(site.url("clients.show", party_id=self.client))
        expect(page.locator("html")).to_have_attribute("lang", language)

    def tab(self, name: str) -> Locator:
        """A tab of the card, by its address: its word is another one in each language."""
        return self.page.locator(f".tabs a[href='/clients/{self.client}/{name}']")

    def open(self, name: str) -> None:
        """Look at a tab."""
        self.tab(name).click()
        expect(self.tab(name)).to_have_attribute("aria-current", "page")
        self.look()

    def look(self) -> None:
        """Nothing sticks out of the page."""
        assert self.page.evaluate(STICKS_OUT) is None, self.page.url

    def count(self, name: str) -> int:
        """How many lines the tab says it has."""
        return int("".join(re.findall(r"\d", self.tab(name).inner_text())) or 0)

    def expect_count(self, name: str, count: int) -> None:
        """The tab says so."""
        expect(self.tab(name)).to_have_text(re.compile(rf"\D\s*{count}\s*$" if count else r"\D$"))

    def expect_told(self, sentence: str) -> None:
        """The focus came back, and the live region says it in the reader's language. Whoever read it puts it away."""
        expect(self.page.locator("#card :is(a, button):focus, #dialog :focus")).to_have_count(1)
        with self.site.app.test_request_context():
            said = sentence_in(say(sentence, name="~"), self.language)
        expect(message(self.page)).to_contain_text(max(said.split("~"), key=len).strip(" ."))
        message(self.page).locator(".flash__close").click()

    def ask_for(self, url_ends: str) -> Locator:
        """Press what asks for an address, from a menu where it stands in one; the dialog that it opens."""
        links = self.page.locator(f"#card [hx-get$='{url_ends}']")
        if not links.locator("visible=true").count():
            links.last.locator("xpath=ancestor::li").locator("[popovertarget]").click()
        links.locator("visible=true").last.click()
        expect(dialog(self.page)).to_be_visible()
        expect(dialog(self.page).locator(":focus")).to_have_count(1)
        self.look()
        return dialog(self.page)

    def press(self, action_ends: str) -> None:
        """Press the button of a form that does something at once."""
        self.page.locator(f"main form[action$='{action_ends}'] button").last.click()

    def write(self, form: Locator, fields: dict[str, Any]) -> None:
        """Fill in what is named."""
        for name, value in fields.items():
            control = form.locator(f"[name={name}]")
            if isinstance(value, list):  # boxes that stay as they are
                continue
            if control.first.evaluate("field => field.tagName === 'SELECT'"):
                control.select_option(value)
            elif isinstance(value, bool):
                control.set_checked(value)
            else:
                control.fill(self.spelled(value))

    def spelled(self, value: str) -> str:
        """A number as the reader's language writes it in a field: “1,234.50” is “1234,5”."""
        if not re.fullmatch(r"[\d,]*\d\.\d+", value):
            return value
        return format_decimal(Decimal(value.replace(",", "")), locale=self.language, group_separator=False)

    def save(self, form: Locator) -> None:
        """Press the button that does what the form or the question is about."""
        form.locator("button.button--primary, button.button--danger").last.click()
