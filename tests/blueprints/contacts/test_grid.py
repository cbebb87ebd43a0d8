"""The Contacts tab: what opens for each contact and what they get, ticked where it stands (PRODUCT.md 6)."""

from __future__ import annotations

import pytest

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.contacts.permissions import Notice, PortalPermission
from tests.blueprints.clients.desk import flashes, follow_within, is_part
from tests.blueprints.contacts.desk import GRID, box, click, grid_of, is_ticked
from tests.support.builders import a_contact, archived
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.statements import count_statements
from tests.support.visitor import Visitor

TAB, TICK = 10, 14


def boxes(contact: Contact) -> tuple[set[PortalPermission], set[Notice]]:
    db.session.refresh(contact)
    return set(contact.permissions), set(contact.notices)


def test_a_contact_has_fifteen_boxes_each_with_whose_it_is(marta: Visitor, cast: Cast) -> None:
    page = grid_of(marta, cast.acme)
    labels = [button.get("aria-label") for button in page.find("//button[@role='checkbox']")]
    assert labels[:2] == ["Invoices, Carla Rossi", "Estimates, Carla Rossi"]
    assert (labels[7], labels[14], len(labels)) == ("Invoice, Carla Rossi", "Mail item, Carla Rossi", 30)
    groups = page.find("//li[1]//*[@role='group']")
    assert [group.get("aria-label") for group in groups] == ["Opens in the portal", "Gets by email"]


@pytest.mark.parametrize("htmx", [False, True])
def test_a_tick_is_saved_at_once_with_and_without_a_script(marta: Visitor, cast: Cast, htmx: bool) -> None:
    page = grid_of(marta, cast.acme)
    answer = click(page, "Mail, Carla Rossi", htmx=htmx)
    assert PortalPermission.MAIL not in boxes(cast.carla)[0]
    after = follow_within(answer, GRID) if htmx else answer.follow()
    assert is_part(after, GRID) is htmx
    assert not is_ticked(after, "Mail, Carla Rossi")
    assert is_ticked(after, "Mail, Renata Lis")
    assert flashes(after) == ["No longer opens in the portal for Carla Rossi: Mail."]
    again = click(after, "Mail, Carla Rossi").follow()
    assert flashes(again)[-1] == "Opens in the portal for Carla Rossi now: Mail."
    assert is_ticked(again, "Mail, Carla Rossi")


def test_a_notice_is_told_in_its_own_words(marta: Visitor, cast: Cast) -> None:
    off = click(grid_of(marta, cast.acme), "Ticket, Carla Rossi").follow()
    assert flashes(off) == ["Carla Rossi no longer gets by email: Ticket."]
    assert flashes(click(off, "Ticket, Carla Rossi").follow())[-1] == "Carla Rossi gets by email now: Ticket."


@pytest.mark.parametrize("htmx", [False, True])
def test_undo_in_the_message_takes_the_tick_back(marta: Visitor, cast: Cast, htmx: bool) -> None:
    before = boxes(cast.carla)
    answer = click(grid_of(marta, cast.acme), "Mail, Carla Rossi", htmx=htmx)
    after = follow_within(answer, GRID) if htmx else answer.follow()
    undo = next(form.get("action") for form in after.find("//form") if "/undo" in (form.get("action") or ""))
    assert after.form(undo.partition("?")[0]).submit().follow().says("Taken back: Carla Rossi is as before.")
    assert boxes(cast.carla) == before


def test_two_boxes_of_one_page_are_two_acts_and_a_double_click_is_one(marta: Visitor, cast: Cast) -> None:
    page = grid_of(marta, cast.acme)
    for label in ("Mail, Carla Rossi", "Support, Carla Rossi", "Mail, Renata Lis", "Mail, Carla Rossi"):
        assert click(page, label).status == 303
    assert boxes(cast.carla)[0] == set(PortalPermission) - {PortalPermission.MAIL, PortalPermission.SUPPORT}
    assert boxes(cast.renata)[0] == set(PortalPermission) - {PortalPermission.MAIL}


def test_the_timeline_says_which_box_it_was(marta: Visitor, cast: Cast) -> None:
    click(grid_of(marta, cast.acme), "Mail, Carla Rossi")
    card = marta.get("clients.show", party_id=cast.acme.id)
    assert card.says("What Carla Rossi opens and gets by email changed by Marta Wójcik (unticked: Mail)")


def test_a_notice_that_cannot_be_opened_is_flagged_in_words(marta: Visitor, cast: Cast) -> None:
    page = click(grid_of(marta, cast.acme), "Mail, Carla Rossi").follow()
    flagged = box(page, "Mail item, Carla Rossi")
    assert is_ticked(page, "Mail item, Carla Rossi")
    (note,) = page.texts(f"//*[@id='{flagged.get('aria-describedby')}']")
    assert note == "Gets it, but cannot open it in the portal: Mail item"
    assert box(page, "Invoice, Carla Rossi").get("aria-describedby") is None


