"""In a restored place nothing happens by itself until an admin has confirmed, and numbers move forward only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.backups import confirming
from app.domain.backups.confirming import confirm_restoration, restored_place
from app.domain.errors import NotFound, RuleViolation
from app.domain.files import store
from app.domain.history.models import Act, Deed, Event, EventKind
from app.domain.jobs import actions as jobs
from app.domain.jobs.models import Job, JobKind, JobState, Restoration
from app.domain.numbering.actions import take_numbers
from app.domain.numbering.models import LARGEST, RangeKind
from app.worker.loop import work_off
from app.worker.tidying import tidy_up
from tests.domain.backups.place import Places
from tests.support.builders import a_client, a_key
from tests.support.cast import Cast, the_cast
from tests.support.rows import all_rows


def restored(*, before: str | None = None) -> Restoration:
    """As `flask restore` leaves it."""
    row = Restoration(moment=clock.now(), ranges=[{"kind": "parties", "last": "C-0005", "before": before}])
    db.session.add(row)
    db.session.commit()
    return row


def test_no_job_is_taken_and_nothing_cleared_away_before_somebody_confirms(app: Flask, cast: Cast) -> None:
    restored()
    jobs.enqueue(JobKind.KEEP_ERASURES, "a job")
    db.session.commit()
    orphan = store.path_of("ab" * 16)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"nobody names me")
    os.utime(orphan, (0, 0))
    assert work_off() == 0
    tidy_up()
    assert orphan.exists()
    confirm_restoration({}, a_key(), by=cast.by_marta)
    db.session.commit()
    assert jobs.woken.is_set()
    assert work_off() == 1
    tidy_up()
    assert not orphan.exists()
    assert db.session.scalars(select(Job.state)).one() is JobState.DONE


def test_a_confirmation_says_who_and_when_and_is_an_act(app: Flask, cast: Cast) -> None:
    row = restored()
    act = confirm_restoration({RangeKind.PARTIES: 40}, a_key(), by=cast.by_marta)
    db.session.commit()
    assert (row.confirmed_by, row.confirmed_at is not None) == ("Marta Wójcik", True)
    event = db.session.scalars(select(Event).where(Event.act_id == act.id)).one()
    assert (act.deed, event.kind) == (Deed.CONFIRM_RESTORATION, EventKind.RESTORATION_CONFIRMED)
    assert (event.record, event.record_id, event.details) == ("restoration", row.id, {"parties": "C-0040"})
    assert take_numbers(RangeKind.PARTIES) == ["C-0040"]
    assert take_numbers(RangeKind.MAIL) == ["M-0001"]


def test_the_same_form_once_more_changes_nothing_more(app: Flask, cast: Cast) -> None:
    restored()
    key = a_key()
    first = confirm_restoration({RangeKind.PARTIES: 40}, key, by=cast.by_marta)
    db.session.commit()
    assert confirm_restoration({RangeKind.PARTIES: 40}, key, by=cast.by_marta).id == first.id
    confirm_restoration({RangeKind.PARTIES: 90}, a_key(), by=cast.by_marta)  # somebody else was faster
    assert take_numbers(RangeKind.PARTIES) == ["C-0040"]


@pytest.mark.parametrize(("value", "said"), [(1, confirming.NEVER_BACK), (LARGEST + 1, confirming.TOO_LARGE)])
def test_a_range_never_moves_back_nor_beyond_what_it_counts_to(app: Flask, cast: Cast, value: int, said: str) -> None:
    restored()
    before = all_rows()
    with pytest.raises(RuleViolation) as refused:
        confirm_restoration({RangeKind.PARTIES: value}, a_key(), by=cast.by_marta)
    db.session.rollback()
    assert (refused.value.sentence.msgid, refused.value.field) == (said, "parties")
    assert all_rows() == before


def test_where_nothing_was_restored_there_is_nothing_to_confirm(app: Flask, cast: Cast) -> None:
    assert restored_place() is None
    with pytest.raises(NotFound):
        confirm_restoration({}, a_key(), by=cast.by_marta)


def test_a_restore_tells_the_last_numbers_of_the_backup_and_of_the_place_that_it_replaced(
    places: Places, zip_file: Path
) -> None:
    here = places()
    with here.at_work():
        the_cast()
    here.back_up(zip_file)
    with here.at_work():
        for number in range(3):
            a_client(f"Since {number}")
    here.restore(zip_file, replace=True)
    with here.at_work():
        found = restored_place()
        assert found and found.confirmed_at is None
        clients, mail = found.ranges[:2]
        assert (clients.last, clients.before, clients.next_number) == ("C-0003", "C-0006", "C-0007")
        assert (mail.last, mail.before, mail.next_number) == (None, None, "M-0001")
        act = db.session.scalars(select(Act).where(Act.deed == Deed.RESTORE_BACKUP)).one()
        assert act.by_name == "Recapito"
        db.session.rollback()
        assert jobs.are_held()
