"""Migrations lead up from nothing, down to nothing and up again, and lose no row on the way that has a place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select, text

from app.cli import refuse_another_revision
from tests.migrations.filling import ROWS
from tests.migrations.house import MIGRATIONS, Full, House, revisions

REVISIONS = revisions()


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
    house.fill(house.tables())
    assert {table: len(rows) - own[table] for table, rows in house.rows().items()} == dict.fromkeys(own, ROWS)
    assert house.broken_references() == []


def test_every_step_down_keeps_the_rows_of_the_tables_that_stay(full_house: House, full: Full) -> None:
    before = full.rows
    for below in [*reversed(REVISIONS[:-1]), "base"]:
        full_house.downgrade(below)
        tables = full_house.tables()
        after = full_house.rows(tables)
        assert set(after) <= set(before)
        for table in tables:
            columns = [name for name in [column.name for column in table.columns] if name in before[table.name][0]]
            assert only(columns, after[table.name]) == only(columns, before[table.name]), f"{table.name}, to {below}"
        assert full_house.broken_references() == []
        before = after
    assert before == {}
    assert full_house.revision() is None


def only(columns: list[str], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as far as these columns go. How far apart the words stand that a search looks through is no content."""
    return [{name: spaced(name, row[name]) for name in columns} for row in rows]


def spaced(column: str, value: Any) -> Any:
    return value.split() if column.endswith(("words", "search_text")) and value else value


def test_nothing_is_left_behind_at_the_bottom(full_house: House) -> None:
    full_house.downgrade("base")
    with full_house.reading() as connection:
        if full_house.is_sqlite:
            left = connection.execute(text("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'")).scalars()
        else:
            left = connection.execute(
                text("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
            ).scalars()
        assert {name for name in left if not name.startswith(("alembic_version", "sqlite_autoindex_alembic"))} == set()


@pytest.mark.parametrize("below", [*reversed(REVISIONS[:-1]), "base"])
def test_down_and_up_again_brings_every_table_back_and_the_rows_of_those_that_had_stayed(
    full_house: House, full: Full, below: str
) -> None:
    full_house.downgrade(below)
    stayed = {table.name: list(table.columns.keys()) for table in full_house.tables()}
    full_house.upgrade()
    tables = full_house.tables()
    after = full_house.rows(tables)
    assert set(after) == set(full.rows)
    for table, columns in stayed.items():
        assert only(columns, after[table]) == only(columns, full.rows[table]), table
    full_house.fill([table for table in tables if table.name not in stayed])
    assert full_house.broken_references() == []


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
