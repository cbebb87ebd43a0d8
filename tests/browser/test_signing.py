"""Signing on the tablet: drawn by hand, cleared, kept through a refusal, and thanked for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import id_of
from tests.browser.support import Site

CLIENT = "Caffè Perù S.r.l."  # has work that is done, and no report of it yet


@pytest.fixture
def tablet(page: Page, site: Site) -> Page:
    """The page that is handed to the client, over a report that was made a moment ago."""
    page.set_viewport_size({"width": 820, "height": 1_180})
    site.sign_in(page, "staff")
    page.goto(site.url("clients.interventions", party_id=id_of(site, CLIENT)))
    page.get_by_role("button", name="Make report").click()
    page.get_by_role("dialog").get_by_role("link", name="Have it signed").click()
    expect(page.get_by_text("Sign here")).to_be_visible()
    return page


def draw(page: Page) -> None:
    """A zigzag, as with a finger."""
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 120)
    page.mouse.down()
    for n in range(12):
        page.mouse.move(box["x"] + 60 + 15 * n, box["y"] + (90 if n % 2 else 150), steps=3)
    page.mouse.up()


def sign(page: Page) -> None:
    page.get_by_role("button", name="Sign", exact=True).click()


def test_what_is_drawn_is_signed_and_the_tablet_goes_back(tablet: Page) -> None:
    expect(tablet.get_by_role("navigation", name="Main")).to_have_count(
        0
    )  # nothing of the desk is in the client's hands
    tablet.get_by_label("Name of who signs").fill("Marco Bruno")
    draw(tablet)
    sign(tablet)
    expect(tablet.get_by_text("Signed. Thank you, Marco Bruno.")).to_be_visible()
    tablet.get_by_role("link", name="Back to the desk").click()
    expect(tablet.get_by_text("Signed", exact=True).first).to_be_visible()


def test_a_drawing_stays_when_the_name_is_missing(tablet: Page) -> None:
    draw(tablet)
    sign(tablet)
    expect(tablet.get_by_role("alert")).to_contain_text("Write the name of who signs.")
    expect(tablet.get_by_alt_text("The signature that was drawn")).to_be_visible()
    tablet.get_by_label("Name of who signs").fill("Marco Bruno")
    sign(tablet)
    expect(tablet.get_by_text("Signed. Thank you, Marco Bruno.")).to_be_visible()


def test_what_was_cleared_is_not_signed(tablet: Page) -> None:
    tablet.get_by_label("Name of who signs").fill("Marco Bruno")
    draw(tablet)
    tablet.get_by_role("button", name="Clear").click()
    sign(tablet)
    expect(tablet.get_by_role("alert")).to_contain_text("Nothing is drawn yet. Sign in the frame.")


def test_a_drawing_stays_when_the_tablet_is_turned(tablet: Page) -> None:
    tablet.get_by_label("Name of who signs").fill("Marco Bruno")
    draw(tablet)
    tablet.set_viewport_size({"width": 1_180, "height": 820})
    sign(tablet)
    expect(tablet.get_by_text("Signed. Thank you, Marco Bruno.")).to_be_visible()
