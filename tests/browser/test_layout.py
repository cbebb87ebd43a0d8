"""No page scrolls sideways, at any width and in any language."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.census import places
from tests.browser.hands import row_of
from tests.browser.looks import scrolls_sideways
from tests.browser.support import Site, tab

PHONE = (390,)
NARROWEST_AND_DESK = (320, 1280)  # English, in the walk with axe, is measured at all widths
READERS = [("it", True, NARROWEST_AND_DESK), ("pl", True, NARROWEST_AND_DESK), ("pl", False, PHONE)]


@pytest.mark.parametrize(("language", "script", "widths"), READERS, ids=["it", "pl", "without a script"])
@pytest.mark.parametrize("role", ["admin", "portal", "nobody"])
def test_no_page_scrolls_sideways_where_words_are_longer(
    browser: Browser, site: Site, role: str, language: str, script: bool, widths: tuple[int, ...]
) -> None:
    wrong = []
    with tab(browser, site, javascript=script, language=language) as page:
        if role != "nobody":
            site.sign_in(page, role)
        for place in places(site, role):
            page.goto(place.url)
            expect(page.locator("html")).to_have_attribute("lang", language)
            wrong += scrolls_sideways(page, place.endpoint, widths)
    assert not wrong, "\n".join(wrong)


def test_the_list_shows_long_names_and_dates_in_full(page: Page, site: Site) -> None:
    site.sign_in(page, "staff")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/clients")
    long = row_of(page, "Kancelaria Wiśniewska i Wspólnicy Sp. k.").locator(".row__name")
    dates = page.locator(".row .row__cover")
    assert "Sept" in " ".join(dates.all_inner_texts())  # the longest of them
    for text in [long, *dates.all()]:
        assert text.evaluate("element => element.scrollWidth <= element.clientWidth"), text.inner_text()


def test_the_portal_sets_facts_in_two_columns_and_one_on_a_phone(page: Page, site: Site) -> None:
    site.sign_in(page, "portal")
    page.goto("/portal")
    for width, columns in ((1280, 2), (390, 1)):
        page.set_viewport_size({"width": width, "height": 800})
        lefts = page.locator(".facts__fact").evaluate_all("facts => facts.map(fact => fact.getBoundingClientRect().x)")
        assert len(set(lefts)) == columns, width
