"""The path from end to end: clients go into the Archive while one of their contacts is signed in, and come back."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from app.db import db
from app.domain.history.models import Act, Deed
from app.worker.loop import work_off
from tests.browser.hands import ask, come_in, dialog, message, names, row_of, search, tick
from tests.browser.stage import id_of
from tests.browser.support import Login, Site, tab
from tests.support.builders import PASSWORD

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
    find("caffe")
    expect(names(desk)).to_have_text(["Caffè Perù S.r.l."])
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
    find("caffe")
    expect(names(desk)).to_have_text(["Caffè Perù S.r.l."])
    tick(desk, "Caffè Perù S.r.l.")
    ask(desk, "Restore selected").get_by_role("button", name="Restore 1 client").click()
    expect(message(desk)).to_contain_text("Caffè Perù S.r.l. is restored and active.")
    desk.goto("/clients?q=caffe")
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


def test_a_list_comes_in_and_300_of_it_are_archived_at_once_while_a_contact_is_signed_in_and_come_back(
    desk: Page, portal: Page, site: Site, find: Callable[[str], None], tmp_path: Path, script: bool
) -> None:
    take_over(desk, site, list_of("Season", 300, tmp_path / "season.csv"))
    desk.get_by_role("link", name="Show the clients").click()
    desk.get_by_role("link", name="Season 007", exact=True).click()
    give_a_login(desk, MARCO)
    come_in(portal, site, MARCO)
    expect(portal.get_by_role("main")).to_contain_text("Season 007")

    desk.goto("/clients")
    find("season")
    expect(names(desk).first).to_have_text("Season 001")
    select_all_that_match(desk, 300, script=script)
    question = ask(desk, "Archive selected")
    for text in ("Archive 300 clients?", "1 person can no longer sign in", "Marco Bruno"):
        expect(question).to_contain_text(text)
    question.get_by_label("Reason").fill("Season over")
    question.get_by_label("Expected back on").fill("2090-03-01")
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
    expect(names(desk).first).to_have_text("Season 300")
    for text in ("Season over", "1 Mar 2090", "Marta Wójcik"):
        expect(row_of(desk, "Season 300")).to_contain_text(text)
    select_all_that_match(desk, 300, script=script)
    question = ask(desk, "Restore selected")
    expect(question).to_contain_text("1 person can sign in again")
    question.get_by_role("button", name="Restore 300 clients").click()
    expect(message(desk)).to_contain_text("300 clients restored.")

    come_in(portal, site, MARCO)
    expect(portal.get_by_role("main")).to_contain_text("Season 007")


def test_a_double_click_archives_once(desk: Page, site: Site) -> None:
    desk.goto("/clients")
    tick(desk, "Nuvole Basse S.r.l.s.")
    before = archivings(site)
    ask(desk, "Archive selected").get_by_role("button", name="Archive 1 client").dblclick()
    expect(message(desk)).to_contain_text("Nuvole Basse S.r.l.s. is archived.")
    assert archivings(site) == before + 1


def test_going_back_finds_that_it_is_done_already(desk: Page, site: Site) -> None:
    desk.goto(site.url("clients.ask_archive", ids=id_of(site, "Papà Lievito S.r.l.")))
    dialog(desk).get_by_role("button", name="Archive 1 client").click()
    expect(message(desk)).to_contain_text("Papà Lievito S.r.l. is archived.")
    desk.go_back()
    expect(dialog(desk)).to_contain_text("There is nothing to do: who was selected is archived already.")
    expect(dialog(desk).get_by_role("button", name="Archive")).to_have_count(0)


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


def list_of(name: str, how_many: int, file: Path) -> Path:
    """A list of clients as an office has one."""
    lines = ["Company,City", *(f"{name} {number:03},Rimini" for number in range(1, how_many + 1))]
    file.write_text("\n".join(lines))
    return file


def take_over(desk: Page, site: Site, file: Path) -> None:
    """Bring a list in by the page, and let the worker read it."""
    desk.goto("/clients/import")
    desk.get_by_label("File", exact=True).set_input_files(file)
    desk.get_by_role("button", name="Read the file").click()
    desk.wait_for_url("**/imports/*")
    with site.app.app_context():
        work_off()
    desk.reload()
    desk.get_by_role("button", name="Take over 300 clients").click()
    expect(desk.get_by_role("main")).to_contain_text("300 clients are taken over.")


def give_a_login(desk: Page, login: Login) -> None:
    """Put Marco on file as a contact of the client whose card is open."""
    desk.get_by_role("link", name="New contact").first.click()
    desk.get_by_label("First name").fill("Marco")
    desk.get_by_label("Last name").fill("Bruno")
    desk.get_by_role("textbox", name="Email").fill(login.email)
    desk.get_by_label("Password").first.fill(login.password)
    desk.get_by_role("button", name="Save contact").click()
    expect(desk.get_by_role("main")).to_contain_text("Marco Bruno")


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
