"""All rows of all tables: to see what a request has changed, to put them back, and to fill a fresh database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Set
from contextlib import closing, contextmanager
from functools import cache
from typing import Any

import psycopg
from sqlalchemy import Connection, Table, delete, func, insert, literal, select, update

from app.db import Mood, db, is_postgresql, mood

# What looking at a page may move, each in a transaction of its own: when a session was last seen (SAFETY.md 6), and
# which client /portal leads to (PRODUCT.md 11).
MAY_MOVE = frozenset({"login_session.last_seen_at", "login.last_client_id"})

Rows = dict[str, list[tuple[Any, ...]]]


@cache
def tables() -> list[Table]:
    """All tables, those that others refer to first. Sorting them takes longer than asking some of them."""
    return db.metadata.sorted_tables


def all_rows() -> Rows:
    """Every row of every table, in the order of its columns."""
    return rows_of(tables())


def rows_of(tables: Iterable[Table]) -> Rows:
    """Every row of some tables."""
    asked_for = mood.set(Mood.READ_ONLY)  # no lock is taken
    try:
        with db.engine.connect() as connection:
            return {
                table.name: [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
                for table in tables
            }
    finally:
        mood.reset(asked_for)


class Books:
    """All rows, looked at again only when somebody may have committed something since.

    The connection is of its own, so that every commit is somebody else's to it.
    """

    def __init__(self, connection: Any, question: str) -> None:
        self._connection, self._question = connection, question
        self._mark: Any = None
        self._raw: dict[str, list[Any]] = {}
        self._rows: Rows = {}

    def rows(self) -> Rows:
        mark = self._ask()
        if mark != self._mark:
            raw, before = {table.name: self._read(table) for table in tables()}, self._raw
            differing = [table for table in tables() if raw[table.name] != before.get(table.name)]
            self._rows, self._raw, self._mark = self._rows | rows_of(differing), raw, mark
        return self._rows

    def put_back(self, before: Rows) -> None:
        """Make the tables again what they were."""
        put_back(before, self.rows())

    def _ask(self) -> Any:
        return self._connection.execute(self._question).fetchone()

    def _read(self, table: Table) -> list[Any]:
        """The rows as the driver gives them: ten times as fast, and enough to see whether they are the same."""
        found: list[Any] = self._connection.execute(f"SELECT * FROM {table.name} ORDER BY id").fetchall()
        return found


@contextmanager
def open_books() -> Iterator[Books]:
    """The books of this test's database.

    SQLite says whether another connection has committed. PostgreSQL counts the transactions that wrote, on the whole
    server: a test beside this one makes the books look for nothing, but no commit is ever missed.
    """
    address = db.engine.url
    if is_postgresql():
        postgres = address.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(postgres, autocommit=True) as connection:
            yield Books(connection, "SELECT pg_snapshot_xmax(pg_current_snapshot())")
    else:
        with closing(sqlite3.connect(address.database or "")) as file:
            yield Books(file, "PRAGMA data_version")


def changes(before: Rows, after: Rows, *, but: Set[str] = MAY_MOVE) -> list[str]:
    """What differs, as `table.column`, but for some columns; as `table` when rows came or went."""
    found = set()
    for table, old, new in differences(before, after):
        if old is None or new is None:
            found.add(table.name)
        else:
            found |= {f"{table.name}.{c.name}" for c, o, n in zip(table.columns, old, new, strict=True) if o != n}
    return sorted(found - but)


def differences(before: Rows, after: Rows) -> Iterator[tuple[Any, tuple[Any, ...] | None, tuple[Any, ...] | None]]:
    """Each row that is not as it was: its table, the row before, and the row after."""
    for table in tables():
        if before[table.name] != after[table.name]:
            old, new = ({row[0]: row for row in rows[table.name]} for rows in (before, after))
            yield from ((table, old.get(id_), new.get(id_)) for id_ in old | new if old.get(id_) != new.get(id_))


def put_back(before: Rows, after: Rows) -> None:
    """Make the rows that changed again what they were; all of them when some came or went."""
    differing = list(differences(before, after))
    if not differing:
        return
    with db.engine.begin() as connection:
        if all(old and new for _, old, new in differing):
            for table, old, _ in differing:
                values = dict(zip(table.columns.keys(), old or (), strict=True))
                connection.execute(update(table).where(table.c.id == values["id"]).values(values))
        else:
            fill(connection, before)


def fill(connection: Connection, rows: Rows) -> None:
    """Leave these rows in their tables, and no others; of what is not named nothing is touched. Ids go on where they
    stopped."""
    named = [table for table in tables() if table.name in rows]
    filled = [table for table in named if rows[table.name]]
    for table in reversed(named):
        connection.execute(delete(table))
    for table in filled:
        names = table.columns.keys()
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows[table.name]])
    if is_postgresql() and filled:
        sequences = {table: func.pg_get_serial_sequence(literal(table.name), "id") for table in filled}
        connection.execute(select(*[func.setval(sequences[table], rows[table.name][-1][0]) for table in filled]))
