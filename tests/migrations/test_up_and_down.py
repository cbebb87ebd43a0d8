"""Migrations lead up from nothing, down to nothing and up again, and lose no row on the way that has a place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Table, select, text

from app.cli import refuse_another_revision
from tests.migrations.filling import ROWS, fill
from tests.migrations.house import MIGRATIONS, House, revisions

REVISIONS = revisions()


def filled(house: House) -> None:
    """Every table of the newest revision holds rows."""
    fill_tables(house, house.tables())


def fill_tables(house: House, tables: list[Table]) -> None:
    with house.engine.begin() as connection:
        fill(connection, tables)


def test_from_nothing_to_the_newest_revision_and_no_further_by_a_second_run(house: House) -> None:
    house.upgrade()
    assert house.revision() == REVISIONS[-1]
    before = house.rows()
    house.upgrade()
    assert house.rows() == before


def test_every_step_up_can_be_taken_one_by_one(house: House) -> None:
    for revision in REVISIONS:
        house.upgrade(revision)
        assert house.revision() == revision
        assert house.broken_references() == []


def test_every_table_can_be_filled(house: House) -> None:
    """Otherwise the tests below would prove less than they say."""
    house.upgrade()
    own = {table: len(rows) for table, rows in house.rows().items()}
    filled(house)
    assert {table: len(rows) - own[table] for table, rows in house.rows().items()} == dict.fromkeys(own, ROWS)
    assert house.broken_references() == []


def test_every_step_down_keeps_the_rows_of_the_tables_that_stay(house: House) -> None:
    house.upgrade()
    filled(house)
    for below in [*reversed(REVISIONS[:-1]), "base"]:
        before = house.rows()
        house.downgrade(below)
        after = house.rows()
        assert set(after) <= set(before)
        for table in house.tables():
            columns = [name for name in [column.name for column in table.columns] if name in before[table.name][0]]
            assert only(columns, after[table.name]) == only(columns, before[table.name]), f"{table.name}, to {below}"
        assert house.broken_references() == []
    assert house.tables() == []
    assert house.revision() is None


def only(columns: list[str], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as far as these columns go. How far apart the words stand that a search looks through is no content."""
    return [{name: spaced(name, row[name]) for name in columns} for row in rows]


def spaced(column: str, value: Any) -> Any:
    return value.split() if column.endswith(("words", "search_text")) and value else value


def test_nothing_is_left_behind_at_the_bottom(house: House) -> None:
    house.upgrade()
    filled(house)
    house.downgrade("base")
    with house.reading() as connection:
        if house.is_sqlite:
            left = connection.execute(text("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'")).scalars()
        else:
            left = connection.execute(
                text("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
            ).scalars()
        assert {name for name in left if not name.startswith(("alembic_version", "sqlite_autoindex_alembic"))} == set()


@pytest.mark.parametrize("below", [*reversed(REVISIONS[:-1]), "base"])
def test_down_and_up_again_brings_every_table_back_and_the_rows_of_those_that_had_stayed(
    house: House, below: str
) -> None:
    house.upgrade()
    names = {table.name for table in house.tables()}
    filled(house)
    before = house.rows()
    house.downgrade(below)
    stayed = {table.name: list(table.columns.keys()) for table in house.tables()}
    house.upgrade()
    after = house.rows()
    assert set(after) == names
    for table, columns in stayed.items():
        assert only(columns, after[table]) == only(columns, before[table]), table
    came_back = [table for table in house.tables() if table.name not in stayed]
    fill_tables(house, came_back)
    assert house.broken_references() == []


def test_the_counter_of_the_numbers_is_there_from_the_start(house: House) -> None:
    house.upgrade()
    numbers = next(table for table in house.tables() if table.name == "number_range")
    with house.reading() as connection:
        counters = dict(connection.execute(select(numbers.c.kind, numbers.c.next_value)).all())
    kinds = ("parties", "mail", "contracts", "customer_accounts", "supplier_accounts", "suppliers")
    assert counters == dict.fromkeys(kinds, 1)


def test_revisions_are_numbered_without_a_gap_and_their_files_say_so() -> None:
    files = sorted(file.name for file in (MIGRATIONS / "versions").glob("*.py"))
    assert [f"{number:04d}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS
    assert [name[:4] for name in files] == REVISIONS
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in files)


@pytest.mark.parametrize("at", [None, REVISIONS[-2]])
def test_a_database_at_another_revision_is_not_served(house: House, at: str | None) -> None:
    if at:
        house.upgrade(at)
    with house.app.app_context(), pytest.raises(Exception, match="flask db upgrade"):
        refuse_another_revision()
    house.upgrade()
    with house.app.app_context():
        refuse_another_revision()
