"""Writing millions of rows: past the ORM, without the indexes, which are made when all rows stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db

Rows = dict[str, list[dict[str, Any]]]

SQLITE: Dialect = sqlite.dialect()
POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


class Columns:
    """A table's columns, and what turns a row, with defaults for what it leaves out, into plain values."""

    def __init__(self, table: str, dialect: Dialect) -> None:
        self.table: Table = db.metadata.tables[table]
        self.names = [column.name for column in self.table.columns]
        self._plain = [
            (c.name, default_of(c), c.type.dialect_impl(dialect).bind_processor(dialect)) for c in self.table.columns
        ]

    def values(self, row: dict[str, Any]) -> tuple[Any, ...]:
        """The row as its database takes it."""
        return tuple(
            plain(row.get(name, default)) if plain else row.get(name, default) for name, default, plain in self._plain
        )


def default_of(column: Any) -> Any:
    """What a column holds when nobody says anything: the same for each row."""
    default = column.default
    return None if default is None else default.arg if default.is_scalar else default.arg(None)


def write_to_sqlite(file: str, rows: Iterable[Rows]) -> None:
    """Fill a migrated file. Should this be cut short, the file is of no use: nothing here waits for the disk."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    with without(SQLITE_OBJECTS, connection.execute):
        for table, values in batches(rows, SQLITE):
            places = ", ".join("?" * len(table.names))
            connection.executemany(
                f"INSERT INTO {table.table.name} ({', '.join(table.names)}) VALUES ({places})", values
            )
        connection.execute("INSERT INTO party_search (party_search) VALUES ('rebuild')")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def write_to_postgresql(address: str, rows: Iterable[Rows]) -> None:
    """Fill a migrated database."""
    with psycopg.connect(address) as connection:
        connection.execute("SET session_replication_role = replica")  # foreign keys are ours to keep
        connection.execute("SET maintenance_work_mem = '1GB'")
        with without(POSTGRESQL_OBJECTS, connection.execute):
            for table, values in batches(rows, POSTGRESQL):
                with connection.cursor().copy(f"COPY {table.table.name} ({', '.join(table.names)}) FROM STDIN") as copy:
                    for row in values:
                        copy.write_row(row)
        for name in db.metadata.tables:
            counter = f"pg_get_serial_sequence('{name}', 'id')"
            connection.execute(f"SELECT setval({counter}, max(id)) FROM {name} HAVING max(id) > 0")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # as PostgreSQL does by itself, a minute later


def batches(rows: Iterable[Rows], dialect: Dialect) -> Iterator[tuple[Columns, list[tuple[Any, ...]]]]:
    """Some thousands of rows of a table at a time."""
    tables: dict[str, Columns] = {}
    waiting: dict[str, list[tuple[Any, ...]]] = {}
    for each in rows:
        for name, some in each.items():
            table = tables.setdefault(name, tables.get(name) or Columns(name, dialect))
            waiting.setdefault(name, []).extend(map(table.values, some))
        if len(waiting.get("party", ())) >= 10_000:
            yield from ((tables[name], values) for name, values in waiting.items() if values)
            waiting = {}
    yield from ((tables[name], values) for name, values in waiting.items() if values)


# What is made again when all rows stand: its name, its kind, and how it was made.
SQLITE_OBJECTS = (
    "SELECT name, upper(type), sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
)
POSTGRESQL_OBJECTS = """
    SELECT indexname, 'INDEX', indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


@contextmanager
def without(objects: str, execute: Callable[[str], Any]) -> Iterator[None]:
    """Drop the indexes and triggers, and make them again."""
    found = execute(objects).fetchall()
    for name, kind, _ in found:
        execute(f"DROP {kind} {name}")
    yield
    for _, _, made_by in found:
        execute(made_by)
