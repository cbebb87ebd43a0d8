"""The grid of contacts with something odd in it, and what is asked from its rows."""

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.contacts.permissions import Notice, PortalPermission
from tests.browser.hands import dialog
from tests.browser.stage import id_of, scene
from tests.browser.support import Site

CLIENT = "Łódź Consulting Sp. z o.o."


@scene("staff")
def a_grid_with_notices_that_cannot_be_opened_that_are_declined_and_that_reach_nobody(page: Page, site: Site) -> None:
    client_id = id_of(site, CLIENT)
    with site.app.app_context():
        for contact in db.session.scalars(select(Contact).where(Contact.client_id == client_id)):
            contact.permissions = frozenset(PortalPermission) - {PortalPermission.SUPPORT}
            contact.notices = frozenset(Notice) - {Notice.ESTIMATE}
            contact.declined = frozenset({Notice.MAIL_ITEM})
        db.session.commit()
    page.goto(site.url("clients.contacts", party_id=client_id))


@scene("staff")
def what_one_contact_has_is_copied_to_others(page: Page, site: Site) -> None:
    page.goto(site.url("clients.contacts", party_id=id_of(site, "Kancelaria Wiśniewska i Wspólnicy Sp. k.")))
    page.get_by_role("button", name="More about Ewa Nowak").click()
    page.get_by_role("link", name="Apply to …").locator("visible=true").click()
    expect(dialog(page)).to_be_visible()


@scene("staff")
def a_person_who_is_found_by_typing(page: Page, site: Site) -> None:
    page.goto(site.url("contacts.choose", client_id=id_of(site, CLIENT)))
    page.get_by_role("searchbox", name="Person").press_sequentially("ewa")
    expect(page.get_by_role("link", name="Ewa Nowak")).to_be_visible()


@scene("staff")
def the_card_of_a_person_who_speaks_for_six(page: Page, site: Site) -> None:
    page.goto(site.url("clients.contacts", party_id=id_of(site, "Renata Lis")))
