"""An app on a database, step by step through its migrations."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, Table, select, text

from app.db import db
from tests.migrations.filling import fill
from tests.support.apps import disconnect, make
from tests.support.databases import Databases

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"

Rows = dict[str, list[dict[str, Any]]]


class House:
    """The app, and what a person does to its database with `flask db`."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self.folder = folder
        self.app = make(address, folder / "instance")
        self.directory = MIGRATIONS

    @property
    def engine(self) -> Engine:
        with self.app.app_context():
            return db.engine

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def config(self) -> Config:
        """What `flask db` reads; without its commands, which turn every error into an exit."""
        config: Config = self.app.extensions["migrate"].migrate.get_config(str(self.directory))
        return config

    def reading(self) -> AbstractContextManager[Connection]:
        return self.engine.connect()

    def upgrade(self, to: str = "head") -> None:
        with self.app.app_context():
            command.upgrade(self.config, to)

    def downgrade(self, to: str) -> None:
        with self.app.app_context():
            command.downgrade(self.config, to)

    def revision(self) -> str | None:
        """Where the database is now."""
        with self.reading() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def add_migration(self, body: str) -> None:
        """One more migration after the newest, with this upgrade; in a copy of the folder."""
        self.directory = self.folder / "migrations"
        shutil.copytree(MIGRATIONS, self.directory, ignore=shutil.ignore_patterns("__pycache__"))
        source = "import os, signal\nimport sqlalchemy as sa\nfrom alembic import op\n"
        source += f'revision = "next"\ndown_revision = "{revisions()[-1]}"\n'
        source += f"def upgrade():\n    {body.strip()}\n\ndef downgrade():\n    pass\n"
        (self.directory / "versions" / "next.py").write_text(source)

    def tables(self) -> list[Table]:
        """The tables as they stand, parents first; without the search index, which is made of the others."""
        metadata = MetaData()
        with self.reading() as connection:
            metadata.reflect(connection, only=lambda name, _: not name.startswith("party_search"))
        return [table for table in metadata.sorted_tables if table.name not in {"alembic_version", "sqlite_sequence"}]

    def rows(self, tables: list[Table] | None = None) -> Rows:
        """Every row of every table, or of those that the caller has looked up already: that takes the longest."""
        tables = self.tables() if tables is None else tables
        with self.reading() as connection:
            return {
                table.name: [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]
                for table in tables
            }

    def fill(self, tables: list[Table]) -> None:
        with self.engine.begin() as connection:
            fill(connection, tables)

    def broken_references(self) -> list[Any]:
        """Rows that refer to nothing; PostgreSQL lets none in."""
        if not self.is_sqlite:
            return []
        with self.reading() as connection:
            return list(connection.execute(text("PRAGMA foreign_key_check")).all())

    def leave(self) -> None:
        disconnect(self.app)


@dataclass(frozen=True)
class Full:
    """A database at the newest revision with rows in every table, for tests to copy, and what stands in it."""

    address: str
    rows: Rows

    @classmethod
    def made_on(cls, databases: Databases, folder: Path) -> Full:
        house = House(databases.empty(), folder)
        house.upgrade()
        tables = house.tables()
        house.fill(tables)
        rows = house.rows(tables)
        house.leave()
        return cls(house.address, rows)


def revisions() -> list[str]:
    """All revisions, the first one first."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]
