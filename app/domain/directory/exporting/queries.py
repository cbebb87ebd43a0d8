"""The parties of a selection, some hundred at a time: memory does not grow with the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select

from app.db import db, only_reading
from app.domain.directory.exporting.columns import COLUMNS, IS_NAMED, PERSON, PRIMARY
from app.domain.directory.exporting.own_fields import cells_of
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.models import Party

BATCH = 1000  # rows a transaction

Cells = Sequence[str]


def batches_of(ids: Select[int], fields: Sequence[Definition] = ()) -> Iterator[list[Cells]]:
    """The cells of these parties, each party once, in the order in which they came on file; last those of the fields.

    Every batch is a reading transaction of its own, so that a slow reader holds up nobody. What changes meanwhile
    stands there as it was when its batch was read: ids never change, so nobody is missed or told twice for that.
    """
    last = 0
    while True:
        with only_reading():
            found = db.session.execute(_select_batch(ids, last)).all()
            own = cells_of([row[0] for row in found], fields)
        if found:
            last = found[-1][0]
            yield [[*row[1:], *own[row[0]]] for row in found]
        if len(found) < BATCH:
            return


def _select_batch(ids: Select[int], last: int) -> Select[Any]:
    """The parties that come after this one, and their contacts.

    Who they are is settled first: a join of all with all contacts, cut off after some hundred rows, would on PostgreSQL
    walk through the contacts from the first one again for every batch.
    """
    batch = ids.where(Party.id > last).order_by(Party.id).limit(BATCH).subquery()
    return (
        select(Party.id, *(column.value for column in COLUMNS))
        .join(batch, batch.c.id == Party.id)
        .outerjoin(PRIMARY, IS_NAMED)
        .outerjoin(PERSON, PERSON.id == PRIMARY.person_id)
        .order_by(Party.id)
    )
