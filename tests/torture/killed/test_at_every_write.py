"""Whoever is killed as they are about to write, at whichever write, leaves all of an act or nothing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.db import db
from app.domain.directory.importing.models import ImportRun
from app.domain.history.models import Event, EventKind
from app.domain.jobs.actions import LEASE
from tests.support.cast import Cast
from tests.support.rows import Rows, differences
from tests.support.visitor import Visitor
from tests.torture.killed.acts import ACTS, PIECE, ROWS
from tests.torture.killed.scene import Came, Scene, Stage

pytestmark = pytest.mark.strace

Point = tuple[str, int]
NONE = repeat(None)  # a row that is not there
SLICE = 3  # how many points are tried in the slice
LONG = {"register", "mail with a photo"}  # not in the slice: their like is
COLUMNS, RUN = Event.__table__.columns.keys(), ImportRun.__table__.columns.keys()


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.long if name in LONG else ()) for name in ACTS])
def act(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def scene(app: Flask, cast: Cast, database: str, stage: Stage, act: str, tmp_path: Path) -> Scene:
    asked_for = ACTS[act](Visitor(app).signed_in_as(cast.luca.email), cast)
    db.session.commit()
    return Scene(app, database, stage, asked_for, tmp_path)


def test_who_is_killed_at_any_write_leaves_all_or_nothing(
    scene: Scene, act: str, whole: bool, tmp_path: Path, tell: Callable[..., None]
) -> None:
    watched = scene.act_now(log=str(tmp_path / "calls"))
    after = scene.look()
    assert [answer["status"] for answer in watched.answers] == [1 if act in IN_PIECES else 303]
    assert says_what_it_did(scene.before, after)
    assert scene.faults() == []
    chosen = points(watched.calls, whole=whole)
    done = 0
    for point in chosen:
        scene.put_back()
        came = scene.act_now(kill=point)
        now = scene.look()
        is_done = not unlike(now, after)
        assert is_done or came.killed, point  # not every run makes the last call or two of the first
        is_nothing = not unlike(now, scene.before)
        assert is_done or is_nothing or (act in IN_PIECES and IN_PIECES[act](now)), (point, unlike(now, after))
        assert is_done or not came.answers, point
        assert scene.faults() == [], point
        done += is_done
        scene.count_anew(now)
        is_again_the_one_act(scene, act, after, watched)
    tell(act, kill_points=len(chosen), nothing=len(chosen) - done, all=done)


def is_again_the_one_act(scene: Scene, act: str, after: Rows, first: Came) -> None:
    """Whoever repeats it, with the same key, gets the first answer, and it is done once."""
    again = scene.act_now(later=LEASE * 2 if act in IN_PIECES else timedelta(0))
    assert again.answers == first.answers or act in IN_PIECES
    assert unlike(scene.look(), after) == []
    assert scene.faults() == []


def points(calls: Sequence[str], *, whole: bool) -> list[Point]:
    """Each call that was made, as the n-th of its name; in the slice a few of them, and the last."""
    counted: Counter[str] = Counter()
    found = []
    for call in calls:
        counted[call] += 1
        found.append((call, counted[call]))
    return found if whole else [found[len(found) * part // SLICE - 1] for part in range(1, SLICE + 1)]


def unlike(some: Rows, others: Rows) -> list[tuple[Any, ...]]:
    """What is not the same on file: table, column, both values. Who was sent to do it, how often, is no matter."""
    return [
        (table.name, column.name, one, other)
        for table, row, its_like in differences(some, others)
        for column, one, other in zip(table.columns, row or NONE, its_like or NONE, strict=False)
        if table.name != "job" and one != other
    ]


def says_what_it_did(before: Rows, after: Rows) -> bool:
    """Whether events are told of all whom an act changed, and of nothing else. Who was merged is told of elsewhere."""
    known = {tuple(row[:2]) for row in before["event"]}  # id and act: one that has only moved is none of these
    told = [Event(**dict(zip(COLUMNS, row, strict=True))) for row in after["event"] if tuple(row[:2]) not in known]
    changed = {(table.name, int((old or new or ())[0])) for table, old, new in differences(before, after)}
    people = {id_ for table, id_ in changed if table == "party"}
    records = {(event.record, event.record_id) for event in told}
    merged = {former_id for _id, former_id, *_ in after["merged_party"]}
    return {event.party_id for event in told} >= people - merged and records <= changed


def is_read_in_pieces(now: Rows) -> bool:
    """Whether whole pieces of a list are read, and the list knows how many."""
    (run,), read = now["import_run"], len(now["import_row"])
    return (read % PIECE == 0 or read == ROWS) and dict(zip(RUN, run, strict=True))["rows_new"] == read


def is_made_in_pieces(now: Rows) -> bool:
    """Whether each piece is told of whole, and the list knows how many it has made."""
    (run,) = now["import_run"]
    told = sum(dict(zip(COLUMNS, row, strict=True))["kind"] == EventKind.IMPORTED for row in now["event"])
    return dict(zip(RUN, run, strict=True))["made"] == told <= 2 * ROWS


# A transaction a piece; all others are one.
IN_PIECES = {"import: reading": is_read_in_pieces, "import: going on": is_made_in_pieces}
