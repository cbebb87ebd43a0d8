"""Acts on roles, by PRODUCT.md 5: a prospect becomes a customer, and a customer nothing else."""

from datetime import date

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.directory.selection import picked
from app.domain.history.models import Act, Event, EventKind
from app.domain.lifecycle.roles import change_roles
from app.domain.parties.models import ClientRole, Party
from app.domain.parties.roles import RoleChange
from tests.support.builders import a_client, a_key, a_person, many_clients
from tests.support.cast import Cast
from tests.support.statements import count_statements

MAKE_PROSPECT, MAKE_CUSTOMER, CONVERT, ADD_SUPPLIER, REMOVE_SUPPLIER, REMOVE_PROSPECT = RoleChange
NONE, PROSPECT, CUSTOMER = ClientRole


def changed(change: RoleChange, cast: Cast, *parties: Party, key: str = "") -> Act:
    act = change_roles(change, picked([party.id for party in parties]), key or a_key(), by=cast.by_marta)
    db.session.commit()
    return act


def a_party(role: ClientRole, *, supplier: bool = False, name: str = "Nuova S.r.l.") -> Party:
    return a_client(name, client_role=role, is_supplier=supplier)


@pytest.mark.parametrize(
    ("change", "before", "after", "outcome"),
    [
        (MAKE_PROSPECT, NONE, PROSPECT, "changed"),
        (MAKE_PROSPECT, PROSPECT, PROSPECT, "already"),
        (MAKE_PROSPECT, CUSTOMER, CUSTOMER, "customers"),
        (MAKE_CUSTOMER, NONE, CUSTOMER, "changed"),
        (MAKE_CUSTOMER, PROSPECT, CUSTOMER, "changed"),
        (MAKE_CUSTOMER, CUSTOMER, CUSTOMER, "already"),
        (CONVERT, PROSPECT, CUSTOMER, "changed"),
        (CONVERT, NONE, NONE, "already"),  # skipped
        (CONVERT, CUSTOMER, CUSTOMER, "already"),
        (REMOVE_PROSPECT, PROSPECT, NONE, "changed"),
        (REMOVE_PROSPECT, NONE, NONE, "already"),
        (REMOVE_PROSPECT, CUSTOMER, CUSTOMER, "customers"),
    ],
)
@pytest.mark.parametrize("supplier", [True, False])
def test_who_may_become_what(
    cast: Cast, change: RoleChange, before: ClientRole, after: ClientRole, outcome: str, supplier: bool
) -> None:
    party = a_party(before, supplier=supplier)
    act = changed(change, cast, party)
    db.session.refresh(party)
    assert (party.client_role, party.is_supplier) == (after, supplier)
    assert act.outcome[outcome] == 1
    assert sum(act.outcome.get(name, 0) for name in ("changed", "already", "customers", "gone")) == 1


@pytest.mark.parametrize("role", ClientRole)
def test_supplier_is_independent_of_the_other_roles(cast: Cast, role: ClientRole) -> None:
    party = a_party(role)
    assert changed(ADD_SUPPLIER, cast, party).outcome["changed"] == 1
    assert changed(ADD_SUPPLIER, cast, party).outcome["already"] == 1
    db.session.refresh(party)
    assert (party.client_role, party.is_supplier) == (role, True)
    assert changed(REMOVE_SUPPLIER, cast, party).outcome["changed"] == 1
    db.session.refresh(party)
    assert (party.client_role, party.is_supplier) == (role, False)


def test_a_party_gets_its_number_with_its_first_role_and_keeps_it(cast: Cast) -> None:
    ada, bea = a_person("Ada"), a_person("Bea")
    assert (ada.number, bea.number) == (None, None)
    changed(MAKE_PROSPECT, cast, ada, bea)
    db.session.expire_all()
    numbers = [ada.number, bea.number]
    assert None not in numbers
    assert numbers == sorted(set(numbers))  # type: ignore[type-var]
    assert str(ada.number).lower() in ada.search_text
    changed(MAKE_CUSTOMER, cast, ada)
    changed(REMOVE_PROSPECT, cast, bea)
    db.session.expire_all()
    assert [ada.number, bea.number] == numbers


def test_who_becomes_a_customer_is_one_since_today_unless_it_is_known_since_when(cast: Cast) -> None:
    new = a_party(PROSPECT)
    old = a_client("Vecchia S.r.l.", client_role=PROSPECT, customer_since=date(2020, 5, 1))
    changed(MAKE_CUSTOMER, cast, new, old)
    db.session.expire_all()
    assert (new.customer_since, new.since_key) == (clock.today(), clock.today().isoformat())
    assert (old.customer_since, old.since_key) == (date(2020, 5, 1), "2020-05-01")


def test_many_are_converted_at_once_and_who_was_skipped_is_counted(cast: Cast) -> None:
    act = changed(MAKE_CUSTOMER, cast, a_party(PROSPECT), a_party(PROSPECT, name="Altra S.r.l."), cast.acme)
    assert (act.outcome["changed"], act.outcome["already"]) == (2, 1)
    events = db.session.scalars(select(Event).where(Event.act_id == act.id)).all()
    assert [event.kind for event in events] == [EventKind.MADE_CUSTOMER] * 2


def test_the_same_key_converts_once(cast: Cast) -> None:
    party, key = a_party(PROSPECT), a_key()
    assert changed(MAKE_CUSTOMER, cast, party, key=key).id == changed(MAKE_CUSTOMER, cast, party, key=key).id


@pytest.mark.parametrize("how_many", [1, 300])
def test_the_number_of_statements_does_not_grow_with_the_selection(cast: Cast, how_many: int) -> None:
    ids = many_clients(how_many)
    db.session.query(Party).filter(Party.id.in_(ids)).update({"client_role": NONE, "number": None})
    db.session.commit()
    with count_statements() as statements:
        change_roles(MAKE_CUSTOMER, picked(ids), a_key(), by=cast.by_marta)
        db.session.commit()
    assert len(statements) <= 14, "\n".join(statements)
    assert db.session.query(Party).filter(Party.id.in_(ids), Party.number.is_(None)).count() == 0
