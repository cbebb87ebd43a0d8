"""All rows of all tables: to see what a request has changed, to put them back, and to fill a fresh database."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from app.db import Mood, db, is_postgresql, mood

# What looking at a page may move, each in a transaction of its own: when a session was last seen (SAFETY.md 6), and
# which client /portal leads to (PRODUCT.md 11).
MAY_MOVE = frozenset({"login_session.last_seen_at", "login.last_client_id"})

Rows = dict[str, list[tuple[Any, ...]]]


def all_rows() -> Rows:
    """Every row of every table, in the order of its columns."""
    asked_for = mood.set(Mood.READ_ONLY)  # no lock is taken
    try:
        with db.engine.connect() as connection:
            return {
                table.name: [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
                for table in db.metadata.sorted_tables
            }
    finally:
        mood.reset(asked_for)


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
    for table in db.metadata.sorted_tables:
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
    """Leave these rows in the tables, and no others. Ids go on where they stopped."""
    for table in reversed(db.metadata.sorted_tables):
        connection.execute(delete(table))
    for table in db.metadata.sorted_tables:
        if kept := rows[table.name]:
            connection.execute(insert(table), [dict(zip(table.columns.keys(), row, strict=True)) for row in kept])
            if is_postgresql():
                sequence = func.pg_get_serial_sequence(literal(table.name), "id")
                connection.execute(select(func.setval(sequence, kept[-1][0])))
