"""The tour of a client's card, tab by tab, as a new colleague takes it: in every language, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from app.blueprints.contacts.leaving import REMOVED
from tests.browser.hands import dialog, without_leaving
from tests.browser.support import Site, tab
from tests.browser.touring import Tour
from tests.support.entries import EXAMPLES

READERS = [(language, width) for language in ("en", "it", "pl") for width in (1280, 390)]
SIGNERS = [("en", 390), ("it", 1280), ("pl", 390)]


class Line(NamedTuple):
    """A line of a list as somebody writes it, what is wrong at first, and what is changed later; by field."""

    tab: str
    written: dict[str, Any]
    wrong: dict[str, Any]
    change: dict[str, Any]
    told: str = "%(name)s is on file."
    told_in_the_end: str = "%(name)s is removed."

    @property
    def corrected(self) -> dict[str, Any]:
        """What was wrong is taken out again; the country of a postal code was right."""
        return {name: "" for name in self.wrong if name != "country"} | self.written


LINES = [
    Line(
        "contacts",
        {"first_name": "Ada", "last_name": "Neri", "position": "Reception"},
        {"email": "nowhere"},
        {"position": "Management"},
        told="Saved.",
        told_in_the_end=REMOVED,
    ),
    *(Line(each.tab.replace("_", "-"), each.written, each.wrong, each.change) for each in EXAMPLES),
]


@pytest.fixture(params=READERS, ids=lambda reader: f"{reader[0]} at {reader[1]}")
def tour(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Tour]:
    """Marta at the overview of a client. Whatever a script or the console complains of fails the test at its end."""
    language, width = request.param
    with tab(browser, site, javascript=True, language=language) as page:
        page.set_viewport_size({"width": width, "height": 800})
        site.sign_in(page, "staff")
        yield Tour(page, site, language)


def test_on_every_list_a_line_is_added_refused_changed_and_removed(tour: Tour) -> None:
    with without_leaving(tour.page):
        for line in LINES:
            tour.open(line.tab)
            before = tour.count(line.tab)
            added = refuse_and_add(tour, line)
            tour.expect_count(line.tab, before + 1)
            change(tour, line, added)
            tour.save(tour.ask_for(f"{added}/remove"))
            expect(dialog(tour.page)).to_have_count(0)
            expect(tour.page.locator(f"#card [hx-get='{added}/edit']")).to_have_count(0)
            tour.expect_count(line.tab, before)
            tour.expect_told(line.told_in_the_end)


@pytest.mark.parametrize("tour", SIGNERS, ids=lambda reader: f"{reader[0]} at {reader[1]}", indirect=True)
def test_work_is_done_reported_seen_and_signed_on_the_tablet(tour: Tour) -> None:
    tour.open("interventions")
    form = tour.ask_for("/interventions/new")
    tour.write(form, {"asked": "The lock of locker 7"})
    tour.save(form)
    tour.expect_told("%(name)s is on file.")
    tour.press("/done")
    tour.expect_told("%(name)s is done.")
    tour.press("/reports/make")
    report = dialog(tour.page).locator("a[href*='/reports/'][target=_blank]").first
    assert tour.page.request.get(str(report.get_attribute("href"))).headers["content-type"] == "application/pdf"
    dialog(tour.page).locator("a[href$='/sign']").click()
    sign(tour)
    expect(dialog(tour.page).locator("a[href$='/signed']").first).to_be_visible()
    tour.look()


@pytest.mark.parametrize("tour", SIGNERS, ids=lambda reader: f"{reader[0]} at {reader[1]}", indirect=True)
def test_a_contract_is_drawn_up_signed_and_amended(tour: Tour) -> None:
    before = tour.count("contracts")
    tour.open("contracts")
    tour.page.locator("#card a[href^='/contracts/new']").click()
    form = tour.page.locator("main form")
    tour.write(form, {"value": "49.50"})
    tour.save(form)
    expect(form.locator("[name=subject][aria-invalid=true]")).to_be_focused()
    expect(form.locator("[name=value]")).to_have_value(tour.spelled("49.50"))
    tour.write(form, {"subject": "Virtual office"})
    tour.save(form)
    tour.page.locator("main a[href$='/draw-up']").click()
    tour.save(dialog(tour.page))
    tour.look()
    tour.page.locator("main a[href$='/sign']").click()
    sign(tour)
    tour.press("/amend")
    expect(tour.page.locator("main a[href$='/drop-amendment']")).to_be_visible()
    tour.look()
    tour.page.goto(tour.site.url("clients.contracts", party_id=tour.client))
    tour.expect_count("contracts", before + 1)


def sign(tour: Tour) -> None:
    """The client signs with the mouse, at first without having drawn anything; the tablet goes back to the desk."""
    pad, form = tour.page.locator("canvas"), tour.page.locator("form.signing")
    form.locator("[name=name]").fill("Marco Bruno")
    tour.save(form)
    expect(pad).to_be_focused()
    expect(pad).to_have_accessible_description(form.get_by_role("alert").locator("li").inner_text().partition(": ")[2])
    tour.look()
    box = pad.bounding_box()
    assert box
    tour.page.mouse.move(box["x"] + 40, box["y"] + 120)
    tour.page.mouse.down()
    tour.page.mouse.move(box["x"] + 200, box["y"] + 60, steps=8)
    tour.page.mouse.up()
    tour.save(form)
    expect(pad).to_have_count(0)
    tour.look()
    tour.page.locator(".tablet__foot a").last.click()


def refuse_and_add(tour: Tour, line: Line) -> str:
    """A new line, at first with something wrong in it; its address."""
    known = addresses(tour.page)
    form = tour.ask_for(f"/{line.tab}/new")
    typed = line.written | line.wrong
    tour.write(form, typed)
    tour.save(form)
    expect(form.get_by_role("alert")).to_be_visible()
    expect(form.locator("[aria-invalid=true]:focus")).to_have_count(1)
    expect(form.locator(".field__error").first).to_be_visible()
    for name, value in typed.items():  # nothing of it is lost
        if isinstance(value, str):
            expect(form.locator(f"[name={name}]")).to_have_value(tour.spelled(value))
    tour.look()
    tour.write(form, line.corrected)
    tour.save(form)
    if line.tab == "activities":  # saved first, then asked whether it goes into the calendar
        expect(form.locator("form[action$='/calendar']")).to_be_visible()
        tour.expect_told(line.told)
        tour.save(form)
    expect(dialog(tour.page)).to_have_count(0)
    tour.expect_told("%(name)s is in the calendar." if line.tab == "activities" else line.told)
    tour.look()
    (added,) = addresses(tour.page) - known
    return added


def change(tour: Tour, line: Line, added: str) -> None:
    """Something else is written into the line, and the list shows it."""
    row = tour.page.locator(f"#card li:has([hx-get='{added}/edit'])")
    before = row.inner_text()
    form = tour.ask_for(f"{added}/edit")
    tour.write(form, line.change)
    tour.save(form)
    expect(dialog(tour.page)).to_have_count(0)
    expect(row).not_to_have_text(before, use_inner_text=True)
    tour.expect_told("Saved.")
    tour.look()


def addresses(page: Page) -> set[str]:
    """Those of the lines that stand on the tab."""
    links = page.locator("#card li [hx-get$='/edit']")
    return {str(link.get_attribute("hx-get")).removesuffix("/edit") for link in links.all()}
