"""Prospects, customers, suppliers: from the card's menu and in bulk (PRODUCT.md 5)."""

import pytest

from app.db import db
from app.domain.parties.models import ClientRole, Party
from tests.blueprints.clients.desk import ask, flashes, follow_within, is_part
from tests.support.builders import a_client, a_person
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor


def offered(page: Answer) -> list[str]:
    """The changes of roles that a page offers."""
    return page.texts(
        "//*[contains(@class, 'menu')]//*[contains(@href, '/roles/') or contains(@formaction, '/roles/')]"
    )


def asked(marta: Visitor, change: str, *parties: Party, **more: object) -> Answer:
    return marta.get("clients.ask_roles", name=change, ids=[party.id for party in parties], **more)


@pytest.mark.parametrize(
    ("role", "supplier", "offers"),
    [
        (ClientRole.CUSTOMER, False, ["Add supplier"]),
        (ClientRole.CUSTOMER, True, ["Remove supplier"]),
        (ClientRole.PROSPECT, False, ["Convert to customer", "Remove prospect", "Add supplier"]),
        (ClientRole.NONE, True, ["Make customer", "Make prospect", "Remove supplier"]),
    ],
)
def test_a_card_offers_what_is_possible_and_never_to_unmake_a_customer(
    marta: Visitor, role: ClientRole, supplier: bool, offers: list[str]
) -> None:
    party = a_client("Nuova S.r.l.", client_role=role, is_supplier=supplier)
    assert offered(marta.get("clients.show", party_id=party.id)) == offers


def test_a_prospect_is_made_a_customer_from_its_card_and_leaves_the_prospects(marta: Visitor, cast: Cast) -> None:
    party = a_client("Nuova S.r.l.", client_role=ClientRole.PROSPECT)
    number = party.number
    assert marta.get("clients.index", role="prospect").rows() == ["Nuova S.r.l."]
    dialog = asked(marta, "convert", party, card=party.id)
    assert dialog.says("Convert Nuova S.r.l. to a customer?", "Who is a customer remains one.")
    answer = dialog.form("/roles/convert").submit()
    assert answer.leads_to("clients.show", party_id=party.id)
    card = answer.follow()
    assert flashes(card) == ["Nuova S.r.l. is a customer now."]
    assert card.says("Converted to a customer by Marta Wójcik")
    assert marta.get("clients.index", role="prospect").rows() == []
    db.session.refresh(party)
    assert (party.client_role, party.number) == (ClientRole.CUSTOMER, number)


def test_many_prospects_are_converted_with_a_script_and_the_list_is_swapped(marta: Visitor, cast: Cast) -> None:
    parties = [a_client(f"Nuova {n} S.r.l.", client_role=ClientRole.PROSPECT) for n in range(3)]
    ids = [party.id for party in parties]
    dialog = ask(marta, "clients.ask_roles", over="/clients", name="convert", ids=ids, role="prospect")
    assert dialog.says("Convert 3 prospects to customers?")
    part = follow_within(dialog.form("/roles/convert").submit(htmx=True), "client_list")
    assert is_part(part, "client_list")
    assert part.rows() == []
    assert flashes(part) == ["3 are customers now."]


def test_no_prospect_is_made_of_a_customer_whatever_is_sent(marta: Visitor, cast: Cast) -> None:
    ada = a_person()
    dialog = asked(marta, "make-prospect", ada, cast.acme)
    assert dialog.says("1 is a customer and stays one")
    page = dialog.form("/roles/make-prospect").submit().follow()
    assert flashes(page) == ["Ada Bianchi is a prospect now."]
    assert page.says("1 is a customer and stays one.")
    db.session.expire_all()
    assert (ada.client_role, cast.acme.client_role) == (ClientRole.PROSPECT, ClientRole.CUSTOMER)
    assert ada.number
    alone = asked(marta, "make-prospect", cast.acme)
    assert alone.says("There is nothing to do")
    assert alone.texts("//footer//button") == []


def test_the_rail_leads_to_prospects_suppliers_and_all_and_marks_where_one_is(marta: Visitor, cast: Cast) -> None:
    a_client("Prospetto S.r.l.", client_role=ClientRole.PROSPECT)
    a_client("Fornitore S.r.l.", client_role=ClientRole.NONE, is_supplier=True)
    page = marta.get("clients.index")
    for label, names in (("Prospects", ["Prospetto S.r.l."]), ("Suppliers", ["Fornitore S.r.l."])):
        (link,) = page.find(f"//nav//a[normalize-space(.)='{label}']")
        there = marta.get_url(link.get("href"))
        assert there.rows() == names
        assert there.texts("//h1") == [label]
        assert there.texts("//nav//a[@aria-current='page']") == [label]
    (link,) = page.find("//nav//a[normalize-space(.)='All']")
    everybody = marta.get_url(link.get("href")).rows()
    assert {"Prospetto S.r.l.", "Fornitore S.r.l.", "Acme S.r.l.", "Carla Rossi"} <= set(everybody)
    assert page.texts("//nav//a[@aria-current='page']") == ["Clients"]


def test_the_bar_offers_what_the_list_s_role_allows(marta: Visitor, cast: Cast) -> None:
    a_client("Prospetto S.r.l.", client_role=ClientRole.PROSPECT)
    assert offered(marta.get("clients.index")) == ["Add supplier", "Remove supplier"]
    assert offered(marta.get("clients.index", role="prospect")) == [
        "Convert to customer", "Remove prospect", "Add supplier",
    ]  # fmt: skip
    assert "Convert to customer" in offered(marta.get("clients.index", role="any"))


def labels(card: Answer) -> list[str]:
    """The facts that a card shows, each with the role that it bears."""
    return card.texts("//dl[@class='facts']//dt")


def test_what_concerns_one_role_only_bears_its_name_on_the_card_of_who_is_both(marta: Visitor) -> None:
    both = a_client("Entrambi S.r.l.", country="IT", is_supplier=True)
    card = marta.get("clients.show", party_id=both.id)
    assert {"SDI code Customer", "Client since Customer", "Email"} <= set(labels(card))
    as_customer, as_supplier = (
        marta.get_url(card.find(f"//nav[@aria-label='Fields of which role']/a[.='{role}']")[0].get("href"))
        for role in ("Customer", "Supplier")
    )
    assert {"SDI code", "Client since", "Email"} <= set(labels(as_customer))
    assert not {"SDI code", "Client since"} & set(labels(as_supplier))
    assert "Email" in labels(as_supplier)


def test_who_has_one_role_is_not_asked_which_to_look_at(marta: Visitor, cast: Cast) -> None:
    card = marta.get("clients.show", party_id=cast.acme.id, **{"as": "supplier"})
    assert not card.find("//nav[@aria-label='Fields of which role']")
    assert "Client since" in labels(card)


def test_a_change_that_there_is_not_is_not_found(marta: Visitor) -> None:
    assert marta.get("clients.ask_roles", name="make-king").status == 404
    assert marta.post("clients.roles", name="make-king").status == 404


def test_turning_the_timeline_keeps_the_view_of_one_role(marta: Visitor, cast: Cast) -> None:
    earlier = marta.get("clients.show", party_id=cast.acme.id, before=1, show="data", **{"as": "supplier"})
    assert "The latest events" in earlier.texts("//a[contains(@href, 'as=supplier')]")
