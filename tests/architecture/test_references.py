"""No table refers to a party without merging, anonymising and purging having been thought of (ARCHITECTURE.md 3.12)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, Table, UniqueConstraint

from app.db import db
from tests.architecture.references import BEHIND, COLUMNS, NOT_A_PARTY

TABLES = db.metadata.tables
PARTY = TABLES["party"]


def name(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def refers(column: Column[Any]) -> bool:
    """Whether a column names a party, by a foreign key or by its mark."""
    return "refers" in column.info or any(key.column.table is PARTY for key in column.foreign_keys)


def columns_that_refer() -> set[str]:
    return {name(column) for table in TABLES.values() for column in table.columns if refers(column)}


def tables_behind() -> set[str]:
    """Tables that reach a party only over others, through any number of keys.

    A session is its login's, and a login is a person's, although no key of the login says so: `portal_user` does.
    """
    near = {column.partition(".")[0] for column in columns_that_refer()}
    found = near | of_one_person()
    while more := {table.name for table in TABLES.values() if parents(table) & found} - found:
        found |= more
    return found - near - {"party"}


def of_one_person() -> set[str]:
    """Tables to which a unique key leads from one that names a party."""
    tables = [table for table in TABLES.values() if any(refers(column) for column in table.columns)]
    return {parent for table in tables for c in table.columns if c.unique for parent in parents_of(c)} - {"party"}


def parents(table: Table) -> set[str]:
    return {parent for column in table.columns for parent in parents_of(column)}


def parents_of(column: Column[Any]) -> set[str]:
    return {key.column.table.name for key in column.foreign_keys}


def test_every_column_that_names_a_party_was_considered() -> None:
    assert columns_that_refer() == set(COLUMNS)


def test_every_table_behind_those_was_considered() -> None:
    assert tables_behind() == set(BEHIND)


def test_a_mark_says_party_or_any_record_and_nothing_else() -> None:
    marks = {column.info["refers"] for table in TABLES.values() for column in table.columns if "refers" in column.info}
    assert marks <= {"party", "any record"}


def test_a_number_that_looks_like_an_id_says_whose_it_is() -> None:
    """Somebody who adds `owner_id` without a key must say so, or it would be forgotten."""
    ids = [
        c for table in TABLES.values() for c in table.columns if c.name.endswith("_id") and isinstance(c.type, Integer)
    ]
    assert {name(c) for c in ids if not c.foreign_keys and not refers(c)} == set(NOT_A_PARTY)


def test_every_foreign_key_has_an_index_that_begins_with_it() -> None:
    """Removing or merging a party looks there; without one it reads the whole table."""
    without = {name(c) for table in TABLES.values() for c in table.columns if c.foreign_keys} - indexed()
    assert without == set()


def indexed() -> set[str]:
    """The columns that an index or a unique constraint begins with."""
    begins = set()
    for table in TABLES.values():
        unique = [constraint for constraint in table.constraints if isinstance(constraint, UniqueConstraint)]
        begins |= {name(next(iter(one.columns))) for one in [*table.indexes, *unique]}
    return begins
