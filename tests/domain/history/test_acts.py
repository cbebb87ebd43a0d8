"""One act a deed, one event a record: who did what to which, when and why."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.errors import NotFound, RuleViolation
from app.domain.history import queries
from app.domain.history.actions import AlreadyDone, new_key, open_act, record, record_parties
from app.domain.history.models import SYSTEM, Act, Actor, ActorKind, Deed, Event, EventKind
from app.domain.parties.models import Party
from tests.support.builders import a_client, a_key, many_clients
from tests.support.statements import count_statements

MARTA = Actor(ActorKind.STAFF, 7, "Marta Wójcik")


def an_act(key: str = "", **asked: object) -> Act:
    act = open_act(Deed.ARCHIVE, key or a_key(), by=MARTA, reason="Season over", asked=asked)
    db.session.commit()
    return act


def how_many(what: type) -> int:
    return db.session.scalar(select(func.count()).select_from(what)) or 0


def test_an_act_says_who_what_when_and_why(app: Flask) -> None:
    with clock.frozen(datetime(2026, 11, 18, 9, 12, tzinfo=UTC)):
        act = an_act()
    assert (act.deed, act.by_kind, act.by_id, act.by_name) == (Deed.ARCHIVE, ActorKind.STAFF, 7, "Marta Wójcik")
    assert (act.reason, act.at) == ("Season over", datetime(2026, 11, 18, 9, 12, tzinfo=UTC))


def test_the_same_key_for_the_same_thing_is_the_first_act(app: Flask) -> None:
    key = a_key()
    first = an_act(key, parties="1,2")
    with pytest.raises(AlreadyDone) as again:
        an_act(key, parties="1,2")
    assert again.value.act == first
    assert how_many(Act) == 1


def test_the_same_key_for_another_thing_is_refused(app: Flask) -> None:
    key = a_key()
    an_act(key, parties="1,2")
    with pytest.raises(RuleViolation):
        an_act(key, parties="1,3")
    with pytest.raises(RuleViolation):
        open_act(Deed.RESTORE, key, by=MARTA, asked={"parties": "1,2"})


def test_a_deed_that_was_taken_back_leaves_its_key_unused(app: Flask) -> None:
    key = a_key()
    open_act(Deed.ARCHIVE, key, by=MARTA, asked={"parties": "1"})
    db.session.rollback()
    assert an_act(key, parties="2").key == key


def test_without_a_key_two_acts_are_two(app: Flask) -> None:
    first, second = (open_act(Deed.IMPORT, "", by=SYSTEM) for _ in range(2))
    assert first.key != second.key


def test_keys_are_long_and_never_the_same() -> None:
    keys = {new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert min(map(len, keys)) >= 22


def test_a_key_longer_than_its_column_still_does_a_thing_once(app: Flask) -> None:
    an_act("k" * 500)
    with pytest.raises(AlreadyDone):
        an_act("k" * 500)


@pytest.mark.parametrize("how_many_clients", [1, 300])
def test_the_events_of_many_are_recorded_in_one_statement(app: Flask, how_many_clients: int) -> None:
    ids = many_clients(how_many_clients)
    act = open_act(Deed.ARCHIVE, a_key(), by=MARTA)
    with count_statements() as statements:
        record_parties(act, EventKind.ARCHIVED, select(Party.id).where(Party.id.in_(ids)))
    assert len(statements) == 1
    events = db.session.scalars(select(Event).where(Event.act_id == act.id).order_by(Event.id)).all()
    assert sorted(event.party_id or 0 for event in events) == ids
    assert {(event.kind, event.at, event.record) for event in events} == {(EventKind.ARCHIVED, act.at, "party")}


def test_a_timeline_is_one_party_s_own_the_latest_first(app: Flask) -> None:
    acme, bravo = a_client("Acme"), a_client("Bravo")
    act = an_act()
    record(act, EventKind.EDITED, acme, party_id=acme.id, fields=["city"])
    record(act, EventKind.EDITED, bravo, party_id=bravo.id)
    db.session.commit()
    timeline = queries.timeline_of(acme.id)
    assert [event.kind for event in timeline] == [EventKind.EDITED, EventKind.REGISTERED]
    assert (timeline[0].by_name, timeline[0].reason, timeline[0].details) == (
        *("Marta Wójcik", "Season over"),
        {"fields": ["city"]},
    )
    assert [event.kind for event in queries.timeline_of(acme.id, limit=1)] == [EventKind.EDITED]


def test_the_latest_events_are_those_of_the_whole_office(app: Flask) -> None:
    acme, bravo = a_client("Acme"), a_client("Bravo")
    assert [event.party_id for event in queries.latest_events()] == [bravo.id, acme.id]
    assert [event.party_id for event in queries.latest_events(limit=1)] == [bravo.id]


def test_an_act_that_is_not_there_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        queries.act(999_999)


def test_nothing_in_the_house_changes_or_removes_an_event() -> None:
    """Append-only: whoever writes to the table of events adds, but for what the law of the house says of them."""
    house = Path(queries.__file__).parents[2]
    # Of who is deleted for good one event stays, and anonymising empties them (PRODUCT.md 2); merging moves them.
    changing = {"domain/lifecycle/purging.py", "domain/history/personal.py"}
    removing = changing | {"demo/office.py"}  # the demo takes out what it put in
    for file in house.rglob("*.py"):
        text, name = file.read_text(), str(file.relative_to(house))
        assert "update(Event)" not in text or name in changing, file
        assert "delete(Event)" not in text or name in removing, file


def test_clients_are_told_of_in_the_order_of_their_ids_however_they_lie_in_the_table(app: Flask) -> None:
    clients = [a_client(name) for name in ("Acme S.r.l.", "Bravo S.p.A.", "Zeta Sp. z o.o.")]
    for client in reversed(clients):
        client.notes = "Rings twice"  # PostgreSQL writes a changed row anew, behind all others
        db.session.commit()
    act = an_act()
    record_parties(act, EventKind.ARCHIVED, select(Party.id).where(Party.notes == "Rings twice"))
    told = db.session.scalars(select(Event.party_id).where(Event.act_id == act.id).order_by(Event.id)).all()
    assert told == [client.id for client in clients]
