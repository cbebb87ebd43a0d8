"""Removing a contact from a client: the link ends, never the person. The table of PRODUCT.md 6, its row *remove*."""

from __future__ import annotations

import pytest

from app.db import db
from app.domain.access.reach import reach_of
from app.domain.contacts.leaving import remove_contact
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import portal_login_of
from app.domain.errors import NotFound, RuleViolation
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.parties.models import Party
from tests.domain.contacts.desk import save
from tests.support.builders import a_key
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.statements import count_statements


def test_the_link_ends_and_the_person_stays_with_their_login_and_other_clients(cast: Cast) -> None:
    person_id, contact_id = cast.renata.person_id, cast.renata.id
    remove_contact(cast.acme.id, contact_id, a_key(), by=SYSTEM)
    db.session.commit()
    assert db.session.get(Contact, contact_id) is None
    assert db.session.get_one(Party, person_id).name == "Renata Lis"
    login = portal_login_of(person_id)
    assert login and [client.name for client in reach_of(login.id)] == ["Bravo Sp. z o.o."]


def test_a_client_is_no_longer_found_by_who_was_removed(cast: Cast) -> None:
    assert "renata" in cast.acme.search_text
    remove_contact(cast.acme.id, cast.renata.id, a_key(), by=SYSTEM)
    db.session.commit()
    db.session.refresh(cast.acme)
    assert "renata" not in cast.acme.search_text
    assert "carla" in cast.acme.search_text


def test_both_cards_tell_of_it_once(cast: Cast) -> None:
    key, contact_id, people = a_key(), cast.renata.id, {cast.acme.id, cast.renata.person_id}
    acts = [remove_contact(cast.acme.id, contact_id, key, by=SYSTEM).id for _ in range(2)]
    db.session.commit()
    events = db.session.query(Event).filter_by(kind=EventKind.CONTACT_REMOVED).all()
    assert len(set(acts)) == 1
    assert {event.party_id for event in events} == people
    assert [event.details["name"] for event in events] == ["Renata Lis"] * 2


@pytest.mark.parametrize(
    ("alone", "said"),
    [(False, "Choose another primary contact first."), (True, "Untick Primary and save first.")],
)
def test_the_primary_one_is_not_removed(cast: Cast, alone: bool, said: str) -> None:
    if alone:
        remove_contact(cast.acme.id, cast.renata.id, a_key(), by=SYSTEM)
        db.session.commit()
    before = all_rows()
    with pytest.raises(RuleViolation, match=said):
        remove_contact(cast.acme.id, cast.carla.id, a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before


def test_who_is_primary_no_longer_can_be_removed(cast: Cast) -> None:
    remove_contact(cast.acme.id, cast.renata.id, a_key(), by=SYSTEM)
    save(cast.carla, is_primary=False)
    remove_contact(cast.acme.id, cast.carla.id, a_key(), by=SYSTEM)
    assert db.session.query(Contact).filter_by(client_id=cast.acme.id).count() == 0


def test_a_contact_of_another_client_is_not_found(cast: Cast) -> None:
    before = all_rows()
    with pytest.raises(NotFound):
        remove_contact(cast.zeta.id, cast.renata.id, a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before


def test_it_costs_the_same_however_many_clients_they_have(cast: Cast) -> None:
    acme_id, contact_id = cast.acme.id, cast.renata.id
    with count_statements() as statements:
        remove_contact(acme_id, contact_id, a_key(), by=SYSTEM)
    assert len(statements) <= 14, "\n".join(statements)