def test_what_a_contact_declined_themself_shows_so(marta: Visitor, cast: Cast) -> None:
    cast.carla.declined = frozenset({Notice.TICKET})
    db.session.commit()
    page = grid_of(marta, cast.acme)
    (note,) = page.texts(f"//*[@id='{box(page, 'Ticket, Carla Rossi').get('aria-describedby')}']")
    assert note == "Switched off by themself: Ticket"


def test_a_kind_that_reaches_nobody_is_said_below_and_its_column_marked(marta: Visitor, cast: Cast) -> None:
    page = grid_of(marta, cast.acme)
    for name in ("Carla Rossi", "Renata Lis"):
        assert not page.says("Nobody gets")
        page = click(page, f"Estimate, {name}").follow()
    assert page.says("Nobody gets estimates by email. They would not be sent at all.")
    marked = [button.get("value") for button in page.find("//button[contains(@class, 'is-unreached')]")]
    assert set(marked) == {"estimate"}
    page = click(click(page, "Ticket, Carla Rossi").follow(), "Ticket, Renata Lis").follow()
    assert page.says("Nobody gets estimates or tickets by email.")


def test_nobody_with_an_email_gets_nothing_at_all(marta: Visitor, cast: Cast) -> None:
    cast.zoe.person.email = ""
    db.session.commit()
    assert grid_of(marta, cast.zeta).says("Nobody gets any email by itself. None would be sent at all.")


def test_an_archived_client_s_columns_are_not_marked(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    page = grid_of(marta, cast.acme)
    assert page.says("While the client is archived, no email comes to anybody by itself.")
    assert page.find("//button[contains(@class, 'is-unreached')]") == []
    assert click(page, "Mail, Carla Rossi").status == 303  # data are edited as ever (PRODUCT.md 3)


def test_who_is_not_active_has_dashes(marta: Visitor, cast: Cast) -> None:
    page = grid_of(marta, cast.acme)
    cast.renata.is_active = False
    db.session.commit()
    refused = click(page, "Mail, Renata Lis")
    assert refused.status == 422 and refused.says("Renata Lis is no longer an active contact.")
    page = grid_of(marta, cast.acme)
    assert page.find("//button[contains(@aria-label, 'Renata')][@role='checkbox']") == []
    assert page.says("2 contacts", "1 active", "Not active")


def test_a_box_of_another_client_s_contact_is_not_found_and_one_of_no_grid_refused(marta: Visitor, cast: Cast) -> None:
    before = all_rows()
    for client_id, contact_id, data, status in (
        (cast.zeta.id, cast.carla.id, {"untick": "mail"}, 404),
        (cast.acme.id, cast.zoe.id, {"untick": "mail"}, 404),
        (cast.acme.id, 999_999, {"untick": "mail"}, 404),
        (cast.acme.id, cast.carla.id, {"untick": "everything"}, 422),
        (cast.acme.id, cast.carla.id, {}, 422),
    ):
        assert marta.post("contacts.turn", data, client_id=client_id, contact_id=contact_id).status == status
    assert all_rows() == before


def test_the_overview_warns_of_what_is_sent_by_now_only(marta: Visitor, cast: Cast) -> None:
    def overview() -> str:
        return marta.get("clients.show", party_id=cast.zeta.id).text

    cast.zoe.notices = frozenset({Notice.MAIL_ITEM})
    db.session.commit()
    assert "Nobody gets" not in overview()
    cast.zoe.notices = frozenset(Notice) - {Notice.MAIL_ITEM}
    db.session.commit()
    assert "Nobody gets word of mail that arrived by email." in overview()


def test_the_tab_costs_the_same_with_two_contacts_and_with_forty(marta: Visitor, cast: Cast) -> None:
    def cost(htmx: str | None) -> int:
        headers = {"HX-Request": "true", "HX-Target": htmx} if htmx else {}
        url = marta.url("clients.contacts", party_id=acme_id)
        with count_statements() as statements:
            assert marta.client.get(url, headers=headers).status_code == 200
        assert len(statements) <= TAB, "\n".join(statements)
        return len(statements)

    acme_id = cast.acme.id
    few = cost(None), cost(GRID)
    for n in range(38):
        a_contact(cast.acme, f"Nina {n}")
    assert (cost(None), cost(GRID)) == few


def test_a_tick_costs_the_same_with_two_contacts_and_with_forty(marta: Visitor, cast: Cast) -> None:
    costs = []
    for more in (0, 38):
        for n in range(more):
            a_contact(cast.acme, f"Nina {n}")
        page = grid_of(marta, cast.acme)
        with count_statements() as statements:
            assert click(page, "Mail, Carla Rossi").status == 303
        costs.append(len(statements))
        assert len(statements) <= TICK, "\n".join(statements)
    assert costs[0] == costs[1]
