"""Whole databases as rows: taken out once, and put into a fresh one in a moment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, insert, literal, select

from app.db import db, is_postgresql

Rows = dict[str, list[dict[str, Any]]]


def rows_taken() -> Rows:
    """Every row of every table, as this session sees them."""
    return {
        table.name: [dict(row) for row in db.session.execute(select(table).order_by(table.c.id)).mappings()]
        for table in db.metadata.sorted_tables
    }


def put_in(rows: Rows) -> None:
    """Fill a fresh database with these rows, and commit. Ids go on where they stopped."""
    tables = [table for table in db.metadata.sorted_tables if rows[table.name]]
    for table in reversed(tables):
        db.session.execute(delete(table))
    for table in tables:
        db.session.execute(insert(table), rows[table.name])
    if is_postgresql():
        ends = [(table.name, rows[table.name][-1]["id"]) for table in tables]
        db.session.execute(
            select(*(func.setval(func.pg_get_serial_sequence(literal(name), "id"), end) for name, end in ends))
        )
    db.session.commit()
