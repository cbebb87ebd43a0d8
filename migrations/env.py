"""How migrations run: in one explicit transaction on both databases.

On SQLite a batch alter copies a table and drops the old one: with foreign keys on, the children's rows would go
with it. So they are switched off before the transaction begins, and checked before it commits.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

config = context.config
database = current_app.extensions["migrate"].db


def include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave out what the models do not describe: the tables of SQLite's full-text index."""
    return not (kind == "table" and name is not None and name.startswith("party_search"))


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    return not (kind == "index" and name == "ix_party_search_text")


def run_migrations(connection: Connection) -> None:
    options = current_app.extensions["migrate"].configure_args
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        include_object=include_object,
        include_name=include_name,
        transactional_ddl=True,
        **options,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration leaves rows that refer to nothing: {broken[:5]}")


def main() -> None:
    """Migrate in a transaction of our own, or in the one that somebody has begun who rebuilds the whole database."""
    if (begun := config.attributes.get("connection")) is not None:
        run_migrations(begun)
        return
    engine = database.engine
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                run_migrations(connection)
        finally:
            if is_sqlite:
                raw.execute("PRAGMA foreign_keys=ON")


main()
