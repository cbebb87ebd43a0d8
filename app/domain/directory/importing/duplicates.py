"""Rows that the office, or an earlier row, knows already: same tax id, same previous number or same email.

A shared name alone is only a hint. Whoever is on file counts, whatever their status.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.db import db
from app.domain.directory.importing.models import ImportRow, ImportRun, RowState
from app.domain.directory.look_alikes import shares
from app.domain.parties.models import Party

# The columns that tell, the surest first.
KEYS = ("tax_key", "previous_number", "email_key")
NAME = "sort_name"

Found = dict[str, int]  # value → the id of a party, or the number of a row


def mark_duplicates(run_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Say of each new row whether it is a duplicate; eight statements, however many rows."""
    fresh = [row for row in rows if row["state"] is RowState.NEW]
    parties = {key: _parties(key, _values(fresh, key)) for key in (*KEYS, NAME)}
    earlier = {key: _earlier_rows(run_id, key, _values(fresh, key)) for key in (*KEYS, NAME)}
    for row in fresh:
        if not (_match(row, parties, "duplicate_of_id") or _match(row, earlier, "duplicate_of_row")):
            row["namesake_id"] = parties[NAME].get(row[NAME])
            row["namesake_row"] = None if row["namesake_id"] else earlier[NAME].get(row[NAME])
        for key in (*KEYS, NAME):
            if row[key]:
                earlier[key].setdefault(row[key], row["number"])


def _match(row: dict[str, Any], known: dict[str, Found], target: str) -> bool:
    """Mark the row when it has a key in common with somebody known, and note all that they have in common."""
    found = {key: known[key][row[key]] for key in KEYS if row[key] in known[key]}
    if not found:
        return False
    whom = next(iter(found.values()))
    row |= {"state": RowState.DUPLICATE, target: whom, "matched": [key for key in found if found[key] == whom]}
    return True


def _values(rows: Iterable[dict[str, Any]], key: str) -> set[str]:
    return {row[key] for row in rows} - {""}


def _parties(key: str, values: set[str]) -> Found:
    if not values:
        return {}
    column: InstrumentedAttribute[str] = getattr(Party, key)
    return _pairs(select(column, func.min(Party.id)).where(shares(key, values)).group_by(column))


def _earlier_rows(run_id: int, key: str, values: set[str]) -> Found:
    if not values:
        return {}
    column: InstrumentedAttribute[str] = getattr(ImportRow, key)
    right = and_(ImportRow.run_id == run_id, ImportRow.state != RowState.WRONG)
    return _pairs(select(column, func.min(ImportRow.number)).where(right, column.in_(sorted(values))).group_by(column))


def _pairs(statement: Select[str, int]) -> Found:
    return dict(db.session.execute(statement).all())


def has_become_duplicate() -> ColumnElement[bool]:
    """The condition on an ImportRow that somebody on file has one of its keys by now."""
    return or_(*(_is_on_file(key) for key in KEYS))


def _is_on_file(key: str) -> ColumnElement[bool]:
    mine, theirs = getattr(ImportRow, key), getattr(Party, key)
    return and_(mine != "", exists().where(theirs == mine))


def mark_again(run: ImportRun) -> None:
    """Mark the new rows that have become duplicates since they were staged, and count again."""
    for key in KEYS:
        theirs = getattr(Party, key)
        first = select(func.min(Party.id)).where(theirs == getattr(ImportRow, key)).scalar_subquery()
        db.session.execute(
            update(ImportRow)
            .where(ImportRow.run_id == run.id, ImportRow.state == RowState.NEW, _is_on_file(key))
            .values(state=RowState.DUPLICATE, duplicate_of_id=first, matched=literal([key], ImportRow.matched.type)),
            execution_options={"synchronize_session": False},
        )
    count_rows(run)


def count_rows(run: ImportRun) -> None:
    """Bring the counts of a run in step with its rows."""
    people = func.count().filter(ImportRow.contact_name != "", ImportRow.state == RowState.NEW)
    counted = select(ImportRow.state, func.count(), people).where(ImportRow.run_id == run.id).group_by(ImportRow.state)
    counts = {state: (n, with_contact) for state, n, with_contact in db.session.execute(counted)}
    run.rows_new, run.people = counts.get(RowState.NEW, (0, 0))
    run.rows_duplicate = counts.get(RowState.DUPLICATE, (0, 0))[0]
    run.rows_wrong = counts.get(RowState.WRONG, (0, 0))[0]
