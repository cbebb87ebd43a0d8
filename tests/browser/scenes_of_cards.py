"""Cards, forms that were refused, and what people are told who may not go on."""

from playwright.sync_api import Page, expect

from tests.browser.hands import come_in, message
from tests.browser.stage import archive_behind_the_back, id_of, scene
from tests.browser.support import Login, Site

RENATAS = (
    "Caffè Perù S.r.l.",
    "Dźwięk i Cisza Sp. z o.o.",
    "Ghiaccio & Menta S.r.l.",
    "Kancelaria Wiśniewska i Wspólnicy Sp. k.",
    "Łódź Consulting Sp. z o.o.",
    "Śnieżka Import-Eksport Sp. z o.o.",
)


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
def a_location_that_was_refused_beside_its_card(page: Page, site: Site) -> None:
    page.goto(site.url("clients.locations", party_id=id_of(site, "Caffè Perù S.r.l.")))
    page.get_by_role("link", name="New location").click()
    page.get_by_label("Postal code").fill("1")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error-summary")).to_be_visible()


@scene("staff")
def the_question_before_a_line_leaves_the_card(page: Page, site: Site) -> None:
    page.goto(site.url("clients.locations", party_id=id_of(site, "Caffè Perù S.r.l.")))
    page.get_by_role("link", name="Remove Sede").click()
    expect(page.get_by_role("button", name="Remove", exact=True)).to_be_visible()


@scene("staff")
def a_client_without_a_name(page: Page, site: Site) -> None:
    page.goto("/clients/new")
    page.get_by_role("textbox", name="Email").fill("nowhere")
    page.get_by_role("button", name="Save client").click()
    expect(page.locator(".error-summary")).to_be_visible()


@scene("staff")
def a_new_client_beside_whom_others_look_alike(page: Page, site: Site) -> None:
    page.goto("/clients/new")
    page.get_by_label("Company name").press_sequentially("studio")
    expect(page.get_by_role("link", name="Restore instead")).to_be_visible()


@scene("staff")
def a_new_client_who_is_known_already(page: Page, site: Site) -> None:
    page.goto("/clients/new")
    page.get_by_label("Company name").fill("studio vento di mare")
    page.get_by_role("button", name="Save client").click()
    expect(page.get_by_role("checkbox", name="Put it on file all the same")).to_be_focused()


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
    page.get_by_role("textbox", name="Email").fill(next(login.email for login in site.logins if login.role == "portal"))
    page.get_by_label("Password").first.fill("correct horse battery")
    page.get_by_role("button", name="Save contact").click()
    expect(page.get_by_role("button", name="Associate")).to_be_visible()


@scene("staff")
def a_file_that_is_no_list(page: Page, site: Site) -> None:
    page.goto("/clients/import")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "x.csv", "mimeType": "text/csv", "buffer": b"\x00\x01"}
    )
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
    page.evaluate("document.dispatchEvent(new Event('htmx:sendError'))")
    expect(page.get_by_role("alert")).to_be_visible()


@scene("admin")
def a_colleague_with_a_weak_password(page: Page, site: Site) -> None:
    page.goto("/settings/staff/new")
    page.get_by_label("Name").fill("Ola")
    page.get_by_role("textbox", name="Email").fill("ola@portico.example.com")
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
    archive_behind_the_back(site, *RENATAS)
    come_in(page, site, next(login for login in site.logins if login.role == "portal"))
    expect(page.get_by_role("heading", name="Closed at the moment")).to_be_visible()


@scene("staff")
def a_report_that_is_about_to_be_signed(page: Page, site: Site) -> None:
    page.goto(site.url("clients.interventions", party_id=id_of(site, "Caffè Perù S.r.l.")))
    page.get_by_role("button", name="Make report").click()
    page.get_by_role("dialog").get_by_role("link", name="Have it signed").click()
    expect(page.get_by_role("button", name="Sign", exact=True)).to_be_visible()
