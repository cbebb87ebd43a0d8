"""All rows of all tables, to see what a request has changed, and to put them back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from app.db import db

# What looking at a page may move, each in a transaction of its own: when a session was last seen (SAFETY.md 6), and
# which client /portal leads to (PRODUCT.md 11).
MAY_MOVE = {"login_session": {"last_seen_at"}, "login": {"last_client_id"}}

Rows = dict[str, list[dict[str, Any]]]


def all_rows() -> Rows:
    """Every row of every table, by table."""
    with db.engine.connect() as connection:
        return {table.name: read(connection, table) for table in db.metadata.sorted_tables}


def read(connection: Connection, table: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]


def changes(before: Rows, after: Rows, *, may_move: dict[str, set[str]] = MAY_MOVE) -> list[str]:
    """What differs, as `table.column`, but for the columns that may move; a whole `table` when rows came or went."""
    found = []
    for table, rows in after.items():
        if len(rows) != len(before[table]):
            found.append(table)
            continue
        for old, new in zip(before[table], rows, strict=True):
            moved = {name for name in new if new[name] != old[name]} - may_move.get(table, set())
            found += [f"{table}.{name}" for name in sorted(moved)]
    return sorted(set(found))


def put_back(rows: Rows) -> None:
    """Make the tables again what they were."""
    with db.engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(delete(table))
        for table in db.metadata.sorted_tables:
            if rows[table.name]:
                connection.execute(insert(table), rows[table.name])
