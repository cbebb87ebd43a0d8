"""What really goes wrong with a database: somebody else writes, the disk is full, the connection breaks, it is gone."""

from __future__ import annotations

import resource
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url, text

from app.db import db

ENOUGH = 10  # seconds


@contextmanager
def somebody_writes(address: str) -> Iterator[None]:
    """Another program holds SQLite's one lock for writers."""
    connection = sqlite3.connect(make_url(address).database or "", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@contextmanager
def somebody_holds(address: str, table: str, id_: int) -> Iterator[None]:
    """Another program holds a row on PostgreSQL; not for ever, so that a test that waits for it fails, and ends."""
    url = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    row = psycopg.sql.SQL("SELECT 1 FROM {} WHERE id = %s FOR UPDATE").format(psycopg.sql.Identifier(table))
    with psycopg.connect(url) as connection:
        connection.execute(row, [id_])
        release = threading.Timer(ENOUGH, connection.rollback)
        release.start()
        try:
            yield
        finally:
            release.cancel()
            connection.rollback()


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow any more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def break_the_connection() -> None:
    """PostgreSQL ends the very connection that this request works on."""
    pid = db.session.scalar(text("SELECT pg_backend_pid()"))
    with db.engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        deadline = time.monotonic() + ENOUGH
        while other.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid"), {"pid": pid}):
            assert time.monotonic() < deadline
            time.sleep(0.01)
            other.rollback()


@contextmanager
def read_only(address: str) -> Iterator[None]:
    """PostgreSQL takes no writes, as a standby or in the hands of whoever looks after it."""
    setting = psycopg.sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}").format
    name = psycopg.sql.Identifier(make_url(address).database or "")
    with _beside(address) as connection:
        connection.execute(setting(name, psycopg.sql.SQL("on")))
        _connect_anew()
        try:
            yield
        finally:
            connection.execute(setting(name, psycopg.sql.SQL("off")))
            _connect_anew()


def _connect_anew() -> None:
    db.session.rollback()
    db.engine.dispose()


def _beside(address: str) -> psycopg.Connection:
    """A connection to the same server, not to this database."""
    beside = make_url(address).set(drivername="postgresql", database="postgres")
    return psycopg.connect(beside.render_as_string(hide_password=False), autocommit=True)


@contextmanager
def no_database(address: str) -> Iterator[None]:
    """The database cannot be reached, and nobody is connected any more."""
    db.session.rollback()
    db.engine.dispose()
    with _no_file(address) if address.startswith("sqlite") else _no_connections(address):
        yield
    db.engine.dispose()


@contextmanager
def _no_file(address: str) -> Iterator[None]:
    file = Path(make_url(address).database or "")
    aside = file.rename(file.with_suffix(".aside"))
    file.mkdir()
    try:
        yield
    finally:
        file.rmdir()
        aside.rename(file)


@contextmanager
def _no_connections(address: str) -> Iterator[None]:
    url = make_url(address)
    with _beside(address) as connection:
        allow = psycopg.sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}").format
        name = psycopg.sql.Identifier(url.database or "")
        connection.execute(allow(name, psycopg.sql.SQL("false")))
        try:
            yield
        finally:
            connection.execute(allow(name, psycopg.sql.SQL("true")))
