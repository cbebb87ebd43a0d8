"""What must hold of an office at any moment, whoever was killed the moment before."""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import exists, func, not_, select, text

from app.db import Mood, db, is_postgresql, mood, only_reading
from app.domain import clock
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.models import Act, Event
from app.domain.parties.models import Party
from tests.support.databases import CARETAKER
from tests.support.rows import Rows

Counters = list[tuple[str, int, bool]]


def faults() -> list[str]:
    """What is wrong with the database itself, and between its rows and the files."""
    return [*faults_of_the_database(), *faults_of_the_files()]


def faults_of_the_database() -> list[str]:
    """SQLite's own checks, of the pages, the references and the index of the search. PostgreSQL has none to run."""
    if is_postgresql():
        return []
    with db.engine.connect() as connection:
        checked = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        connection.exec_driver_sql("INSERT INTO party_search (party_search) VALUES ('integrity-check')")  # raises
        connection.rollback()
    return [*(line for line in checked if line != "ok"), *map(str, broken)]


def faults_of_the_files() -> list[str]:
    """Every row has its blob, whole; and when the sweeper has come, no blob is without its row."""
    with only_reading():
        named = {file.blob: file.sha256 for file in db.session.execute(select(StoredFile.blob, StoredFile.sha256))}
    wrong = [
        f"the row of {blob} has no whole blob"
        for blob, sha256 in named.items()
        if not store.path_of(blob).exists() or hashlib.sha256(store.path_of(blob).read_bytes()).hexdigest() != sha256
    ]
    with only_reading():
        store.sweep()  # today's orphans may belong to somebody who is still writing
    with only_reading(), clock.frozen(datetime.now(UTC) + store.ORPHANS_LIVE + timedelta(minutes=1)):
        store.sweep()
    folder = store.path_of("00").parent.parent
    left = {path.name for path in folder.glob("??/*") if path.is_file()}
    return wrong + [f"nobody sweeps {Path(name).name}" for name in sorted(left - named.keys())]


def faults_of_the_acts() -> list[str]:
    """Every act tells as many events as it says that it changed, and whoever bears its status is told of by it."""
    told = select(Event.act_id, func.count().label("events")).group_by(Event.act_id).subquery()
    with only_reading():
        counted = db.session.execute(
            select(Act.key, Act.outcome, func.coalesce(told.c.events, 0)).outerjoin(told, told.c.act_id == Act.id)
        ).all()
        of_it = exists().where(Event.act_id == Party.status_act_id, Event.party_id == Party.id)
        untold = db.session.scalars(select(Party.id).where(Party.status_act_id.is_not(None), not_(of_it))).all()
    return [
        *(f"{key} changed {outcome['changed']} and tells of {events}" for key, outcome, events in counted
          if outcome.get("changed", events) != events),
        *(f"nobody told of party {id_}" for id_ in untold),
    ]  # fmt: skip


def wait_until_alone() -> None:
    """Until PostgreSQL has noticed that whoever was killed is gone, and has settled what they had asked for."""
    if not is_postgresql():
        return
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        f" AND backend_type = 'client backend' AND application_name <> '{CARETAKER}'"
    )
    deadline = time.monotonic() + 20
    before = mood.set(Mood.READ_ONLY)
    try:
        with db.engine.connect() as connection:
            while connection.scalar(others):
                assert time.monotonic() < deadline, "somebody is still connected"
                connection.rollback()
                time.sleep(0.005)
    finally:
        mood.reset(before)


def counters() -> Counters:
    """Where PostgreSQL's counters of ids stand."""
    if not is_postgresql():
        return []
    asked = text("SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences")
    with db.engine.connect() as connection:
        return [(name, value, used) for name, value, used in connection.execute(asked)]


def set_counters(stood: Counters, rows: Rows) -> None:
    """Let them go on from where they stood, or after the last of these rows."""
    last = {f"{table}_id_seq": kept[-1][0] for table, kept in rows.items() if kept}
    with db.engine.begin() as connection:
        for name, value, used in stood:
            values = {"name": name, "value": max(value, last.get(name, 0)), "used": used or name in last}
            connection.execute(text("SELECT setval(:name, :value, :used)"), values)
