"""A database of its own for every test, as a copy of one that the migrations made once."""

import itertools
import os
import shutil
import tempfile
from pathlib import Path
from typing import Protocol

import flask_migrate
import psycopg
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import make_url

from tests.support.apps import disconnect, make


def migrate(address: str) -> None:
    """Bring the database at this address to the newest revision."""
    with tempfile.TemporaryDirectory() as instance:
        app = make(address, Path(instance))
        with app.app_context():
            flask_migrate.upgrade()
        disconnect(app)


class Databases(Protocol):
    """Where a test gets its database from."""

    def fresh(self) -> str:
        """The address of a new database, migrated and otherwise empty."""

    def empty(self) -> str:
        """The address of a new database with no table in it, for those who test the migrations themselves."""

    def discard(self, address: str) -> None:
        """Remove the database, whoever may still be connected."""

    def close(self) -> None:
        """Remove what is left."""


class SqliteDatabases:
    """Files in a folder. A copy takes a millisecond."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._free: list[Path] = []  # names used before: an app that was made for one can be kept
        self._template: Path | None = None

    def fresh(self) -> str:
        if self._template is None:
            self._template = self._folder / "template.db"
            migrate(_sqlite_address(self._template))
        file = self._free.pop() if self._free else self._new_file()
        shutil.copyfile(self._template, file)
        return _sqlite_address(file)

    def empty(self) -> str:
        return _sqlite_address(self._new_file())

    def discard(self, address: str) -> None:
        file = make_url(address).database
        assert file
        for leftover in ("", "-wal", "-shm"):
            Path(file + leftover).unlink(missing_ok=True)
        self._free.append(Path(file))

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _new_file(self) -> Path:
        return self._folder / f"{next(self._numbers)}.db"


class PostgresDatabases:
    """Databases on one server. To copy one takes a fifth of a second and to empty it a hundredth, so they are reused.

    The role needs to be a superuser: rows are removed without asking their foreign keys for an order.
    """

    def __init__(self, server: str) -> None:
        self._server = make_url(server)
        self._numbers = itertools.count(1)
        self._prefix = f"recapito_test_{os.getpid()}"
        self._template: str | None = None
        self._reset = ""
        self._ready: list[str] = []
        self._in_use: set[str] = set()

    def fresh(self) -> str:
        if self._template is None:
            self._template = self._create(f"{self._prefix}_template", "template0")
            migrate(self._address(self._template))
            with self._connect(self._template) as connection:
                self._reset = _statements_that_reset(connection)
        name = self._ready.pop() if self._ready else self._create(self._new_name(), self._template)
        self._in_use.add(name)
        return self._address(name)

    def empty(self) -> str:
        return self._address(self._create(self._new_name(), "template0"))

    def discard(self, address: str) -> None:
        name = make_url(address).database
        assert name
        if name not in self._in_use:  # one without tables, or whatever a migration test made of it
            self._drop(name)
            return
        with self._connect(name) as connection:
            connection.execute(DISCONNECT_OTHERS)
            connection.execute(SQL(self._reset))
        self._in_use.remove(name)
        self._ready.append(name)

    def close(self) -> None:
        for name in filter(None, [*self._ready, *self._in_use, self._template]):
            self._drop(name)

    def _create(self, name: str, template: str) -> str:
        self._execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        return name

    def _drop(self, name: str) -> None:
        self._execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    def _execute(self, statement: Composed) -> None:
        # On a connection of its own: tests of troubles kill the server between two of them.
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self, name: str | None = None) -> psycopg.Connection:
        # Not through SQLAlchemy: nothing here belongs in a transaction.
        address = self._server.set(drivername="postgresql", database=name or self._server.database)
        return psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)

    def _address(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _new_name(self) -> str:
        return f"{self._prefix}_{next(self._numbers)}"


DISCONNECT_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
SEQUENCES = "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"


def _statements_that_reset(connection: psycopg.Connection) -> str:
    """What makes a database again what the migrated template is, counters and the migrations' own rows included."""
    tables = [Identifier(name) for (name,) in connection.execute(TABLES)]
    statements = [SQL("SET LOCAL session_replication_role = replica")]  # no triggers, no foreign keys
    statements += [SQL("DELETE FROM {}").format(table) for table in tables]
    connection.execute("CREATE SCHEMA pristine")
    for table in tables:
        if connection.execute(SQL("SELECT 1 FROM {} LIMIT 1").format(table)).fetchone():
            connection.execute(SQL("CREATE TABLE pristine.{0} AS TABLE {0}").format(table))
            statements += [SQL("INSERT INTO {0} OVERRIDING SYSTEM VALUE SELECT * FROM pristine.{0}").format(table)]
    for name, value, was_used in connection.execute(SEQUENCES):
        counter = Identifier(name).as_string(connection)
        statements += [SQL("SELECT setval({}, {}, {})").format(counter, value, was_used)]
    return SQL("; ").join(statements).as_string(connection)


def _sqlite_address(file: Path) -> str:
    return f"sqlite:///{file}"
