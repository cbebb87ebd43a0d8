"""The path from end to end: clients go into the Archive while one of their contacts is signed in, and come back."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from app.db import db
from app.domain.history.models import Act, Deed
from tests.browser.hands import ask, come_in, dialog, message, names, row_of, search, tick
from tests.browser.stage import id_of
from tests.browser.support import Login, Site, tab
from tests.support.builders import PASSWORD, a_client, a_contact, many_clients

CLOSED = "Your access to the portal of Portico Uffici is closed at the moment. Nothing of yours is lost."
MARCO = Login("portal", "marco@season.example.com", PASSWORD)


@pytest.fixture(params=[True, False], ids=["with a script", "without a script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def desk(browser: Browser, site: Site, script: bool) -> Iterator[Page]:
    """Marta's tab, signed in."""
    with tab(browser, site, javascript=script) as page:
        site.sign_in(page, "staff")
        yield page


@pytest.fixture
def portal(browser: Browser, site: Site, script: bool) -> Iterator[Page]:
    """A contact's tab, elsewhere."""
    with tab(browser, site, javascript=script) as page:
        yield page


@pytest.fixture
def find(desk: Page, script: bool) -> Callable[[str], None]:
    """Search in the list that Marta looks at."""
    return partial(search, desk, enter=not script)


def test_somebody_is_archived_with_a_reason_and_a_date_and_comes_back(desk: Page, find: Callable[[str], None]) -> None:
    desk.goto("/clients")
    find("pe")
    expect(names(desk)).to_contain_text(["Caffè Perù S.r.l."])
    tick(desk, "Caffè Perù S.r.l.")
    question = ask(desk, "Archive selected")
    question.get_by_label("Reason").fill("Season over")
    question.get_by_label("Expected back on").fill("2090-03-01")
    question.get_by_role("button", name="Archive 1 client").click()
    expect(message(desk)).to_contain_text("Caffè Perù S.r.l. is archived.")
    expect(names(desk).filter(has_text="Caffè Perù")).to_have_count(0)

    desk.goto("/archive")
    row = row_of(desk, "Caffè Perù S.r.l.")
    for text in ("Season over", "1 Mar 2090", "Marta Wójcik"):
        expect(row).to_contain_text(text)
    find("peru")
    expect(names(desk)).to_have_text(["Caffè Perù S.r.l."])
    tick(desk, "Caffè Perù S.r.l.")
    ask(desk, "Restore selected").get_by_role("button", name="Restore 1 client").click()
    expect(message(desk)).to_contain_text("Caffè Perù S.r.l. is restored and active.")
    desk.goto("/clients?q=peru")
    expect(names(desk)).to_have_text(["Caffè Perù S.r.l."])


def test_several_are_ticked_and_one_was_archived_already(desk: Page, site: Site) -> None:
    desk.goto("/clients?q=torino")
    tick(desk, "Alba Chiara Eventi S.r.l.", "Bottega Perché No S.r.l.")
    question = ask(desk, "Archive selected")
    expect(question).to_contain_text("Archive 2 clients?")
    with desk.context.new_page() as second:
        second.goto(site.url("clients.show", party_id=id_of(site, "Alba Chiara Eventi S.r.l.")))
        ask(second, "Archive").get_by_role("button", name="Archive 1 client").click()
        expect(message(second)).to_contain_text("is archived.")
    question.get_by_role("button", name="Archive 2 clients").click()
    expect(message(desk)).to_contain_text("1 was already archived.")


