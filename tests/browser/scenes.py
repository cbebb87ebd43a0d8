"""Pages in the middle of things: dialogs open, forms refused, lists empty. A scene brings a tab there."""

from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.db import db
from app.domain.directory.selection import picked
from app.domain.history.actions import new_key
from app.domain.history.models import SYSTEM
from app.domain.lifecycle.archiving import NO_CHOICES, archive_parties
from app.domain.parties.models import Party
from tests.browser.census import renatas_clients
from tests.browser.hands import ask, come_in, dialog, message, names, row_of, search, tick
from tests.browser.support import Login, Site

Play = Callable[[Page, Site], None]
PHONE = {"width": 390, "height": 844}
LONG = "x" * 301


class Scene(NamedTuple):
    """How a person with this role comes to see it."""

    name: str
    role: str
    play: Play


SCENES: list[Scene] = []


def scene(role: str) -> Callable[[Play], Play]:
    """Keep a scene for those who look at all of them."""

    def keep(play: Play) -> Play:
        SCENES.append(Scene(play.__name__, role, play))
        return play

    return keep


def archive_behind_the_back(site: Site, *names: str) -> None:
    """A colleague archives somebody meanwhile."""
    with site.app.app_context():
        ids = db.session.scalars(select(Party.id).where(Party.name.in_(names))).all()
        assert len(ids) == len(names)
        archive_parties(picked(ids), NO_CHOICES, new_key(), by=SYSTEM)
        db.session.commit()


def id_of(site: Site, name: str) -> int:
    with site.app.app_context():
        return db.session.scalars(select(Party.id).where(Party.name == name)).one()


# Lists ---------------------------------------------------------------------------------------------------------------


@scene("staff")
def rows_are_ticked(page: Page, site: Site) -> None:
    page.goto("/clients")
    tick(page, "Caffè Perù S.r.l.", "Dźwięk i Cisza Sp. z o.o.")


@scene("staff")
def all_that_match_are_selected(page: Page, site: Site) -> None:
    page.goto("/clients?role=any&per_page=25")
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="that match").click()


@scene("staff")
def no_client_matches(page: Page, site: Site) -> None:
    page.goto("/clients")
    search(page, "zzzz")
    expect(page.get_by_text("No client matches.")).to_be_visible()


@scene("staff")
def nobody_in_the_archive_matches(page: Page, site: Site) -> None:
    page.goto("/archive?q=zzzz&role=prospect")


@scene("staff")
def filters_are_set(page: Page, site: Site) -> None:
    page.goto("/clients?role=any&active=yes&sort=-since")
    page.get_by_role("button", name="Add filter").click()


@scene("staff")
def the_keys_are_shown(page: Page, site: Site) -> None:
    page.goto("/clients")
    page.keyboard.press("?")


@scene("staff")
def the_menu_of_what_is_new(page: Page, site: Site) -> None:
    page.goto("/")
    page.get_by_role("button", name="New").click()


@scene("staff")
def ones_own_menu(page: Page, site: Site) -> None:
    page.goto("/")
    page.get_by_role("button", name="Your menu").click()


# Dialogs -------------------------------------------------------------------------------------------------------------


@scene("staff")
def archiving_one_from_its_row(page: Page, site: Site) -> None:
    page.goto("/clients")
    row_of(page, "Papà Lievito S.r.l.").hover()
    row_of(page, "Papà Lievito S.r.l.").get_by_role("link", name="Archive").click()
    expect(dialog(page)).to_be_visible()


@scene("staff")
def archiving_all_of_somebodys(page: Page, site: Site) -> None:
    page.goto("/clients?q=renata")
    page.get_by_label("Select all on this page").check()
    expect(ask(page, "Archive selected")).to_contain_text("1 person can no longer sign in")


@scene("staff")
def archiving_with_a_reason_that_is_too_long(page: Page, site: Site) -> None:
    archiving_one_from_its_row(page, site)
    reason = dialog(page).get_by_label("Reason")
    reason.evaluate("input => input.removeAttribute('maxlength')")
    reason.fill(LONG)
    dialog(page).get_by_role("button", name="Archive 1 client").click()
    expect(dialog(page).locator(".error-summary")).to_be_visible()


@scene("staff")
def archiving_what_a_colleague_has_changed(page: Page, site: Site) -> None:
    page.goto("/clients?q=torino")
    page.get_by_label("Select all on this page").check()
    question = ask(page, "Archive selected")
    question.get_by_label("Reason").fill("Season over")
    archive_behind_the_back(site, "Bottega Perché No S.r.l.")
    question.get_by_role("button", name="Archive").click()
    expect(dialog(page).locator(".error-summary")).to_be_visible()


@scene("staff")
def the_message_after_archiving_two(page: Page, site: Site) -> None:
    page.goto("/clients")
    tick(page, "Nuvole Basse S.r.l.s.", "Żółw Studio Sp. z o.o.")
    ask(page, "Archive selected").get_by_role("button", name="Archive 2 clients").click()
    expect(message(page)).to_contain_text("2 clients archived.")


@scene("staff")
def restoring_from_the_archive(page: Page, site: Site) -> None:
    page.goto("/archive")
    tick(page, "Studio Vento di Mare", "Biuro Rachunkowe Kos Sp. j.")
    ask(page, "Restore selected")


@scene("staff")
def the_preview_over_the_archive(page: Page, site: Site) -> None:
    page.goto("/archive")
    row_of(page, "Studio Vento di Mare").get_by_role("link", name="Preview").click()
    expect(dialog(page)).to_contain_text("Season over")


@scene("staff")
def archiving_from_the_card(page: Page, site: Site) -> None:
    page.goto(site.url("clients.show", party_id=id_of(site, "Fabbrica del Suono S.n.c.")))
    ask(page, "Archive")


