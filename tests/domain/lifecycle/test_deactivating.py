"""Deactivate and reactivate, by PRODUCT.md 3: no cascade, nobody out, and a way back."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.access.reach import reach_of
from app.domain.contacts.queries import portal_login_of
from app.domain.directory.criteria import ActiveFilter, PartyCriteria
from app.domain.directory.queries import page_of_parties
from app.domain.directory.selection import all_that_match, only, picked, seal_of
from app.domain.errors import SelectionChanged
from app.domain.history.models import Act, Event, EventKind
from app.domain.lifecycle.deactivating import deactivate_parties, reactivate_parties
from app.domain.parties.models import Party, PartyStatus
from tests.support.builders import a_client, a_key, archived, many_clients, restored
from tests.support.cast import Cast
from tests.support.statements import count_statements


def deactivated(cast: Cast, *parties: Party, reason: str = "") -> Act:
    act = deactivate_parties(picked([party.id for party in parties]), reason, a_key(), by=cast.by_marta)
    db.session.commit()
    return act


def names(active: ActiveFilter) -> list[str]:
    return [row.name for row in page_of_parties(PartyCriteria(active=active)).rows]


def test_a_deactivated_client_stays_in_the_list_and_active_no_finds_exactly_these(cast: Cast) -> None:
    act = deactivated(cast, cast.acme, reason="Does not pay")
    archived(cast.zeta)
    db.session.refresh(cast.acme)
    assert (cast.acme.status, cast.acme.status_act_id) == (PartyStatus.DEACTIVATED, act.id)
    assert (act.by_name, act.reason) == ("Marta Wójcik", "Does not pay")
    assert "Acme S.r.l." in names(ActiveFilter.ANY)
    assert names(ActiveFilter.NO) == ["Acme S.r.l."]
    assert "Acme S.r.l." not in names(ActiveFilter.YES)


def test_who_signs_in_for_a_deactivated_client_still_does_and_nobody_else_is_written_to(cast: Cast) -> None:
    login = portal_login_of(cast.renata.person_id)
    assert login
    before = reach_of(login.id)
    people = db.session.execute(select(Party.status, Party.version).where(Party.id != cast.acme.id)).all()
    deactivated(cast, cast.acme)
    assert {client.id for client in reach_of(login.id)} == {client.id for client in before}
    db.session.expire_all()
    assert db.session.execute(select(Party.status, Party.version).where(Party.id != cast.acme.id)).all() == people
    assert cast.carla.is_active


def test_deactivating_a_person_writes_to_no_client(cast: Cast) -> None:
    deactivated(cast, cast.renata.person)
    db.session.expire_all()
    assert (cast.acme.status, cast.bravo.status) == (PartyStatus.ACTIVE, PartyStatus.ACTIVE)


def test_a_reactivated_client_is_active_and_its_timeline_says_who_did_what(cast: Cast) -> None:
    deactivated(cast, cast.acme)
    reactivate_parties(only(cast.acme), a_key(), by=cast.by_marta)
    db.session.commit()
    db.session.refresh(cast.acme)
    assert cast.acme.status is PartyStatus.ACTIVE
    kinds = select(Event.kind).where(Event.party_id == cast.acme.id).order_by(Event.id.desc()).limit(2)
    assert list(db.session.scalars(kinds)) == [EventKind.REACTIVATED, EventKind.DEACTIVATED]


def test_the_answer_counts_those_that_changed_were_so_are_archived_and_are_gone(cast: Cast) -> None:
    deactivated(cast, cast.bravo)
    archived(cast.zeta)
    act = deactivate_parties(
        picked([cast.acme.id, cast.bravo.id, cast.zeta.id, 999_999]), "", a_key(), by=cast.by_marta
    )
    counted = {name: act.outcome[name] for name in ("changed", "already", "archived", "gone")}
    assert counted == {"changed": 1, "already": 1, "archived": 1, "gone": 1}
    db.session.refresh(cast.zeta)
    assert cast.zeta.status is PartyStatus.ARCHIVED
    act = reactivate_parties(picked([cast.acme.id, cast.zeta.id]), a_key(), by=cast.by_marta)
    assert (act.outcome["changed"], act.outcome["archived"]) == (1, 1)


def test_the_same_key_gives_the_first_answer(cast: Cast) -> None:
    key = a_key()
    first = deactivate_parties(only(cast.acme), "", key, by=cast.by_marta)
    again = deactivate_parties(only(cast.acme), "", key, by=cast.by_marta)
    assert first.id == again.id


def test_another_set_than_the_dialog_showed_is_left_alone(cast: Cast) -> None:
    everybody = all_that_match(PartyCriteria())
    seal = str(seal_of(everybody))
    a_client("Newcomer S.r.l.")
    with pytest.raises(SelectionChanged):
        deactivate_parties(everybody.sealed(seal), "", a_key(), by=cast.by_marta)
    db.session.rollback()
    assert names(ActiveFilter.NO) == []


def test_a_restored_client_that_had_been_deactivated_is_active(cast: Cast) -> None:
    deactivated(cast, cast.acme)
    archived(cast.acme)
    restored(cast.acme)
    db.session.refresh(cast.acme)
    assert cast.acme.status is PartyStatus.ACTIVE


@pytest.mark.parametrize("how_many", [1, 300])
def test_the_number_of_statements_does_not_grow_with_the_selection(cast: Cast, how_many: int) -> None:
    ids = many_clients(how_many)
    with count_statements() as statements:
        deactivate_parties(picked(ids), "", a_key(), by=cast.by_marta)
        db.session.commit()
    assert len(statements) <= 10, "\n".join(statements)
    with count_statements() as statements:
        reactivate_parties(picked(ids), a_key(), by=cast.by_marta)
        db.session.commit()
    assert len(statements) <= 10, "\n".join(statements)
