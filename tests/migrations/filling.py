"""Rows for tables that nobody described: whatever their columns take, each row with a parent of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Table, insert

ROWS = 3
FIRST = 101  # beyond what migrations themselves put in


def fill(connection: Connection, tables: list[Table]) -> None:
    """Put three rows into every table, parents first. Each foreign key names the parent of the same number."""
    for table in tables:
        connection.execute(insert(table), [row_of(table, number) for number in range(FIRST, FIRST + ROWS)])


def row_of(table: Table, number: int) -> dict[str, Any]:
    return {column.name: value_of(column, number) for column in table.columns}


def value_of(column: Column[Any], number: int) -> Any:
    """A value that no other row of the table has, where the type knows more than two."""
    kind = column.type
    if column.primary_key or column.foreign_keys:
        return number
    if isinstance(kind, sa.Boolean):
        return True
    if isinstance(kind, sa.JSON):
        return {"number": number, "words": ["ł", "ß"]}
    if isinstance(kind, sa.DateTime):
        ends = column.name.startswith("ends")  # after it began
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number, hours=ends)
        return moment if kind.timezone else moment.replace(tzinfo=None)
    if isinstance(kind, sa.Date):
        return date(2026, 1, 1) + timedelta(days=number)
    if isinstance(kind, sa.Integer):
        return number
    if column.name.endswith(("words", "search_text")):  # as folding leaves them: two blanks before each word
        return f"  {number}  {column.name}  lodz"
    if isinstance(kind, sa.String):
        return f"{number} {column.name} łódź"[: kind.length]
    raise AssertionError(f"Say in {__file__} what stands in {column.table.name}.{column.name}, a {kind!r}.")
