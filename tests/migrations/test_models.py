"""What the migrations make is what the models describe, down to constraints, collations and partial indexes."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from app.db import db
from tests.migrations.house import House
from tests.support.databases import Databases

# Made by a migration and unknown to the models: how a party is found.
SEARCH = "ix_party_search_text"


@pytest.fixture
def by_models(databases: Databases, tmp_path: Any) -> Any:
    """A database made from the models alone."""
    address = databases.empty()
    house = House(address, tmp_path / "models")
    with house.app.app_context():
        db.create_all()
    yield house
    house.leave()
    databases.discard(address)


def test_alembic_finds_no_difference(house: House) -> None:
    house.upgrade()
    with house.app.app_context(), house.reading() as connection:
        options = {"compare_type": True, "include_object": lambda *found: not is_search(found)}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata)
    assert differences == []


def is_search(found: tuple[Any, ...]) -> bool:
    _, name, kind, reflected, _ = found
    return reflected and (name == SEARCH or (kind == "table" and name.startswith("party_search")))


def test_tables_made_by_migrations_are_those_made_from_the_models(house: House, by_models: House) -> None:
    house.upgrade()
    migrated, described = picture(house.engine), picture(by_models.engine)
    assert set(migrated) == set(described)
    for table, described_as in described.items():
        assert migrated[table] == described_as, table


def picture(engine: Engine) -> dict[str, Any]:
    """All that the database says of its tables, in an order that does not depend on who made them."""
    inspector = inspect(engine)
    names = [n for n in inspector.get_table_names() if n != "alembic_version" and not n.startswith("party_search")]
    return {
        name: {
            "columns": sorted(
                (column["name"], repr(column["type"]), column["nullable"], column.get("default") or "")
                for column in inspector.get_columns(name)
            ),
            "key": said(inspector.get_pk_constraint(name)),
            "foreign keys": ordered(inspector.get_foreign_keys(name)),
            "unique": ordered(inspector.get_unique_constraints(name)),
            "checks": ordered(inspector.get_check_constraints(name)),
            "indexes": ordered(index for index in inspector.get_indexes(name) if index["name"] != SEARCH),
            "ids are used once": uses_ids_once(engine, name),
        }
        for name in names
    }


def ordered(found: Any) -> list[str]:
    return sorted(said(one) for one in found)


def said(value: Any) -> str:
    """A constraint's description as text, the conditions of partial indexes included."""
    if isinstance(value, dict):
        return str(sorted((name, said(inner)) for name, inner in value.items()))
    return str([said(inner) for inner in value]) if isinstance(value, list | tuple) else str(value)


def uses_ids_once(engine: Engine, table: str) -> bool:
    """SQLite gives a removed row's id to the next one, unless it is told not to. PostgreSQL never does."""
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        made_by = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
        return "AUTOINCREMENT" in made_by.scalar_one()
