"""Staging is work in short pieces: seen as it goes, resumed after a crash, dropped when it is discarded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.directory.importing import staging
from app.domain.directory.importing.models import ImportRow, ImportRun, RunState
from app.domain.directory.importing.queries import import_run, refusal_of
from app.domain.directory.importing.runs import discard_import, forget_old_runs, receive, start_import
from app.domain.directory.importing.staging import give_up, stage
from app.domain.errors import NotFound, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.models import SYSTEM
from app.domain.jobs.models import Job
from tests.domain.directory.importing.lists import A_LIST, SAMPLE, begun, blobs, counts, lines, staged, taken


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "PIECE", 10)


def rows_there() -> int:
    return db.session.scalar(select(func.count()).select_from(ImportRow)) or 0


@pytest.mark.usefixtures("small_pieces")
def test_progress_is_seen_piece_by_piece(app: Flask) -> None:
    seen: list[tuple[int, int]] = []
    stage(begun(A_LIST(25)), report=lambda staged, total: seen.append((staged, total)))
    assert seen == [(0, 25), (10, 25), (20, 25), (25, 25)]


@pytest.mark.usefixtures("small_pieces")
def test_whoever_goes_on_after_a_crash_stages_each_row_once(app: Flask) -> None:
    run_id = begun(A_LIST(25))
    with pytest.raises(KeyboardInterrupt):
        stage(run_id, keep=killed_at(2))
    assert (import_run(run_id).rows_staged, rows_there()) == (20, 20)
    assert import_run(run_id).state is RunState.STAGING
    stage(run_id)
    assert counts(import_run(run_id)) == (25, 0, 0)
    assert [line.number for line in lines(import_run(run_id))] == list(range(1, 26))


def killed_at(piece: int):
    """Die in the transaction of a piece, before it commits."""
    calls = iter([False] * piece + [True])

    def keep() -> None:
        if next(calls):
            raise KeyboardInterrupt

    return keep


def test_to_stage_again_what_is_ready_changes_nothing(app: Flask) -> None:
    run = staged(A_LIST(3))
    stage(run.id)
    assert (counts(run), rows_there()) == ((3, 0, 0), 3)


@pytest.mark.usefixtures("small_pieces")
def test_a_list_may_be_discarded_while_it_is_read(app: Flask) -> None:
    run_id = begun(A_LIST(25))
    stage(run_id, report=lambda staged, total: gone(run_id) if staged == 10 else None)
    assert rows_there() == 0
    with pytest.raises(NotFound):
        import_run(run_id)


def gone(run_id: int) -> None:
    discard_import(run_id)
    db.session.commit()


def test_to_discard_a_list_forgets_its_rows_and_its_file(app: Flask) -> None:
    gone(staged(SAMPLE.read_text(encoding="utf-8")[:2000]).id)
    assert rows_there() == 0
    assert not db.session.scalar(select(func.count()).select_from(StoredFile))
    with clock.frozen(datetime.now(UTC) + timedelta(days=2)):
        store.sweep()
    assert blobs() == []


def test_a_list_that_was_taken_over_is_not_discarded(app: Flask) -> None:
    run = staged(A_LIST(2))
    taken(run)
    with pytest.raises(RuleViolation):
        discard_import(run.id)


def test_the_same_upload_twice_is_one_import(app: Flask) -> None:
    first, second = (upload(A_LIST(3)), upload(A_LIST(3)))
    db.session.commit()
    assert first == second
    assert db.session.scalar(select(func.count()).select_from(Job)) == 1
    assert len(blobs()) == 1
    with pytest.raises(RuleViolation):
        upload(A_LIST(4))
    assert len(blobs()) == 1


def upload(text: str) -> int:
    """What a form sends that was opened once."""
    return start_import(receive(BytesIO(text.encode()), name="a.csv"), "one key", by=SYSTEM)


def test_a_list_that_cannot_be_read_to_its_end_is_refused_with_a_sentence(app: Flask) -> None:
    run_id = begun(A_LIST(2))
    give_up(run_id)
    refusal = refusal_of(import_run(run_id))
    assert refusal and refusal.msgid == staging.BROKEN


def test_after_a_month_only_the_counts_of_what_was_taken_over_are_left(app: Flask) -> None:
    run, other = staged(A_LIST(2)), staged(A_LIST(2, prefix="Other "))
    taken(run)
    with clock.frozen(datetime.now(UTC) + timedelta(days=29)):
        forget_old_runs()
        assert rows_there() == 4
    with clock.frozen(datetime.now(UTC) + timedelta(days=31)):
        forget_old_runs()
    db.session.commit()
    assert rows_there() == 0
    assert [(run.id, run.rows_new, run.file_id)] == [
        (kept.id, kept.rows_new, kept.file_id) for kept in db.session.scalars(select(ImportRun))
    ]
    assert other not in db.session
    assert not db.session.scalar(select(func.count()).select_from(StoredFile))
