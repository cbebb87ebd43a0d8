"""Interventions on a card: what is right in them, how long they took, and that nobody is in two places at once."""

from __future__ import annotations

from datetime import date, time
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.contacts.models import PortalUser
from app.domain.entries.actions import add_entry, edit_entry, remove_entry
from app.domain.errors import RuleViolation
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.service.actions import mark_as_done
from app.domain.service.equipment import EQUIPMENT
from app.domain.service.interventions import INTERVENTIONS, InterventionDraft, name_of
from app.domain.service.models import Equipment, Intervention, InterventionState
from app.domain.service.queries import PER_PAGE, how_many_on, past_of, planned_of
from tests.domain.lifecycle.merging.cards import merged
from tests.support.builders import a_key
from tests.support.cast import Cast
from tests.support.entries import a_piece, an_intervention
from tests.support.rows import all_rows
from tests.support.statements import count_statements
from tests.support.together import at_once

DAY = date(2026, 11, 23)
PLANNED, DONE, CANCELLED = InterventionState
TEN, NOON, ONE, TWO = time(10), time(12), time(13), time(14)


def refused(cast: Cast, **written: Any) -> RuleViolation:
    """What is said to somebody who writes this onto Acme's card, whose tables stay as they were."""
    before, draft = all_rows(), InterventionDraft(**{"day": DAY, "asked": "Look", **written})
    with pytest.raises(RuleViolation) as refusal:
        add_entry(INTERVENTIONS, cast.acme.id, draft, a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before
    return refusal.value


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({"asked": ""}, "asked"),
        ({"day": date(26, 11, 23)}, "day"),
        ({"end": NOON}, "start"),
        ({"start": NOON, "end": TEN}, "end"),
        ({"start": TEN, "end": TEN}, "end"),
        ({"minutes": 0}, "hours"),
        ({"minutes": -30}, "hours"),
        ({"minutes": 6001}, "hours"),
        ({"start": TEN, "end": NOON, "minutes": 90}, "hours"),
        ({"technician_ids": (999_999,)}, "technician_ids"),
        ({"equipment_id": 999_999}, "equipment_id"),
    ],
)
def test_what_is_not_right_is_refused_at_its_field(cast: Cast, written: dict[str, Any], field: str) -> None:
    assert refused(cast, **written).field == field


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ({}, None),
        ({"minutes": 90}, 90),
        ({"start": TEN}, None),
        ({"start": TEN, "minutes": 45}, 45),
        ({"start": TEN, "end": time(12, 30)}, 150),
        ({"start": TEN, "end": NOON, "minutes": 120}, 120),
        # In Rome the clock goes back at three on that night, and forward on the other.
        ({"day": date(2026, 10, 25), "start": time(1), "end": time(4)}, 240),
        ({"day": date(2026, 3, 29), "start": time(1), "end": time(4)}, 120),
    ],
)
def test_hours_follow_from_the_times_and_are_written_where_there_are_none(
    cast: Cast, written: dict[str, Any], minutes: int | None
) -> None:
    assert an_intervention(cast.acme, **written).minutes == minutes


def test_a_contact_of_a_client_is_no_technician_and_equipment_of_another_client_is_not_worked_on(cast: Cast) -> None:
    portal = db.session.scalars(select(PortalUser.login_id)).first()
    assert refused(cast, technician_ids=(portal,)).field == "technician_ids"
    assert refused(cast, equipment_id=a_piece(cast.bravo).id).field == "equipment_id"


@pytest.mark.parametrize(
    ("start", "end", "state", "is_refused"),
    [
        (TEN, NOON, PLANNED, True),
        (time(11), ONE, PLANNED, True),
        (time(9), TWO, DONE, True),
        (time(10, 30), time(11), DONE, True),
        (NOON, ONE, PLANNED, False),
        (time(9), TEN, PLANNED, False),
        (TEN, NOON, CANCELLED, False),
        (TEN, None, PLANNED, False),
    ],
)
def test_nobody_is_in_two_places_at_once(
    cast: Cast, start: time, end: time | None, state: InterventionState, is_refused: bool
) -> None:
    an_intervention(cast.bravo, start=TEN, end=NOON, technician_ids=(cast.marta.id,))
    written = {"start": start, "end": end, "state": state, "technician_ids": (cast.luca.id, cast.marta.id)}
    if not is_refused:
        assert an_intervention(cast.acme, **written).id
        return
    refusal = refused(cast, **written)
    assert refusal.field == "start"
    told = {"who": cast.marta.name, "client": cast.bravo.name, "start": "10:00", "end": "12:00"}
    assert refusal.sentence.values == told


def test_somebody_else_on_another_day_and_what_was_called_off_take_nobody_s_time(cast: Cast) -> None:
    times = {"start": TEN, "end": NOON}
    an_intervention(cast.bravo, **times, technician_ids=(cast.marta.id,))
    an_intervention(cast.bravo, **times, technician_ids=(cast.luca.id,), state=CANCELLED)
    assert an_intervention(cast.acme, **times, technician_ids=(cast.luca.id,)).id
    assert an_intervention(cast.acme, **times, day=date(2026, 11, 24), technician_ids=(cast.marta.id,)).id