# Cards and forms -----------------------------------------------------------------------------------------------------


@scene("staff")
def the_card_of_an_archived_client(page: Page, site: Site) -> None:
    page.goto(site.url("clients.show", party_id=id_of(site, "Studio Vento di Mare")))


@scene("staff")
def the_card_of_a_client_without_contacts(page: Page, site: Site) -> None:
    page.goto(site.url("clients.contacts", party_id=id_of(site, "Pulizie Lampo S.n.c.")))


@scene("staff")
def the_card_with_six_contacts(page: Page, site: Site) -> None:
    page.goto(site.url("clients.show", party_id=id_of(site, "Kancelaria Wiśniewska i Wspólnicy Sp. k.")))


@scene("staff")
def a_client_without_a_name(page: Page, site: Site) -> None:
    page.goto("/clients/new")
    page.get_by_label("Email").fill("nowhere")
    page.get_by_role("button", name="Save client").click()
    expect(page.locator(".error-summary")).to_be_visible()


@scene("staff")
def two_edit_one_client(page: Page, site: Site) -> None:
    url = site.url("clients.edit", party_id=id_of(site, "Caffè Perù S.r.l."))
    with page.context.new_page() as colleague:
        page.goto(url)
        colleague.goto(url)
        colleague.get_by_label("City").fill("Torino")
        colleague.get_by_role("button", name="Save changes").click()
        expect(message(colleague)).to_contain_text("Saved.")
    page.get_by_label("City").fill("Nichelino")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_label("I have seen their version.")).to_be_visible()


@scene("staff")
def a_contact_without_a_name(page: Page, site: Site) -> None:
    page.goto(site.url("contacts.new", client_id=id_of(site, "Caffè Perù S.r.l.")))
    page.get_by_label("Password").first.fill("short")
    page.get_by_role("button", name="Save contact").click()
    expect(page.locator(".error-summary")).to_be_visible()


@scene("staff")
def a_contact_with_a_known_login(page: Page, site: Site) -> None:
    page.goto(site.url("contacts.new", client_id=id_of(site, "Gołąb Media Sp. z o.o.")))
    page.get_by_label("Last name").fill("Lis")
    page.get_by_label("Email").fill(next(login.email for login in site.logins if login.role == "portal"))
    page.get_by_role("button", name="Save contact").click()
    expect(page.get_by_role("button", name="Associate")).to_be_visible()


@scene("staff")
def a_file_that_is_no_list(page: Page, site: Site) -> None:
    page.goto("/clients/import")
    page.get_by_label("File", exact=True).set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": b"\x00\x01"})
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator(".error-summary")).to_be_visible()


@scene("staff")
def a_wrong_current_password(page: Page, site: Site) -> None:
    page.goto("/account")
    page.get_by_label("Current password").first.fill("not the one at all")
    page.get_by_label("New password").first.fill("short")
    page.get_by_role("button", name="Change password").click()
    expect(page.locator(".error-summary")).to_be_visible()


# Refusals ------------------------------------------------------------------------------------------------------------


@scene("staff")
def what_only_admins_may(page: Page, site: Site) -> None:
    page.goto("/settings/staff")


@scene("staff")
def nothing_at_this_address(page: Page, site: Site) -> None:
    page.goto("/clients/999999")


@scene("staff")
def the_office_cannot_be_reached(page: Page, site: Site) -> None:
    page.goto("/clients")
    page.route("**/clients/archive**", lambda route: route.abort())
    row_of(page, "Papà Lievito S.r.l.").hover()
    row_of(page, "Papà Lievito S.r.l.").get_by_role("link", name="Archive").click()
    expect(page.get_by_role("alert")).to_be_visible()


@scene("admin")
def a_colleague_with_a_weak_password(page: Page, site: Site) -> None:
    page.goto("/settings/staff/new")
    page.get_by_label("Name").fill("Ola")
    page.get_by_label("Email").fill("ola@portico.example.com")
    page.get_by_label("Password").first.fill("short")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".error-summary")).to_be_visible()


@scene("admin")
def a_colleague_with_a_short_password(page: Page, site: Site) -> None:
    page.goto("/settings/staff")
    page.get_by_role("link", name="Marta Wójcik").click()
    page.get_by_label("New password").first.fill("short")
    page.get_by_role("button", name="Set the password").click()
    expect(page.locator(".error-summary")).to_be_visible()


@scene("portal")
def the_switch_between_companies(page: Page, site: Site) -> None:
    page.goto("/portal")
    page.get_by_role("button", name="companies").click()


@scene("nobody")
def a_wrong_password(page: Page, site: Site) -> None:
    come_in(page, site, Login("staff", "marta@portico.example.com", "wrong"))
    expect(page.locator(".error-summary")).to_be_visible()


@scene("nobody")
def all_ones_clients_are_archived(page: Page, site: Site) -> None:
    with site.app.app_context():
        archive_parties(picked(db.session.scalars(renatas_clients()).all()), NO_CHOICES, new_key(), by=SYSTEM)
        db.session.commit()
    come_in(page, site, next(login for login in site.logins if login.role == "portal"))
    expect(page.get_by_role("heading", name="Closed at the moment")).to_be_visible()


# On a phone ----------------------------------------------------------------------------------------------------------


@scene("staff")
def the_drawer_of_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/clients")
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("link", name="Archive", exact=True)).to_be_visible()


@scene("staff")
def rows_are_ticked_on_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/clients")
    page.get_by_role("button", name="Select", exact=True).click()
    tick(page, names(page).first.inner_text())


@scene("staff")
def the_search_of_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/clients")
    page.locator("[data-search]").focus()
