"""By kind of email: who is written to, and for everyone else why not. And of a person, whom they speak for."""

from __future__ import annotations

from app.db import db
from app.domain.contacts.permissions import Notice, PortalPermission
from tests.blueprints.contacts.desk import grid_of
from tests.support.builders import a_contact, archived
from tests.support.cast import Cast
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor

PAGE = 4


def page_of(visitor: Visitor, client_id: int) -> Answer:
    return visitor.get("clients.who_gets_this", party_id=client_id)


def panel(page: Answer, heading: str) -> list[str]:
    """The lines under one kind."""
    return page.texts(f"//section[.//h2[starts-with(normalize-space(.), '{heading}')]]//li")


def test_each_kind_lists_its_recipients_first_and_says_why_the_others_get_none(marta: Visitor, cast: Cast) -> None:
    cast.carla.notices = frozenset({Notice.INVOICE})
    cast.renata.permissions = frozenset(PortalPermission) - {PortalPermission.MAIL}
    cast.renata.declined = frozenset({Notice.TICKET})
    db.session.commit()
    page = page_of(marta, cast.acme.id)
    assert len(page.find("//main//section")) == len(Notice)
    assert panel(page, "Mail item") == [
        "Renata Lisrenata@lis.example.com Gets it, but cannot open it",
        "Carla Rossicarla@acme.example.com Switched off for them.",
    ]
    assert panel(page, "Ticket") == [
        "Nobody gets tickets by email. They would not be sent at all.",
        "Carla Rossicarla@acme.example.com Switched off for them.",
        "Renata Lisrenata@lis.example.com Switched off by themself.",
    ]
    assert panel(page, "Invoice")[0] == "Carla Rossicarla@acme.example.com Gets it"


def test_nobody_of_an_archived_client_gets_anything(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    assert page_of(marta, cast.acme.id).text.count("The client is archived.") == 2 * len(Notice)


def test_the_tab_leads_there(marta: Visitor, cast: Cast) -> None:
    url = marta.url("clients.who_gets_this", party_id=cast.acme.id)
    assert grid_of(marta, cast.acme).find(f"//main//a[@href='{url}']")


def test_it_costs_the_same_with_two_contacts_and_with_forty(marta: Visitor, cast: Cast) -> None:
    url, costs = marta.url("clients.who_gets_this", party_id=cast.acme.id), []
    for more in (0, 38):
        for n in range(more):
            a_contact(cast.acme, f"Nina {n}")
        with count_statements() as statements:
            assert marta.client.get(url).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= PAGE


def test_a_person_s_own_card_shows_all_whom_they_speak_for(marta: Visitor, cast: Cast) -> None:
    archived(cast.bravo)
    page = marta.get("clients.contacts", party_id=cast.renata.person_id)
    lines = page.texts("//section//li")
    assert [line.split(" C-")[0] for line in lines] == ["Acme S.r.l.", "Bravo Sp. z o.o."]
    assert "Active" in lines[0] and "Archived" in lines[1]
    for contact in (cast.renata,):
        url = marta.url("contacts.edit", client_id=contact.client_id, contact_id=contact.id)
        assert page.find(f"//section//a[@href='{url}']")
    assert not grid_of(marta, cast.acme).says("Contact of")


def test_a_link_that_is_not_active_says_so_on_the_person_s_card(marta: Visitor, cast: Cast) -> None:
    cast.renata.is_active = False
    cast.renata.position = "Accountant"
    db.session.commit()
    lines = marta.get("clients.contacts", party_id=cast.renata.person_id).texts("//section//li")
    assert lines[1].startswith("Acme S.r.l.") and "Accountant" in lines[1] and "Not active" in lines[1]
