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

    def copy(self, address: str) -> str:
        """The address of a new database that holds what this one does, to which nobody is connected."""

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

    def copy(self, address: str) -> str:
        file = self._new_file()
        shutil.copyfile(_file_of(address), file)
        return _sqlite_address(file)

    def discard(self, address: str) -> None:
        file = _file_of(address)
        for leftover in ("", "-wal", "-shm"):
            Path(f"{file}{leftover}").unlink(missing_ok=True)
        self._free.append(file)

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _new_file(self) -> Path:
        return self._folder / f"{next(self._numbers)}.db"


class PostgresDatabases:
    """Databases on one server. To copy one takes half a second and to empty it some milliseconds, so they are reused.

    The role needs to be a superuser: rows are removed without asking their foreign keys for an order. Who removes them
    stays connected: a new connection takes the server longer, to learn what tables there are, than the rows. Where a
    test is to find nobody else in its database, nobody stays.
    """

    def __init__(self, server: str, *, stays: bool = True) -> None:
        self._server = make_url(server)
        self._stays = stays
        self._caretakers: dict[str, psycopg.Connection] = {}
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

    def copy(self, address: str) -> str:
        self._dismiss(_name_of(address))
        return self._address(self._create(self._new_name(), _name_of(address)))

    def discard(self, address: str) -> None:
        name = _name_of(address)
        if name not in self._in_use:  # one without tables, or whatever a migration test made of it
            self._drop(name)
            return
        try:
            self._tidy_up(name)
        except psycopg.OperationalError:  # the server was stopped, or every connection to this database killed
            self._dismiss(name)
            self._tidy_up(name)
        self._in_use.remove(name)
        self._ready.append(name)

    def close(self) -> None:
        for name in filter(None, [*self._ready, *self._in_use, self._template]):
            self._dismiss(name)
            self._drop(name)

    def _tidy_up(self, name: str) -> None:
        if name not in self._caretakers:
            self._caretakers[name] = self._connect(name, application_name=CARETAKER)
        self._caretakers[name].execute(DISCONNECT_OTHERS)
        self._caretakers[name].execute(SQL(self._reset))
        if not self._stays:
            self._dismiss(name)

    def _dismiss(self, name: str) -> None:
        if caretaker := self._caretakers.pop(name, None):
            caretaker.close()

    def _create(self, name: str, template: str) -> str:
        self._execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        return name

    def _drop(self, name: str) -> None:
        self._execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    def _execute(self, statement: Composed) -> None:
        # On a connection of its own: tests of troubles kill the server between two of them.
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self, name: str | None = None, **options: str) -> psycopg.Connection:
        # Not through SQLAlchemy: nothing here belongs in a transaction.
        address = self._server.set(drivername="postgresql", database=name or self._server.database)
        return psycopg.connect(address.render_as_string(hide_password=False), autocommit=True, **options)

    def _address(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _new_name(self) -> str:
        return f"{self._prefix}_{next(self._numbers)}"


CARETAKER = "caretaker"  # its name on the server, for those who count who is connected
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
    counters = [
        SQL("setval({}, {}, {})").format(Identifier(name).as_string(connection), value, was_used)
        for name, value, was_used in connection.execute(SEQUENCES)
    ]
    statements += [SQL("SELECT {}").format(SQL(", ").join(counters))]
    return SQL("; ").join(statements).as_string(connection)


def _sqlite_address(file: Path) -> str:
    return f"sqlite:///{file}"


def _file_of(address: str) -> Path:
    return Path(_name_of(address))


def _name_of(address: str) -> str:
    name = make_url(address).database
    assert name
    return name