def test_three_hundred_go_at_once_while_a_contact_is_signed_in_and_come_back(
    desk: Page, portal: Page, site: Site, find: Callable[[str], None], script: bool
) -> None:
    with site.app.app_context():
        many_clients(299, "Season")
        a_contact(a_client("Season Stabilimento"), "Marco", "Bruno", email=MARCO.email, password=MARCO.password)
    come_in(portal, site, MARCO)
    expect(portal.get_by_role("heading", level=1)).to_have_text("Season Stabilimento")

    desk.goto("/clients")
    find("season")
    expect(names(desk)).to_have_count(50)
    select_all_that_match(desk, 300, script=script)
    question = ask(desk, "Archive selected")
    for text in ("Archive 300 clients?", "1 person can no longer sign in", "Marco Bruno"):
        expect(question).to_contain_text(text)
    question.get_by_role("button", name="Archive 300 clients").click()
    expect(message(desk)).to_contain_text("300 clients archived.")
    expect(names(desk)).to_have_count(0)

    portal.get_by_role("banner").get_by_role("link").first.click()  # the next click
    expect(portal).to_have_url(site.url("auth.login"))
    expect(portal.get_by_role("main")).to_contain_text(CLOSED)
    portal.reload()
    expect(portal.get_by_role("main")).not_to_contain_text(CLOSED)
    come_in(portal, site, MARCO)
    expect(portal.get_by_role("main")).to_contain_text(CLOSED)

    desk.goto("/archive")
    find("season")
    expect(names(desk)).to_have_count(50)
    select_all_that_match(desk, 300, script=script)
    question = ask(desk, "Restore selected")
    expect(question).to_contain_text("1 person can sign in again")
    question.get_by_role("button", name="Restore 300 clients").click()
    expect(message(desk)).to_contain_text("300 clients restored.")

    come_in(portal, site, MARCO)
    expect(portal.get_by_role("heading", level=1)).to_have_text("Season Stabilimento")


def test_a_double_click_archives_once(desk: Page, site: Site) -> None:
    desk.goto("/clients")
    tick(desk, "Nuvole Basse S.r.l.s.")
    before = archivings(site)
    ask(desk, "Archive selected").get_by_role("button", name="Archive 1 client").dblclick()
    expect(message(desk)).to_contain_text("Nuvole Basse S.r.l.s. is archived.")
    assert archivings(site) == before + 1


def test_going_back_and_sending_again_archives_once(desk: Page, site: Site) -> None:
    url = site.url("clients.ask_archive", ids=id_of(site, "Papà Lievito S.r.l."))
    before = archivings(site)
    for _ in range(2):
        desk.goto(url)
        dialog(desk).get_by_label("Reason").fill("Closed")
        button = dialog(desk).get_by_role("button", name="Archive 1 client")
        if button.count():
            button.click()
            expect(message(desk)).to_be_visible()
        desk.go_back()
    assert archivings(site) == before + 1


def test_whom_the_desk_expects_back_stands_on_its_front_page(desk: Page, site: Site) -> None:
    desk.goto(site.url("clients.ask_archive", ids=id_of(site, "Żółw Studio Sp. z o.o.")))
    dialog(desk).get_by_label("Expected back on").fill(date.today().isoformat())  # noqa: DTZ011  (a date that one types)
    dialog(desk).get_by_role("button", name="Archive 1 client").click()
    expect(message(desk)).to_contain_text("Żółw Studio Sp. z o.o. is archived.")
    desk.goto("/")
    expect(desk.get_by_role("main")).to_contain_text("Żółw Studio Sp. z o.o.")
    desk.get_by_role("listitem").filter(has_text="Żółw Studio").get_by_role("link", name="Restore").first.click()
    dialog(desk).get_by_role("button", name="Restore 1 client").click()
    expect(message(desk)).to_contain_text("Żółw Studio Sp. z o.o. is restored and active.")


def select_all_that_match(desk: Page, count: int, *, script: bool) -> None:
    """With a script by the head's box and the offer beside the count; without one by a box of its own."""
    if script:
        desk.get_by_label("Select all on this page").check()
        desk.get_by_role("button", name=f"Select all {count} that match").click()
        expect(desk.locator("[data-count]")).to_have_text(f"{count} selected")
    else:
        desk.locator("[data-pick]").first.check()
        desk.get_by_label("all that match").check()


def archivings(site: Site) -> int:
    """How many acts of archiving are on record."""
    with site.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Act).where(Act.deed == Deed.ARCHIVE)) or 0
