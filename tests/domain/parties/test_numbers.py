"""Which numbers and ledger accounts come with a role (PRODUCT.md 10): once, and never changed by a setting."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.directory.criteria import PartyCriteria
from app.domain.directory.queries import page_of_parties
from app.domain.directory.selection import only, picked
from app.domain.errors import EditConflict, RuleViolation
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.lifecycle.roles import change_roles
from app.domain.numbering.models import Accounts, RangeKind
from app.domain.numbering.parties import PartyRules, edit_party_rules
from app.domain.parties.ledger_accounts import give_accounts, without_account
from app.domain.parties.models import ClientRole, Party
from app.domain.parties.roles import RoleChange
from app.domain.reporting.search import Search
from tests.domain.directory.importing.lists import staged, taken
from tests.domain.lifecycle.forgetting import anonymised
from tests.domain.numbering.ranges import numbered, set_to
from tests.support.builders import a_client, a_contact, a_key, a_person, archived, many_clients
from tests.support.cast import Cast
from tests.support.statements import count_statements

NONE, PROSPECT, CUSTOMER = ClientRole.NONE, ClientRole.PROSPECT, ClientRole.CUSTOMER
RANGE, NUMBER = Accounts.RANGE, Accounts.NUMBER
BY_RANGES = {"customer_accounts": RANGE, "supplier_accounts": RANGE}


def changed(change: RoleChange, *parties: Party) -> None:
    selection = only(parties[0]) if len(parties) == 1 else picked([party.id for party in parties])
    change_roles(change, selection, a_key(), by=SYSTEM)
    db.session.commit()


def a_supplier(name: str = "Enel", **fields: Any) -> Party:
    return a_client(name, client_role=NONE, is_supplier=True, **fields)


def numbers(party: Party) -> tuple[str | None, str | None]:
    db.session.expire_all()
    return party.number, party.second_number


def accounts(party: Party) -> tuple[str | None, str | None]:
    db.session.expire_all()
    return party.customer_account, party.supplier_account


def test_together_all_roles_share_one_range_and_nobody_has_a_second_number(app: Flask) -> None:
    customer, supplier = a_client(), a_supplier()
    changed(RoleChange.ADD_SUPPLIER, customer)
    changed(RoleChange.MAKE_CUSTOMER, supplier)
    assert (numbers(customer), numbers(supplier)) == (("C-0001", None), ("C-0002", None))


def test_on_their_own_new_suppliers_count_apart_and_both_roles_make_two_numbers(app: Flask) -> None:
    numbered(suppliers_apart=True)
    customer, supplier, both = a_client(), a_supplier(), a_client("Both", is_supplier=True)
    assert (numbers(customer), numbers(supplier)) == (("C-0001", None), ("S-0001", None))
    assert numbers(both) == ("C-0002", "S-0002")
    changed(RoleChange.ADD_SUPPLIER, customer)
    changed(RoleChange.MAKE_CUSTOMER, supplier)
    assert (numbers(customer), numbers(supplier)) == (("C-0001", "S-0003"), ("S-0001", "C-0003"))


def test_numbers_that_were_given_outlive_roles_and_settings(app: Flask) -> None:
    before = a_client("Before", is_supplier=True)
    numbered(suppliers_apart=True)
    during = a_client("During")
    changed(RoleChange.ADD_SUPPLIER, during)
    changed(RoleChange.REMOVE_SUPPLIER, during)
    changed(RoleChange.ADD_SUPPLIER, during)
    numbered()
    after = a_supplier("After")
    assert [numbers(one) for one in (before, during, after)] == [
        ("C-0001", None), ("C-0002", "S-0001"), ("C-0003", None),
    ]  # fmt: skip


def test_a_conversion_gives_no_number_for_the_role_that_was_there_before(app: Flask) -> None:
    party = a_client(client_role=PROSPECT, is_supplier=True)
    numbered(suppliers_apart=True, **BY_RANGES)
    changed(RoleChange.CONVERT, party)
    assert (numbers(party), accounts(party)) == (("C-0001", None), ("10001", None))


def test_whoever_has_no_role_gets_nothing(app: Flask) -> None:
    numbered(suppliers_apart=True, **BY_RANGES)
    person = a_person()
    assert (numbers(person), accounts(person)) == ((None, None), (None, None))


def test_accounts_come_with_the_role_from_ranges_of_their_own(app: Flask) -> None:
    numbered(**BY_RANGES)
    prospect, supplier, both = a_client(client_role=PROSPECT), a_supplier(), a_client("Both", is_supplier=True)
    assert [accounts(one) for one in (prospect, supplier, both)] == [(None, None), (None, "70001"), ("10001", "70002")]
    changed(RoleChange.CONVERT, prospect)
    changed(RoleChange.REMOVE_SUPPLIER, both)
    changed(RoleChange.ADD_SUPPLIER, both)
    assert (accounts(prospect), accounts(both)) == (("10002", None), ("10001", "70002"))


@pytest.mark.parametrize(
    ("apart", "expected"),
    [
        (False, [("C-0001", None), (None, "C-0002"), ("C-0003", "C-0003")]),
        (True, [("C-0001", None), (None, "S-0001"), ("C-0002", "S-0002")]),
    ],
)
def test_accounts_equal_the_number_that_somebody_has_in_that_role(
    app: Flask, apart: bool, expected: list[tuple[str | None, str | None]]
) -> None:
    numbered(suppliers_apart=apart, customer_accounts=NUMBER, supplier_accounts=NUMBER)
    parties = [a_client(), a_supplier(), a_client("Both", is_supplier=True)]
    assert [accounts(party) for party in parties] == expected


def test_a_supplier_who_becomes_a_customer_has_the_second_number_as_account(app: Flask) -> None:
    numbered(suppliers_apart=True, customer_accounts=NUMBER, supplier_accounts=NUMBER)
    supplier = a_supplier()
    changed(RoleChange.MAKE_CUSTOMER, supplier)
    assert (numbers(supplier), accounts(supplier)) == (("S-0001", "C-0001"), ("C-0001", "S-0001"))


def test_a_number_that_is_another_s_account_already_becomes_nobody_else_s(app: Flask) -> None:
    numbered(customer_accounts=RANGE)
    first, second = a_client(), a_client("Second")
    taken(staged("Company,Our number,Roles\nListed,10001,prospect\n"))
    listed = db.session.scalars(select(Party).where(Party.name == "Listed")).one()
    numbered(customer_accounts=NUMBER)
    changed(RoleChange.CONVERT, listed)
    assert [accounts(one)[0] for one in (first, second, listed)] == ["10001", "10002", None]


def test_many_roles_at_once_give_numbers_in_a_fixed_number_of_statements(app: Flask) -> None:
    numbered(suppliers_apart=True, customer_accounts=RANGE, supplier_accounts=NUMBER)
    counted = []
    for how_many in (2, 200):
        ids = many_clients(how_many, f"Of {how_many}")
        with count_statements() as statements:
            change_roles(RoleChange.ADD_SUPPLIER, picked(ids), a_key(), by=SYSTEM)
            db.session.commit()
        counted.append(len(statements))
        given = db.session.execute(select(Party.number, Party.supplier_account).where(Party.id.in_(ids))).all()
        assert len({number for number, _ in given}) == how_many
    assert counted[0] == counted[1]


def test_a_list_gives_what_the_rules_say_and_keeps_the_numbers_that_it_brings(app: Flask) -> None:
    numbered(suppliers_apart=True, **BY_RANGES)
    rows = 'Kept,C-0040,customer\nNew,,supplier\nBoth,,"customer, supplier"\nOld,S-0009,supplier\n'
    taken(staged(f"Company,Our number,Roles\n{rows}"))
    found = db.session.scalars(select(Party).order_by(Party.name)).all()
    assert {one.name: (*numbers(one), *accounts(one)) for one in found} == {
        "Both": ("C-0041", "S-0011", "10001", "70001"),
        "Kept": ("C-0040", None, "10002", None),
        "New": ("S-0010", None, None, "70002"),
        "Old": ("S-0009", None, None, "70003"),
    }
    assert [one.is_numbered_as_supplier for one in found] == [False, False, True, True]


def test_a_number_that_is_somebody_s_second_is_nobody_s_first(app: Flask) -> None:
    numbered(suppliers_apart=True)
    a_client("Both", is_supplier=True)
    run = staged("Company,Our number\nAnother,S-0001\n")
    assert (run.rows_new, run.rows_wrong) == (0, 1)


def test_search_and_list_find_and_show_both_numbers(app: Flask) -> None:
    numbered(suppliers_apart=True)
    both = a_client("Both", is_supplier=True)
    a_contact(both)  # the search text is composed anew
    for q in ("S-0001", "s1", "C-0001"):
        page = page_of_parties(PartyCriteria(q=q))
        assert [(row.number, row.second_number) for row in page.rows] == [("C-0001", "S-0001")]
        (hit,) = Search(q, limit=5).clients()
        assert (hit.is_exact, hit.second_number) == (True, "S-0001")


def test_accounts_are_given_afterwards_to_those_who_have_none_and_to_nobody_else(app: Flask) -> None:
    customer, supplier = a_client(), a_supplier()
    prospect, away = a_client("P", client_role=PROSPECT), a_client("Away")
    archived(away)
    assert without_account() == (0, 0)
    numbered(**BY_RANGES)
    newer = a_client("Newer")
    assert without_account() == (2, 1)
    key = a_key()
    act = give_accounts(key, by=SYSTEM)
    assert give_accounts(key, by=SYSTEM).id == act.id and act.outcome == {"changed": 3}
    db.session.commit()
    found = {one.name: accounts(one) for one in (customer, supplier, prospect, away, newer)}
    assert found == {
        customer.name: ("10002", None), "Enel": (None, "70001"), "P": (None, None),
        "Away": ("10003", None), "Newer": ("10001", None),
    }  # fmt: skip
    told = db.session.scalars(select(Event.party_id).where(Event.kind == EventKind.ACCOUNT_GIVEN))
    assert set(told) == {customer.id, supplier.id, away.id}
    assert without_account() == (0, 0)


def test_nobody_who_is_anonymised_is_given_one_nor_counted(cast: Cast) -> None:
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    numbered(**BY_RANGES)
    assert without_account().customers == 2
    assert give_accounts(a_key(), by=SYSTEM).outcome == {"changed": 2}
    assert cast.zeta.customer_account is None


def test_giving_them_takes_as_many_statements_for_two_as_for_two_hundred(app: Flask) -> None:
    numbered(customer_accounts=RANGE, supplier_accounts=NUMBER)
    counted = []
    for how_many in (2, 200):
        many_clients(how_many, f"Of {how_many}")
        with count_statements() as statements:
            assert give_accounts(a_key(), by=SYSTEM).outcome == {"changed": how_many}
            db.session.commit()
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_a_range_that_comes_into_use_goes_on_after_all_that_it_would_give_twice(app: Flask) -> None:
    taken(staged("Company,Our number\nListed,S-0041\n"))
    numbered(suppliers_apart=True)
    assert a_supplier().number == "S-0042"


def test_a_range_does_not_come_into_use_while_another_makes_its_numbers(app: Flask) -> None:
    set_to(RangeKind.PARTIES, "S-")
    with pytest.raises(RuleViolation) as refused:
        numbered(suppliers_apart=True)
    assert refused.value.field == "suppliers_apart"
    db.session.rollback()
    assert a_supplier().number == "S-0001"


def test_the_second_of_two_admins_sees_the_rules_that_the_first_has_saved(app: Flask) -> None:
    numbered(suppliers_apart=True)
    with pytest.raises(EditConflict) as conflict:
        edit_party_rules(PartyRules(customer_accounts=RANGE), 0, a_key(), by=SYSTEM)
    assert conflict.value.theirs["suppliers_apart"] is True


def test_the_history_tells_which_rules_changed(app: Flask) -> None:
    numbered(suppliers_apart=True)
    numbered(suppliers_apart=True)  # what stands there already
    event = db.session.scalars(select(Event).where(Event.kind == EventKind.NUMBERING_CHANGED)).one()
    assert event.details == {"changed": {"suppliers_apart": [False, True]}}
