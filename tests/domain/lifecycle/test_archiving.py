"""Archive and restore, by PRODUCT.md 3 and 4."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.access.reach import Standing, reach_of, standing_of
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import portal_login_of
from app.domain.directory.criteria import PartyCriteria
from app.domain.directory.queries import page_of_parties
from app.domain.directory.selection import all_that_match, only, picked, seal_of
from app.domain.errors import RuleViolation, SelectionChanged
from app.domain.history.models import Act, Event, EventKind
from app.domain.lifecycle.archiving import NO_CHOICES, ArchiveChoices, archive_parties, expect_back, restore_parties
from app.domain.parties.models import Party, PartyStatus
from tests.support.builders import a_client, a_contact, a_key, a_person, an_associate, archived, many_clients, restored
from tests.support.cast import Cast
from tests.support.statements import count_statements


def test_an_archived_client_leaves_the_list_and_says_who_when_why_and_until_when(cast: Cast) -> None:
    with clock.frozen(datetime(2026, 11, 18, 9, 12, tzinfo=UTC)):
        act = archive_parties(
            only(cast.acme), ArchiveChoices("Season over", date(2027, 3, 1)), a_key(), by=cast.by_marta
        )
    db.session.refresh(cast.acme)
    assert cast.acme.status is PartyStatus.ARCHIVED
    assert cast.acme.archived_at == datetime(2026, 11, 18, 9, 12, tzinfo=UTC)
    assert cast.acme.expected_back_on == date(2027, 3, 1)
    assert (act.by_name, act.reason, act.outcome["changed"]) == ("Marta Wójcik", "Season over", 1)
    assert cast.acme.status_act_id == act.id
    assert "Acme S.r.l." not in [row.name for row in page_of_parties(PartyCriteria()).rows]


def test_archiving_writes_to_no_contact_no_person_and_no_login(cast: Cast) -> None:
    before = db.session.execute(select(Party.status, Party.version).where(Party.id != cast.acme.id)).all()
    contact = (cast.carla.is_active, cast.carla.is_primary, cast.carla.version)
    archived(cast.acme)
    db.session.expire_all()
    assert db.session.execute(select(Party.status, Party.version).where(Party.id != cast.acme.id)).all() == before
    assert (cast.carla.is_active, cast.carla.is_primary, cast.carla.version) == contact


def test_archiving_a_person_writes_to_no_client(cast: Cast) -> None:
    archived(cast.renata.person)
    db.session.expire_all()
    assert (cast.acme.status, cast.bravo.status) == (PartyStatus.ACTIVE, PartyStatus.ACTIVE)


def test_restore_gives_back_exactly_the_access_there_was(cast: Cast) -> None:
    login = reach_login(cast)
    before = reach_of(login)
    archived(cast.acme)
    assert [client.name for client in reach_of(login)] == ["Bravo Sp. z o.o."]
    restored(cast.acme)
    assert reach_of(login) == before


def reach_login(cast: Cast) -> int:
    login = portal_login_of(cast.renata.person_id)
    assert login
    return login.id


def test_a_contact_of_archived_clients_only_is_closed_out_and_a_contact_of_none_is_nobody(cast: Cast) -> None:
    login = reach_login(cast)
    assert standing_of(login) is Standing.OPEN
    archived(cast.acme, cast.bravo)
    assert standing_of(login) is Standing.CLOSED
    for contact in db.session.scalars(select(Contact).where(Contact.person_id == cast.renata.person_id)):
        contact.is_primary = contact.is_active = False
    db.session.flush()
    assert standing_of(login) is Standing.NONE


def test_an_archived_person_reaches_nobody(cast: Cast) -> None:
    archived(cast.renata.person)
    assert standing_of(reach_login(cast)) is Standing.CLOSED


def test_a_deactivated_client_that_was_archived_comes_back_active_and_the_answer_says_so(cast: Cast) -> None:
    cast.acme.status = PartyStatus.DEACTIVATED
    db.session.commit()
    archived(cast.acme)
    act = restore_parties(only(cast.acme), a_key(), by=cast.by_marta)
    db.session.refresh(cast.acme)
    assert cast.acme.status is PartyStatus.ACTIVE
    assert act.outcome["deactivated_before"] == 1


def test_restoring_takes_away_when_it_was_expected_back(cast: Cast) -> None:
    archived(cast.acme, choices=ArchiveChoices("", date(2027, 3, 1)))
    restored(cast.acme)
    db.session.refresh(cast.acme)
    assert (cast.acme.expected_back_on, cast.acme.archived_at, cast.acme.status_before) == (None, None, None)


def test_the_answer_counts_those_that_changed_those_that_were_so_and_those_that_are_gone(cast: Cast) -> None:
    archived(cast.bravo)
    act = archive_parties(picked([cast.acme.id, cast.bravo.id, 999_999]), NO_CHOICES, a_key(), by=cast.by_marta)
    assert (act.outcome["changed"], act.outcome["already"], act.outcome["gone"]) == (1, 1, 1)


def test_one_event_for_each_that_changed_and_none_for_the_others(cast: Cast) -> None:
    archived(cast.bravo)
    act = archive_parties(picked([cast.acme.id, cast.bravo.id]), NO_CHOICES, a_key(), by=cast.by_marta)
    events = db.session.scalars(select(Event).where(Event.act_id == act.id)).all()
    assert [(event.kind, event.party_id) for event in events] == [(EventKind.ARCHIVED, cast.acme.id)]


def test_the_same_key_gives_the_first_answer_and_records_nothing_more(cast: Cast) -> None:
    key = a_key()
    first = archive_parties(only(cast.acme), NO_CHOICES, key, by=cast.by_marta)
    db.session.commit()
    again = archive_parties(only(cast.acme), NO_CHOICES, key, by=cast.by_marta)
    assert again.id == first.id
    assert again.outcome["changed"] == 1
    assert db.session.scalar(select(func.count()).select_from(Event).where(Event.kind == EventKind.ARCHIVED)) == 1


def test_the_same_key_for_another_set_is_refused_and_changes_nothing(cast: Cast) -> None:
    key = a_key()
    archive_parties(only(cast.acme), NO_CHOICES, key, by=cast.by_marta)
    db.session.commit()
    with pytest.raises(RuleViolation):
        archive_parties(only(cast.bravo), NO_CHOICES, key, by=cast.by_marta)
    db.session.rollback()
    assert db.session.get_one(Party, cast.bravo.id).status is PartyStatus.ACTIVE


def test_a_filter_that_matches_another_set_than_the_dialog_showed_archives_nobody(cast: Cast) -> None:
    everybody = all_that_match(PartyCriteria())
    seal = str(seal_of(everybody))
    a_client("Newcomer S.r.l.")
    acts = db.session.scalar(select(func.count()).select_from(Act))
    with pytest.raises(SelectionChanged):
        archive_parties(everybody.sealed(seal), NO_CHOICES, a_key(), by=cast.by_marta)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Party).where(Party.status == PartyStatus.ARCHIVED)) == 0
    assert db.session.scalar(select(func.count()).select_from(Act)) == acts


def test_a_set_of_the_same_size_with_other_members_is_another_set(cast: Cast) -> None:
    assert seal_of(picked([cast.acme.id])) != seal_of(picked([cast.bravo.id]))


@pytest.mark.parametrize("how_many", [1, 300])
def test_the_number_of_statements_does_not_grow_with_the_selection(cast: Cast, how_many: int) -> None:
    ids = many_clients(how_many)
    with count_statements() as statements:
        archive_parties(picked(ids), NO_CHOICES, a_key(), by=cast.by_marta)
        db.session.commit()
    assert len(statements) <= 11, "\n".join(statements)
    with count_statements() as statements:
        restore_parties(picked(ids), a_key(), by=cast.by_marta)
        db.session.commit()
    assert len(statements) <= 11, "\n".join(statements)


def test_three_hundred_are_archived_by_filter_and_restored_by_filter(cast: Cast) -> None:
    many_clients(300, "Batch")
    some = all_that_match(PartyCriteria(q="batch"))
    act = archive_parties(some.sealed(str(seal_of(some))), NO_CHOICES, a_key(), by=cast.by_marta)
    db.session.commit()
    assert act.outcome["changed"] == 300
    assert db.session.scalar(select(func.count()).select_from(Event).where(Event.act_id == act.id)) == 300


def test_a_person_archived_with_their_only_client_needs_both_back(cast: Cast) -> None:
    solo = a_client("Solo S.r.l.")
    contact = a_contact(solo, "Sara", "Sola", email="sara@example.com", password="a long password")
    login = portal_login_of(contact.person_id)
    assert login
    archived(solo, contact.person)
    restored(solo)
    assert standing_of(login.id) is Standing.CLOSED
    restored(contact.person)
    assert standing_of(login.id) is Standing.OPEN


def test_who_is_a_contact_of_an_archived_client_can_be_put_on_another(cast: Cast) -> None:
    archived(cast.acme)
    new = a_client("Nuova S.r.l.")
    an_associate(new, cast.carla.person)
    login = portal_login_of(cast.carla.person_id)
    assert login
    assert [client.name for client in reach_of(login.id)] == ["Nuova S.r.l."]


def test_persons_are_archived_like_companies(app: object) -> None:
    ada = a_person()
    archived(ada)
    db.session.refresh(ada)
    assert ada.status is PartyStatus.ARCHIVED


def test_the_day_of_an_expected_return_is_moved_and_all_else_stays(cast: Cast) -> None:
    archived(cast.acme, choices=ArchiveChoices("Season over", date(2027, 3, 1)))
    db.session.refresh(cast.acme)
    before = (cast.acme.status_act_id, cast.acme.archived_at)
    expect_back(cast.acme.id, date(2027, 6, 1), a_key(), by=cast.by_marta)
    db.session.commit()
    db.session.refresh(cast.acme)
    assert cast.acme.expected_back_on == date(2027, 6, 1)
    assert (cast.acme.status_act_id, cast.acme.archived_at) == before
    expect_back(cast.acme.id, None, a_key(), by=cast.by_marta)
    assert cast.acme.expected_back_on is None


def test_nobody_is_expected_back_who_is_there(cast: Cast) -> None:
    with pytest.raises(RuleViolation, match="no longer in the Archive"):
        expect_back(cast.acme.id, date(2027, 6, 1), a_key(), by=cast.by_marta)
    db.session.rollback()
    assert cast.acme.expected_back_on is None
