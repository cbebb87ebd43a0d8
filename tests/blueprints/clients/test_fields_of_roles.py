"""What is on file of somebody as a customer, and what as a supplier (PRODUCT.md 5)."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.parties.models import ClientRole, Party
from app.domain.terms.methods import AGREED_METHODS, AgreementDraft
from tests.support.builders import a_client, archived
from tests.support.cast import Cast
from tests.support.entries import a_method, an_entry
from tests.support.visitor import Visitor

BOTH = {"discount_group": "Gold", "our_number": "K-77", "their_terms": "30 days"}


def facts(visitor: Visitor, party: Party, **asked: str) -> str:
    card = visitor.get("clients.show", party_id=party.id, **asked)
    return " ".join(card.texts("//dl[contains(@class, 'facts')]"))


@pytest.mark.parametrize(
    ("role", "is_supplier", "asked", "unasked"),
    [
        (ClientRole.CUSTOMER, False, ["discount_group"], ["our_number", "their_terms"]),
        (ClientRole.NONE, True, ["our_number", "their_terms"], ["discount_group"]),
        (ClientRole.CUSTOMER, True, list(BOTH), []),
        (ClientRole.PROSPECT, False, [], list(BOTH)),
    ],
)
def test_the_form_asks_of_whom_it_concerns(
    marta: Visitor, cast: Cast, role: ClientRole, is_supplier: bool, asked: list[str], unasked: list[str]
) -> None:
    party = a_client("Both S.r.l.", client_role=role, is_supplier=is_supplier)
    form = marta.get("clients.edit", party_id=party.id).form("party_form")
    assert set(asked) <= set(form.values) and not set(unasked) & set(form.values)
    form.submit(**{name: BOTH[name] for name in asked})
    db.session.expire_all()
    assert {name: getattr(party, name) for name in asked} == {name: BOTH[name] for name in asked}


def test_of_who_is_both_each_bears_the_label_of_its_role_and_can_be_looked_at_alone(marta: Visitor, cast: Cast) -> None:
    party = a_client("Both S.r.l.", is_supplier=True, **BOTH)
    assert "Discount group Customer Gold" in facts(marta, party)
    assert "Our customer number there Supplier K-77" in facts(marta, party)
    assert "K-77" not in facts(marta, party, **{"as": "customer"})
    assert "Gold" not in facts(marta, party, **{"as": "supplier"})


def test_a_customer_s_terms_are_those_of_the_default_payment_method(marta: Visitor, cast: Cast) -> None:
    an_entry(cast.acme, AGREED_METHODS, AgreementDraft(a_method("Transfer", days=30, end_of_month=True)))
    assert "Terms Transfer · 30 days, end of month" in facts(marta, cast.acme)


def test_what_is_not_asked_stays_when_the_rest_is_saved(marta: Visitor, cast: Cast) -> None:
    party = a_client("Was a supplier S.r.l.", our_number="K-77")
    marta.get("clients.edit", party_id=party.id).form("party_form").submit(city="Asti")
    db.session.expire_all()
    assert (party.city, party.our_number) == ("Asti", "K-77")


def test_a_new_supplier_comes_with_them(marta: Visitor) -> None:
    form = marta.get("clients.new").form("party_form")
    form.submit(name="Grafica S.r.l.", client_role="none", is_supplier=True, our_number="K-77", their_terms="30 days")
    party = db.session.query(Party).filter_by(name="Grafica S.r.l.").one()
    assert (party.our_number, party.their_terms) == ("K-77", "30 days")


def test_a_customer_s_portal_is_how_many_can_sign_in_by_now(marta: Visitor, cast: Cast) -> None:
    assert "Portal 2 people can sign in" in facts(marta, cast.acme)
    cast.carla.is_active = cast.carla.is_primary = False
    db.session.commit()
    assert "Portal 1 person can sign in" in facts(marta, cast.acme)
    db.session.execute(update(Contact).values(is_active=False, is_primary=False))
    db.session.commit()
    assert "Portal Nobody can sign in" in facts(marta, cast.acme)


def test_while_a_customer_is_archived_nobody_can_sign_in(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    assert "Portal Nobody can sign in" in facts(marta, cast.acme)


def test_a_portal_is_a_matter_of_customers(marta: Visitor, cast: Cast) -> None:
    assert "Portal" not in facts(marta, a_client("Grafica S.r.l.", client_role=ClientRole.NONE, is_supplier=True))
