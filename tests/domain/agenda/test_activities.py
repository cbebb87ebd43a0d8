"""Activities on a card: what is right in one, when it is done, and that it is in the calendar once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.db import db
from app.domain.agenda.actions import mark_activity, move_entry, put_into_calendar, take_out_of_calendar
from app.domain.agenda.activities import ACTIVITIES, OWN_ENTRIES
from app.domain.agenda.models import Activity
from app.domain.agenda.queries import PER_PAGE, Asked, CalendarCriteria, entries_between, past_of, to_do_of
from app.domain.entries.actions import add_entry, edit_entry, remove_entry
from app.domain.errors import EditConflict, NotFound, RuleViolation
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import SYSTEM, Event, EventKind
from tests.support.agenda import a_draft, a_planned_activity, an_activity, an_own_entry, at
from tests.support.builders import a_client, a_contact, a_key, archived
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.statements import count_statements

DAY = date(2026, 11, 23)


def titles(first: date = DAY, last: date = DAY, **asked: Any) -> list[str]:
    """What stands in the calendar on these days."""
    db.session.expire_all()
    return [entry.title for entry in entries_between(CalendarCriteria(first, last, **asked))]


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({"title": ""}, "title"),
        ({"start": at(10), "end": at(9)}, "end"),
        ({"last_day": date(2026, 11, 22)}, "last_day"),
        ({"start": at(10), "last_day": date(2026, 11, 22), "end": at(11)}, "last_day"),
        ({"end": at(11)}, "start"),
        ({"start": at(10), "last_day": date(2026, 11, 24)}, "end"),
        ({"day": date(20, 11, 23)}, "day"),
    ],
)
def test_what_is_not_right_is_refused_at_its_field(cast: Cast, written: dict[str, Any], field: str) -> None:
    before = all_rows()
    with pytest.raises(RuleViolation) as refused:
        add_entry(ACTIVITIES, cast.acme.id, a_draft(**written), a_key(), by=SYSTEM)
    db.session.rollback()
    assert refused.value.field == field and all_rows() == before


def test_who_takes_part_works_here_or_is_a_contact_of_this_very_client(cast: Cast) -> None:
    with pytest.raises(RuleViolation, match="contacts of this client"):
        an_activity(cast.acme, contact_ids=(cast.zoe.id,))
    db.session.rollback()
    with pytest.raises(RuleViolation, match="people who work here"):
        an_activity(cast.acme, staff_ids=(999_999,))
    db.session.rollback()
    both = an_activity(cast.acme, contact_ids=(cast.carla.id,), staff_ids=(cast.luca.id, cast.marta.id))
    assert both.participants == ["Luca Prandi", "Marta Wójcik", "Carla Rossi"]


def test_a_contact_who_goes_leaves_the_activity_behind(cast: Cast) -> None:
    client = a_client("Echo")
    someone = a_contact(client, "Ezio", "Erri")
    activity = an_activity(client, contact_ids=(someone.id,))
    db.session.delete(someone)
    db.session.commit()
    assert db.session.get_one(Activity, activity.id).participants == []


def test_saved_without_an_answer_it_is_on_the_card_and_not_in_the_calendar(cast: Cast) -> None:
    an_activity(cast.acme, "Call")
    assert titles() == [] and [one.title for one in to_do_of(cast.acme.id)] == ["Call"]


def test_yes_twice_makes_one_entry_and_is_told_once(cast: Cast) -> None:
    activity = an_activity(cast.acme, "Call")
    for _ in range(2):
        put_into_calendar(cast.acme.id, activity.id, a_key(), by=SYSTEM)
        db.session.commit()
    assert titles() == ["Call"]
    assert db.session.query(Event).filter_by(kind=EventKind.PUT_INTO_CALENDAR).count() == 1


def test_the_same_yes_sent_twice_is_answered_with_the_first(cast: Cast) -> None:
    activity, key = an_activity(cast.acme, "Call"), a_key()
    put_into_calendar(cast.acme.id, activity.id, key, by=SYSTEM)
    db.session.commit()
    with pytest.raises(AlreadyDone):
        put_into_calendar(cast.acme.id, activity.id, key, by=SYSTEM)
    db.session.rollback()


def test_taken_out_of_the_calendar_it_stays_on_the_card(cast: Cast) -> None:
    activity = a_planned_activity(cast.acme, "Call")
    take_out_of_calendar(cast.acme.id, activity.id, a_key(), by=SYSTEM)
    db.session.commit()
    assert titles() == [] and [one.title for one in to_do_of(cast.acme.id)] == ["Call"]


def test_the_office_s_own_entry_is_on_nobody_s_card(cast: Cast) -> None:
    entry = an_own_entry("Stocktaking")
    assert titles() == ["Stocktaking"]
    with pytest.raises(NotFound):
        put_into_calendar(cast.acme.id, entry.id, a_key(), by=SYSTEM)
    db.session.rollback()


def test_the_office_s_own_entry_is_changed_and_removed_like_a_line_of_a_card(cast: Cast) -> None:
    entry = an_own_entry("Stocktaking")
    edit_entry(OWN_ENTRIES, None, entry.id, a_draft("Audit"), entry.version, a_key(), by=SYSTEM)
    db.session.commit()
    assert titles() == ["Audit"]
    remove_entry(OWN_ENTRIES, None, entry.id, a_key(), by=SYSTEM)
    db.session.commit()
    assert titles() == []


def test_an_activity_of_a_client_is_no_entry_of_the_office_s_own(cast: Cast) -> None:
    activity = a_planned_activity(cast.acme)
    before = all_rows()
    with pytest.raises(NotFound):
        edit_entry(OWN_ENTRIES, None, activity.id, a_draft("Ours"), activity.version, a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before


def test_done_it_leaves_what_is_to_do_and_back_again(cast: Cast) -> None:
    activity = an_activity(cast.acme, "Call")
    mark_activity(cast.acme.id, activity.id, a_key(), is_done=True, by=SYSTEM)
    db.session.commit()
    assert not to_do_of(cast.acme.id) and past_of(cast.acme.id, Asked(events=False)).lines == [activity]
    mark_activity(cast.acme.id, activity.id, a_key(), is_done=False, by=SYSTEM)
    db.session.commit()
    assert to_do_of(cast.acme.id) == [activity]


def test_the_activities_of_a_client_in_the_archive_can_be_changed_as_well(cast: Cast) -> None:
    archived(cast.acme)
    activity = a_planned_activity(cast.acme, "Hand over the keys")
    mark_activity(cast.acme.id, activity.id, a_key(), is_done=True, by=SYSTEM)
    db.session.commit()
    assert titles() == ["Hand over the keys"]


def test_what_was_done_is_read_page_by_page_with_the_events_among_it(cast: Cast) -> None:
    for n in range(PER_PAGE + 3):
        an_activity(cast.acme, f"A{n}", date(2020, 1, 1 + n % 28), is_done=True)
    seen: list[Any] = []
    keys: dict[str, int | None] = {}
    while True:
        page = past_of(cast.acme.id, Asked(), **keys)
        seen += page.lines
        keys = {"activity": page.activity, "event": page.event}
        if not page.has_more:
            break
    activities = [line for line in seen if isinstance(line, Activity)]
    assert len({one.id for one in activities}) == len(activities) == PER_PAGE + 3
    kinds = [line.kind for line in seen if not isinstance(line, Activity)]
    assert EventKind.REGISTERED in kinds and EventKind.ENTRY_ADDED not in kinds


@pytest.mark.parametrize(
    ("written", "first", "last", "is_there"),
    [
        ({"start": at(23, 30), "end": at(23, 59)}, DAY, DAY, True),
        ({"start": at(0), "end": at(0, 30)}, DAY, DAY, True),
        ({"start": at(0), "end": at(0)}, DAY, DAY, True),  # no time at all, and still something
        (
            {"start": at(23), "last_day": date(2026, 11, 24), "end": at(0)},
            date(2026, 11, 24),
            date(2026, 11, 24),
            False,
        ),
        ({"start": at(23), "last_day": date(2026, 11, 24), "end": at(1)}, date(2026, 11, 24), date(2026, 11, 24), True),
        ({}, DAY, DAY, True),
        ({}, date(2026, 11, 22), date(2026, 11, 22), False),
        ({}, date(2026, 11, 24), date(2026, 11, 24), False),
        ({"last_day": date(2026, 12, 24)}, date(2026, 12, 1), date(2026, 12, 2), True),
        ({"last_day": date(2026, 12, 24)}, date(2026, 12, 25), date(2026, 12, 26), False),
    ],
)
def test_a_day_shows_what_touches_it_by_the_office_s_clock(
    cast: Cast, written: dict[str, Any], first: date, last: date, is_there: bool
) -> None:
    an_own_entry("Here", **written)
    assert (titles(first, last) == ["Here"]) is is_there


def test_the_calendar_is_asked_for_one_person_and_for_one_type(cast: Cast) -> None:
    a_planned_activity(cast.acme, "Luca's", assigned_to_id=cast.luca.id)
    mine = a_planned_activity(cast.acme, "With Marta", staff_ids=(cast.marta.id,), start=at(9))
    an_own_entry("Nobody's", start=at(10))
    assert titles(person=cast.luca.id) == ["Luca's"]
    assert titles(person=cast.marta.id) == ["With Marta"]
    assert titles(type=mine.type_id) == ["Luca's", "With Marta", "Nobody's"]
    assert titles(type=mine.type_id + 1) == []


def test_a_moved_entry_keeps_how_long_it_takes_and_counts_one_version_on(cast: Cast) -> None:
    entry = a_planned_activity(cast.acme, "Call", start=at(10), end=at(11, 30))
    version = entry.version
    move_entry(entry.id, date(2027, 6, 1), at(8, 15), version, a_key(), by=SYSTEM)
    db.session.commit()
    span = db.session.get_one(Activity, entry.id).span
    assert (span.day, span.start, span.end) == (date(2027, 6, 1), at(8, 15), at(9, 45))
    assert entry.version == version + 1


def test_who_moves_second_is_refused(cast: Cast) -> None:
    entry = a_planned_activity(cast.acme, "Call")
    seen = entry.version
    move_entry(entry.id, date(2026, 12, 1), None, seen, a_key(), by=SYSTEM)
    db.session.commit()
    before = all_rows()
    with pytest.raises(EditConflict):
        move_entry(entry.id, date(2026, 12, 2), None, seen, a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before


def test_what_is_not_in_the_calendar_is_not_moved_there(cast: Cast) -> None:
    activity = an_activity(cast.acme)
    with pytest.raises(NotFound):
        move_entry(activity.id, date(2026, 12, 1), None, activity.version, a_key(), by=SYSTEM)


def test_a_calendar_costs_the_same_however_much_stands_in_it(cast: Cast) -> None:
    def cost() -> int:
        db.session.expunge_all()
        with count_statements() as statements:
            entries = entries_between(CalendarCriteria(DAY, DAY))
            assert all(entry.title and entry.participants is not None for entry in entries)
        return len(statements)

    acme_id, marta, luca, carla, renata = cast.acme.id, cast.marta.id, cast.luca.id, cast.carla.id, cast.renata.id
    a_planned_activity(cast.acme, staff_ids=(marta,), contact_ids=(carla,))
    cost()  # what is asked once a process
    few = cost()
    for n in range(12):
        an_own_entry(f"Own {n}", assigned_to_id=luca)
        entry = Activity(**ACTIVITIES.columns_of(a_draft(staff_ids=(luca, marta), contact_ids=(carla, renata))))
        entry.party_id, entry.in_calendar = acme_id, True
        db.session.add(entry)
        db.session.commit()
    assert cost() == few