def test_a_line_is_not_in_its_own_way_when_it_is_changed(cast: Cast) -> None:
    one = an_intervention(cast.acme, start=TEN, end=NOON, technician_ids=(cast.marta.id,))
    draft = InterventionDraft(**{**INTERVENTIONS.values_of(one), "end": ONE})
    edit_entry(INTERVENTIONS, cast.acme.id, one.id, draft, one.version, a_key(), by=SYSTEM)
    assert (one.minutes, one.technician_ids) == (180, (cast.marta.id,))


def test_of_two_who_plan_somebody_s_hour_at_once_one_is_refused(app: Flask, cast: Cast) -> None:
    clients, marta = (cast.acme.id, cast.bravo.id), cast.marta.id
    db.session.rollback()
    draft = InterventionDraft(DAY, "Look", TEN, NOON, technician_ids=(marta,))
    results = at_once(
        app, *(partial(add_entry, INTERVENTIONS, client, draft, a_key(), by=SYSTEM) for client in clients)
    )
    (refusal,) = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refusal, RuleViolation) and refusal.field == "start"
    assert db.session.query(Intervention).count() == 1


def test_a_planned_one_is_marked_as_done_once_and_what_was_called_off_stays_so(cast: Cast) -> None:
    planned, off = an_intervention(cast.acme, state=PLANNED), an_intervention(cast.acme, state=CANCELLED)
    for one in (planned, planned, off):
        mark_as_done(cast.acme.id, one.id, a_key(), by=SYSTEM)
        db.session.commit()
    assert (planned.state, off.state) == (DONE, CANCELLED)
    assert db.session.query(Event).filter_by(kind=EventKind.INTERVENTION_DONE).count() == 1


def test_it_is_called_by_how_what_was_asked_begins(cast: Cast) -> None:
    assert name_of(an_intervention(cast.acme, "Short\nand more")) == "Short"
    assert name_of(an_intervention(cast.acme, "x" * 200)) == "x" * 79 + "…"


def test_equipment_with_interventions_is_not_removed_and_the_refusal_says_how_many(cast: Cast) -> None:
    piece = a_piece(cast.acme)
    for state in (DONE, PLANNED):
        an_intervention(cast.acme, equipment_id=piece.id, state=state)
    before = all_rows()
    with pytest.raises(RuleViolation) as refusal:
        remove_entry(EQUIPMENT, cast.acme.id, piece.id, a_key(), by=SYSTEM)
    db.session.rollback()
    assert refusal.value.sentence.n == 2 and all_rows() == before
    assert how_many_on([piece.id]) == {piece.id: 2}


def test_equipment_whose_interventions_are_gone_is_removed(cast: Cast) -> None:
    piece = a_piece(cast.acme)
    one = an_intervention(cast.acme, equipment_id=piece.id)
    remove_entry(INTERVENTIONS, cast.acme.id, one.id, a_key(), by=SYSTEM)
    remove_entry(EQUIPMENT, cast.acme.id, piece.id, a_key(), by=SYSTEM)
    assert db.session.query(Equipment).count() == 0


def test_a_merge_brings_interventions_and_their_equipment_along(cast: Cast) -> None:
    piece = a_piece(cast.bravo)
    one = an_intervention(cast.bravo, equipment_id=piece.id)
    merged(cast.acme, cast.bravo)
    db.session.expire_all()
    assert (one.party_id, one.equipment.party_id) == (cast.acme.id, cast.acme.id)


def test_what_is_planned_stands_by_its_day_and_what_was_done_latest_first_by_fifty(cast: Cast) -> None:
    days = [date(2026, 1, 1 + n // 4) for n in range(PER_PAGE + 2)]
    for day in days:
        row = {**INTERVENTIONS.columns_of(InterventionDraft(day, "Look", state=DONE)), "technician_ids": ()}
        db.session.add(Intervention(party_id=cast.acme.id, **row))
    db.session.commit()
    late = an_intervention(cast.acme, "Late", state=PLANNED, day=date(2027, 1, 2))
    early = an_intervention(cast.acme, "Early", state=PLANNED, day=date(2027, 1, 1))
    assert planned_of(cast.acme.id) == [early, late]
    first = past_of(cast.acme.id)
    rest = past_of(cast.acme.id, after=first.after)
    found = [one.id for one in (*first.rows, *rest.rows)]
    assert len(first.rows) == PER_PAGE and len(set(found)) == len(days)
    assert [one.day for one in (*first.rows, *rest.rows)] == sorted(days, reverse=True)


def test_a_list_costs_the_same_however_many_there_are(cast: Cast) -> None:
    def cost() -> int:
        db.session.expire_all()
        with count_statements() as statements:
            for one in past_of(cast.acme.id).rows:
                assert one.technicians is not None and one.reports is not None and one.equipment is not None
        return len(statements)

    piece = a_piece(cast.acme)
    an_intervention(cast.acme, equipment_id=piece.id, technician_ids=(cast.marta.id,))
    few = cost()
    for n in range(5):
        an_intervention(cast.acme, f"More {n}", equipment_id=piece.id, technician_ids=(cast.luca.id,))
    assert cost() == few
