"""The calendar: entries are moved by the pointer, and without it in their own panel."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import dialog, message, without_leaving
from tests.browser.support import Site

ENTRY = "Weekly meeting"  # of the office's own, today at half past eight


def entry(page: Page) -> Locator:
    return page.locator("[data-move]", has_text=ENTRY).first


def another_day(page: Page, hour: str) -> Locator:
    """A cell of another day of this week, in the row of an hour."""
    today = entry(page).locator("xpath=ancestor::*[@data-day][1]").get_attribute("data-day")
    return page.locator(f"[data-hour='{hour}']:not([data-day='{today}'])").first


@pytest.fixture
def week(page: Page, site: Site) -> Page:
    """Marta at this week."""
    site.sign_in(page, "staff")
    page.goto("/calendar?view=week")
    return page


def drag(page: Page, what: Locator, to: Locator) -> None:
    what.hover()
    page.mouse.down()
    to.hover()
    page.mouse.up()


def test_an_entry_is_carried_to_another_day_and_hour_and_stays_there(week: Page) -> None:
    to = another_day(week, "09")
    day = to.get_attribute("data-day")
    with without_leaving(week):
        drag(week, entry(week), to)
        expect(message(week)).to_be_visible()
    week.reload()
    there = entry(week).locator("xpath=ancestor::*[@data-day][1]")
    expect(there).to_have_attribute("data-day", day or "")
    expect(there).to_have_attribute("data-hour", "09")
    expect(entry(week)).to_contain_text("09:30")


def test_whichever_day_of_several_is_taken_the_others_come_along(week: Page) -> None:
    days = [cell.get_attribute("data-day") or "" for cell in week.locator("[data-day]:not([data-hour])").all()]
    week.get_by_role("link", name="New entry").click()
    dialog(week).get_by_label("About").fill("Trade fair")
    dialog(week).get_by_label("Day", exact=True).fill(days[1])
    dialog(week).get_by_label("Until (day)").fill(days[3])
    dialog(week).get_by_role("button", name="Save").click()
    expect(message(week)).to_contain_text("Trade fair is on file.")
    fair = week.locator("[data-move]", has_text="Trade fair")
    drag(week, fair.nth(2), week.locator(f"[data-day='{days[4]}']:not([data-hour])"))
    expect(message(week)).to_contain_text("Trade fair is now on")
    for place, day in enumerate(days[2:5]):
        expect(fair.nth(place).locator("xpath=ancestor::*[@data-day][1]")).to_have_attribute("data-day", day)


def test_a_click_opens_it_and_moves_nothing(week: Page) -> None:
    at = entry(week).inner_text()
    entry(week).click()
    expect(dialog(week)).to_be_visible()
    week.keyboard.press("Escape")
    expect(entry(week)).to_have_text(at, use_inner_text=True)


def test_by_keyboard_it_is_moved_in_its_panel(week: Page) -> None:
    entry(week).press("Enter")
    dialog(week).get_by_label("Time").fill("10:45")
    dialog(week).get_by_label("Time").press("Enter")
    expect(entry(week)).to_contain_text("10:45")
