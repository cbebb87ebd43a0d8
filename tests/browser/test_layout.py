"""No page scrolls sideways, at any width and in any language."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.census import places
from tests.browser.hands import row_of
from tests.browser.scenes import SCENES
from tests.browser.support import Site

# 200 % of a desk's 1280 px leaves half of them.
WIDTHS = (320, 390, 640, 768, 1280)
STICKS_OUT = """() => {
    const page = document.documentElement
    if (page.scrollWidth <= page.clientWidth) return null
    const edge = page.clientWidth + 1
    const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > edge)
    return out.slice(0, 4).map(e => `${e.tagName.toLowerCase()}.${e.className}`).join(', ') || 'something'
}"""


@pytest.mark.parametrize("language", ["en", "it", "pl"])
@pytest.mark.parametrize("role", ["admin", "portal", "nobody"])
def test_no_page_scrolls_sideways(page: Page, site: Site, role: str, language: str) -> None:
    page.context.set_extra_http_headers({"Accept-Language": language})
    if role != "nobody":
        site.sign_in(page, role)
    wrong = []
    for place in places(site, role):
        page.goto(place.url)
        expect(page.locator("html")).to_have_attribute("lang", language)
        wrong += what_sticks_out(page, place.endpoint)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("act", sorted({scene.act for scene in SCENES if scene.role == "staff"}))
def test_nothing_scrolls_sideways_in_the_middle_of_things(page: Page, site: Site, act: str) -> None:
    site.sign_in(page, "staff")
    wrong = []
    for scene in SCENES:
        if (scene.role, scene.act) == ("staff", act):
            with page.context.new_page() as tab_of_its_own:
                scene.play(tab_of_its_own, site)
                wrong += what_sticks_out(tab_of_its_own, scene.name)
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
    for width, columns in ((1280, 2), (390, 1)):
        page.set_viewport_size({"width": width, "height": 800})
        lefts = page.locator(".facts__fact").evaluate_all("facts => facts.map(fact => fact.getBoundingClientRect().x)")
        assert len(set(lefts)) == columns, width


def what_sticks_out(page: Page, name: str) -> list[str]:
    """At which widths the page scrolls sideways, and because of what."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if out := page.evaluate(STICKS_OUT):
            wrong.append(f"{name} at {width}: {out}")
    return wrong
