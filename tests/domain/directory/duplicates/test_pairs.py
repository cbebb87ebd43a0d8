"""Who is likely on file twice: pairs by tax id, email, phone and similar name; and those who are not the same."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.directory.duplicates import pairs
from app.domain.directory.duplicates.models import ToldApart
from app.domain.directory.duplicates.pairs import page_of_pairs
from app.domain.directory.duplicates.telling_apart import tell_apart
from app.domain.directory.selection import only
from app.domain.errors import NotFound, RuleViolation
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.lifecycle.purging import PurgeChoices, purge_parties
from app.domain.paging import PageKey
from app.domain.parties.models import Party
from tests.support.builders import a_client, a_key, a_person, archived, many_clients
from tests.support.statements import count_statements

Named = list[tuple[str, str, tuple[str, ...]]]


def listed() -> Named:
    return [(pair.first.name, pair.second.name, pair.shared) for pair in page_of_pairs().rows]


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ({"tax_id": "IT 076 435 20567"}, {"tax_id": "it07643520567"}, "tax_key"),
        ({"email": "Info@Example.com"}, {"email": "info@example.com"}, "email_key"),
        ({"phone": "+39 011 555 0101"}, {"phone": "+39 (011) 555-0101"}, "phone_e164"),
    ],
)
def test_two_who_share_an_id_an_email_or_a_phone_are_a_pair(
    app: object, one: dict[str, str], other: dict[str, str], shared: str
) -> None:
    a_client("Uno S.r.l.", **one)
    a_client("Altra S.p.A.", **other)
    assert listed() == [("Uno S.r.l.", "Altra S.p.A.", (shared,))]


def test_a_pair_stands_once_and_says_all_that_it_shares(app: object) -> None:
    for name in ("Acme S.r.l.", "ACME srl"):
        a_client(name, email="info@example.com", phone="+39 011 555 0101")
    assert listed() == [("Acme S.r.l.", "ACME srl", ("email_key", "phone_e164", "name_key"))]


def test_the_surest_pairs_stand_first(app: object) -> None:
    for fields in ({}, {"phone": "+39 011 555 0101"}, {"email": "a@example.com"}, {"tax_id": "12345"}):
        for n in range(2):
            a_client(f"{'Same' if not fields else f'{n} {next(iter(fields))}'}", **fields)
    assert [shared[0] for _, _, shared in listed()] == ["tax_key", "email_key", "phone_e164", "sort_name"]


def test_a_company_and_a_person_are_no_pair(app: object) -> None:
    a_client("Rossi Carla", email="carla@example.com")
    a_person("Carla", "Rossi", email="carla@example.com")
    assert listed() == []


def test_whoever_wrote_the_last_name_first_is_found(app: object) -> None:
    a_person("Carla", "Rossi")
    a_person("Rossi", "Carla")
    assert listed() == [("Carla Rossi", "Rossi Carla", ("name_key",))]


def test_those_in_the_archive_stand_there_too(app: object) -> None:
    archived(a_client("Acme S.r.l."))
    a_client("Acme")
    assert [pair.first.status for pair in page_of_pairs().rows] == ["archived"]


def test_of_three_each_is_compared_with_each(app: object) -> None:
    for _ in range(3):
        a_client("Acme")
    assert len(listed()) == 3


def test_a_name_that_many_bear_makes_no_pairs_beyond_counting(app: object) -> None:
    ids = many_clients(60, "Same")
    for party in db.session.scalars(select(Party).where(Party.id.in_(ids))):
        party.name_key = "same"
    db.session.commit()
    key, found = None, 0
    while (page := page_of_pairs(after=key)).rows:
        found += len(page.rows)
        key = page.after
        if key is None:
            break
    assert found == sum(min(pairs.NEIGHBOURS, 59 - n) for n in range(60))


def test_pages_go_on_where_the_last_one_ended_and_back(app: object) -> None:
    for n in range(30):
        a_client(f"Doppio {n:02d}", email=f"{n:02d}@example.com" if n % 2 else "")
        a_client(f"doppio {n:02d} srl", email=f"{n:02d}@example.com" if n % 2 else "")
    first = page_of_pairs()
    assert (len(first.rows), first.first, first.last, first.before) == (25, 1, 25, None)
    assert first.after
    second = page_of_pairs(after=first.after)
    assert (len(second.rows), second.first, second.after) == (5, 26, None)
    assert {pair.first.id for pair in first.rows}.isdisjoint(pair.first.id for pair in second.rows)
    assert second.before
    assert page_of_pairs(before=second.before).rows == first.rows


@pytest.mark.parametrize("key", [PageKey(9, "1 x", 2, 3), PageKey(0, "x", 2, 3), PageKey(0, "", 2, 3)])
def test_a_page_key_of_another_list_leads_to_the_first_page(app: object, key: PageKey) -> None:
    a_client("Acme")
    a_client("Acme")
    assert len(page_of_pairs(after=key).rows) == 1


def test_a_page_costs_five_statements_at_most(app: object) -> None:
    for fields in ({}, {"phone": "+39 011 555 0101"}, {"email": "a@example.com"}, {"tax_id": "12345"}):
        for n in range(2):
            a_client("Same" if not fields else f"{n} {next(iter(fields))}", **fields)
    with count_statements() as statements:
        assert len(page_of_pairs().rows) == 4
    assert len(statements) == 5


def test_stretches_that_were_told_apart_are_passed(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "STRETCH", 3)
    twins = [[a_client(name) for name in (f"Doppio {n:02d}", f"doppio {n:02d} srl")] for n in range(10)]
    for one, other in twins[2:9]:
        tell_apart(one.id, other.id, a_key(), by=SYSTEM)
    db.session.commit()
    assert [name for name, _, _ in listed()] == ["Doppio 00", "Doppio 01", "Doppio 09"]
    key = PageKey(3, f"{twins[9][0].id} 09 doppio", twins[9][1].id, 3)
    assert [pair.first.name for pair in page_of_pairs(before=key).rows] == ["Doppio 00", "Doppio 01"]


@pytest.mark.sqlite
@pytest.mark.parametrize("place", range(len(pairs.KEYS)))
@pytest.mark.parametrize("backwards", [False, True])
def test_who_shares_a_key_is_found_along_its_index(app: object, place: int, backwards: bool) -> None:
    statement = pairs.select_shared(place, "x", backwards=backwards, beyond=False)
    compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = [row[3] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
    index = f"ix_party_{pairs.KEYS[place]}"
    assert any("COVERING INDEX" in line and index in line for line in plan), plan
    assert [line for line in plan if line == "SCAN party"] == []


# Not the same ------------------------------------------------------------------------------------------------------


def test_who_was_told_apart_is_no_pair_any_more_and_both_cards_tell_of_it(app: object) -> None:
    one, two = a_client("Acme"), a_client("ACME")
    act = tell_apart(two.id, one.id, a_key(), by=SYSTEM)
    db.session.commit()
    assert listed() == []
    events = db.session.execute(select(Event.party_id, Event.kind).where(Event.act_id == act.id)).all()
    assert sorted(events) == [(one.id, EventKind.TOLD_APART), (two.id, EventKind.TOLD_APART)]


def test_saying_so_twice_is_remembered_once(app: object) -> None:
    one, two = a_client("Acme"), a_client("ACME")
    for _ in range(2):
        tell_apart(one.id, two.id, a_key(), by=SYSTEM)
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(ToldApart)) == 1
    assert db.session.scalar(select(func.count()).select_from(Event).where(Event.kind == EventKind.TOLD_APART)) == 2


def test_nobody_is_told_apart_from_themself_or_from_who_is_not_there(app: object) -> None:
    one = a_client("Acme")
    with pytest.raises(RuleViolation):
        tell_apart(one.id, one.id, a_key(), by=SYSTEM)
    db.session.rollback()
    with pytest.raises(NotFound):
        tell_apart(one.id, 9999, a_key(), by=SYSTEM)


def test_it_is_forgotten_with_one_of_the_two(app: object) -> None:
    one, two = a_client("Acme"), a_client("ACME")
    tell_apart(one.id, two.id, a_key(), by=SYSTEM)
    archived(one)
    purge_parties(only(one), PurgeChoices("Acme"), a_key(), by=SYSTEM)
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(ToldApart)) == 0
