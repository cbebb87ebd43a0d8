"""Undo, by PRODUCT.md 4: once, within ten minutes, exactly what the act changed and nobody changed since."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.directory.selection import only, picked
from app.domain.errors import NotFound, RuleViolation
from app.domain.history.models import Act, Event, EventKind
from app.domain.lifecycle.archiving import NO_CHOICES, ArchiveChoices, archive_parties, restore_parties
from app.domain.lifecycle.deactivating import deactivate_parties, reactivate_parties
from app.domain.lifecycle.undoing import undo_act, undo_of, undoable_until
from app.domain.parties.models import Party, PartyStatus
from tests.support.builders import a_client, a_key, archived, many_clients, restored
from tests.support.cast import Cast
from tests.support.statements import count_statements

NINE = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
Freeze = Callable[[datetime], None]


def standing(party: Party) -> tuple[PartyStatus, PartyStatus | None, int | None, datetime | None, date | None]:
    db.session.refresh(party)
    return party.status, party.status_before, party.status_act_id, party.archived_at, party.expected_back_on


def undone(act: Act, cast: Cast) -> Act:
    act = undo_act(act.id, by=cast.by_marta)
    db.session.commit()
    return act


def test_an_archived_client_is_active_again_as_if_nothing_had_been(cast: Cast) -> None:
    before = standing(cast.acme)
    act = archive_parties(only(cast.acme), ArchiveChoices("A mistake", date(2090, 1, 1)), a_key(), by=cast.by_marta)
    assert undone(act, cast).outcome == {"changed": 1, "stayed": 0, "undone": act.id, "name": "Acme S.r.l."}
    assert standing(cast.acme) == before


def test_a_deactivated_client_that_was_archived_is_deactivated_again_after_undo_and_active_after_restore(
    cast: Cast,
) -> None:
    deactivate_parties(picked([cast.acme.id, cast.bravo.id]), "Does not pay", a_key(), by=cast.by_marta)
    before = standing(cast.acme)
    act = archive_parties(picked([cast.acme.id]), NO_CHOICES, a_key(), by=cast.by_marta)
    undone(act, cast)
    assert standing(cast.acme) == before
    assert before[0] is PartyStatus.DEACTIVATED
    archived(cast.bravo)
    restored(cast.bravo)
    assert standing(cast.bravo)[0] is PartyStatus.ACTIVE


def test_a_restored_client_waits_in_the_archive_again_with_its_reason_its_day_and_who_archived_it(cast: Cast) -> None:
    archived(cast.acme, choices=ArchiveChoices("Season over", date(2090, 3, 1)))
    before = standing(cast.acme)
    act = restore_parties(only(cast.acme), a_key(), by=cast.by_marta)
    undone(act, cast)
    assert standing(cast.acme) == before
    assert db.session.get_one(Act, before[2] or 0).reason == "Season over"


def test_deactivating_and_reactivating_are_taken_back(cast: Cast) -> None:
    first = deactivate_parties(only(cast.acme), "", a_key(), by=cast.by_marta)
    undone(first, cast)
    assert standing(cast.acme)[0] is PartyStatus.ACTIVE
    deactivate_parties(only(cast.acme), "", a_key(), by=cast.by_marta)
    second = reactivate_parties(only(cast.acme), a_key(), by=cast.by_marta)
    undone(second, cast)
    assert standing(cast.acme)[0] is PartyStatus.DEACTIVATED


def test_what_somebody_changed_since_stays_as_they_left_it_and_is_counted(cast: Cast) -> None:
    act = archive_parties(picked([cast.acme.id, cast.bravo.id]), NO_CHOICES, a_key(), by=cast.by_marta)
    restore_parties(only(cast.bravo), a_key(), by=cast.by_marta)
    archive_parties(only(cast.bravo), ArchiveChoices("Really"), a_key(), by=cast.by_marta)
    db.session.commit()
    assert undone(act, cast).outcome["stayed"] == 1
    assert standing(cast.acme)[0] is PartyStatus.ACTIVE
    assert standing(cast.bravo)[0] is PartyStatus.ARCHIVED


def test_who_asks_twice_gets_the_first_answer_and_one_event_is_recorded(cast: Cast) -> None:
    act = archive_parties(only(cast.acme), NO_CHOICES, a_key(), by=cast.by_marta)
    first = undone(act, cast)
    archived(cast.acme)  # meanwhile a colleague archives it once more
    assert undone(act, cast).id == first.id
    assert standing(cast.acme)[0] is PartyStatus.ARCHIVED
    assert db.session.scalar(select(func.count()).select_from(Event).where(Event.kind == EventKind.UNDONE)) == 1
    assert (undo_of(act.id) or act).id == first.id


@pytest.mark.parametrize(("later", "goes"), [(timedelta(minutes=9, seconds=59), True), (timedelta(minutes=10), False)])
def test_an_act_can_be_taken_back_for_ten_minutes(cast: Cast, freeze: Freeze, later: timedelta, goes: bool) -> None:
    freeze(NINE)
    act = archive_parties(only(cast.acme), NO_CHOICES, a_key(), by=cast.by_marta)
    db.session.commit()
    freeze(NINE + later)
    assert (undoable_until(act) == NINE + timedelta(minutes=10)) if goes else (undoable_until(act) is None)
    if goes:
        undone(act, cast)
    else:
        with pytest.raises(RuleViolation, match="ten minutes"):
            undo_act(act.id, by=cast.by_marta)
        db.session.rollback()
    assert (standing(cast.acme)[0] is PartyStatus.ACTIVE) == goes


def test_an_act_that_is_none_of_the_four_cannot_be_taken_back(cast: Cast) -> None:
    a_client("Nuova S.r.l.")
    act = db.session.scalars(select(Act).order_by(Act.id.desc())).first()
    assert act
    assert undoable_until(act) is None
    with pytest.raises(RuleViolation, match="cannot be taken back"):
        undo_act(act.id, by=cast.by_marta)
    db.session.rollback()
    with pytest.raises(NotFound):
        undo_act(999_999, by=cast.by_marta)


@pytest.mark.parametrize("how_many", [1, 300])
def test_the_number_of_statements_does_not_grow_with_the_act(cast: Cast, how_many: int) -> None:
    act = archive_parties(picked(many_clients(how_many)), NO_CHOICES, a_key(), by=cast.by_marta)
    db.session.commit()
    with count_statements() as statements:
        undo_act(act.id, by=cast.by_marta)
        db.session.commit()
    assert len(statements) <= 10, "\n".join(statements)
    assert act.outcome["changed"] == how_many
