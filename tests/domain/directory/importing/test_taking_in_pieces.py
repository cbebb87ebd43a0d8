"""A long list is taken over in pieces: others get in between, a crash loses nothing, and all of it comes in once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.contacts.models import Contact
from app.domain.directory.importing import creating
from app.domain.directory.importing.creating import go_on
from app.domain.directory.importing.models import Duplicates, ImportRow, ImportRun, RunState
from app.domain.directory.importing.queries import import_run
from app.domain.directory.importing.runs import discard_import, forget_old_runs
from app.domain.directory.importing.taking import Expected, take_over
from app.domain.errors import RuleViolation
from app.domain.history.models import SYSTEM, Event
from app.domain.jobs.models import Job, JobState
from app.domain.lifecycle.undoing import undo_act
from app.domain.parties.models import Party
from app.worker.loop import work_off
from tests.domain.directory.importing.lists import A_LIST, staged, taken
from tests.support.builders import a_client
from tests.support.statements import count_statements

ROWS, PIECE = 25, 10
PIECES = 9  # numbers, people, clients: three each


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creating, "PIECE", PIECE)
    monkeypatch.setattr(creating, "PAUSE", 0)


def decided(rows: int = ROWS, *, prefix: str = "") -> int:
    """A long list that somebody decided to take over, and nothing of which is made yet."""
    run = staged(A_LIST(rows, prefix=prefix))
    taken(run)
    assert run.state is RunState.TAKING
    return run.id


def number_of(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def assert_whole(run_id: int, rows: int = ROWS) -> None:
    """All of a list is on file, each row once, and each with its contact; and there is one event each."""
    run = import_run(run_id)
    assert (run.state, run.made) == (RunState.TAKEN, 2 * rows)
    of_run = select(ImportRow.party_id, ImportRow.person_id).where(ImportRow.run_id == run_id)
    pairs = {tuple(pair) for pair in db.session.execute(of_run)}
    assert len({id_ for pair in pairs for id_ in pair}) == 2 * rows
    assert pairs <= {tuple(link) for link in db.session.execute(select(Contact.client_id, Contact.person_id))}
    events = select(Event.party_id).where(Event.act_id == run.act_id)
    assert sorted(db.session.scalars(events)) == sorted(id_ for pair in pairs for id_ in pair)
    numbers = select(ImportRow.party_number_key).where(ImportRow.run_id == run_id).order_by(ImportRow.number)
    given = list(db.session.scalars(numbers))
    assert given == sorted(set(given))


def test_what_was_decided_is_made_by_a_worker(app: Flask) -> None:
    run_id = decided()
    assert (number_of(Party), number_of(Event)) == (0, 0)
    assert work_off() == 1
    assert_whole(run_id)
    assert sorted(db.session.scalars(select(Party.number).where(Party.number.is_not(None))))[-1] == "C-0025"


def test_a_list_of_one_piece_is_on_file_with_the_answer(app: Flask) -> None:
    run = staged(A_LIST(PIECE))
    taken(run)
    assert_whole(run.id, PIECE)
    assert number_of(Job) == 0


@pytest.mark.parametrize("piece", range(PIECES + 1))
def test_whoever_goes_on_after_a_crash_makes_each_of_them_once(app: Flask, piece: int) -> None:
    run_id = decided()
    with pytest.raises(KeyboardInterrupt):
        go_on(run_id, keep=killed_at(piece))
    assert import_run(run_id).state is RunState.TAKING
    go_on(run_id)
    assert_whole(run_id)


def killed_at(piece: int) -> Callable[[], None]:
    """Die in the transaction of a piece, before it commits."""
    calls = iter([False] * piece + [True])

    def keep() -> None:
        if next(calls):
            raise KeyboardInterrupt

    return keep


def test_a_client_who_is_on_file_is_whole_at_every_moment(app: Flask) -> None:
    seen: list[tuple[int, int]] = []

    def look(_made: int, _total: int) -> None:
        clients = db.session.scalar(select(func.count()).where(Party.number.is_not(None))) or 0
        seen.append((clients, number_of(Contact)))
        db.session.rollback()

    go_on(decided(), report=look)
    assert seen == [(0, 0)] * 6 + [(10, 10), (20, 20), (25, 25)]


def test_others_write_between_two_pieces_and_no_number_is_given_twice_or_left_out(app: Flask) -> None:
    run_id = decided()
    registered = iter(range(PIECES))

    def register(_made: int, _total: int) -> None:
        a_client(f"By hand {next(registered)}")

    go_on(run_id, report=register)
    assert_whole(run_id)
    numbers = db.session.scalars(select(Party.number_key).where(Party.number.is_not(None)))
    assert sorted(numbers) == [f"c{n:012}" for n in range(1, ROWS + PIECES + 1)]


def test_two_who_go_on_at_once_make_each_of_them_once(app: Flask) -> None:
    run_id = decided()
    others: Iterator[bool] = iter([True] + PIECES * 9 * [False])
    go_on(run_id, report=lambda made, total: go_on(run_id) if next(others) else None)
    assert_whole(run_id)
    assert number_of(Party) == 2 * ROWS


def test_duplicates_that_were_chosen_come_in_too(app: Flask) -> None:
    taken(staged(A_LIST(3)))
    run = staged(A_LIST(ROWS))
    assert (run.rows_new, run.rows_duplicate) == (ROWS - 3, 3)
    act = take_over(run.id, expected=Expected(ROWS - 3, Duplicates.CREATE, 3), by=SYSTEM)
    db.session.commit()
    assert act.outcome["anyway"] == 3
    go_on(run.id)
    assert_whole(run.id)


def test_a_second_click_gives_the_same_answer_and_leaves_no_second_job(app: Flask) -> None:
    run_id = decided()
    act_id = import_run(run_id).act_id
    assert take_over(run_id, expected=ROWS, by=SYSTEM).id == act_id
    db.session.commit()
    assert number_of(Job) == 1


def test_while_one_list_is_taken_over_no_other_is(app: Flask) -> None:
    waiting = staged(A_LIST(2, prefix="Other "))
    decided()
    with pytest.raises(RuleViolation, match="Another list is being taken over"):
        take_over(waiting.id, expected=2, by=SYSTEM)
    db.session.rollback()
    assert (number_of(Party), waiting.state) == (0, RunState.READY)
    work_off()
    taken(waiting)
    assert number_of(Party) == 2 * ROWS + 4


def test_what_is_being_taken_over_is_neither_taken_back_nor_discarded_nor_forgotten(app: Flask) -> None:
    run_id = decided()
    act_id = import_run(run_id).act_id or 0
    with pytest.raises(RuleViolation, match="while it is being taken over"):
        undo_act(act_id, by=SYSTEM)
    db.session.rollback()
    with pytest.raises(RuleViolation):
        discard_import(run_id)
    db.session.rollback()
    with clock.frozen(datetime.now(UTC) + timedelta(days=31)):
        forget_old_runs()
        db.session.commit()
    work_off()
    assert_whole(run_id)
    undo_act(act_id, by=SYSTEM)
    db.session.commit()
    assert (number_of(Party), import_run(run_id).state) == (0, RunState.UNDONE)


def test_when_every_attempt_failed_somebody_tries_again_later(app: Flask) -> None:
    run_id = decided()
    creating.try_later(run_id)
    db.session.commit()
    assert work_off() == 1  # the first job, which has it done by now
    with clock.frozen(datetime.now(UTC) + creating.LATER + timedelta(seconds=1)):
        assert work_off() == 1
    assert set(db.session.scalars(select(Job.state))) == {JobState.DONE}
    assert_whole(run_id)


def test_the_statements_follow_from_the_pieces_and_not_from_the_rows(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.zone()  # asked once a job
    counted = []
    for rows in (20, 200):
        monkeypatch.setattr(creating, "PIECE", rows // 2)
        run_id = decided(rows, prefix=f"{rows} ")
        with count_statements() as statements:
            go_on(run_id)
        counted.append(len(statements))
        db.session.execute(db.delete(Job))
        db.session.commit()
    assert counted[0] == counted[1] <= 75


def test_runs_know_what_was_chosen_for_their_duplicates(app: Flask) -> None:
    assert db.session.get_one(ImportRun, decided()).choice is Duplicates.SKIP
