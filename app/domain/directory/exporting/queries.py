"""The parties of a selection, some hundred at a time: memory does not grow with the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Select

from app.db import db, only_reading
from app.domain.directory.exporting.columns import COLUMNS, IS_NAMED, PERSON, PRIMARY
from app.domain.parties.models import Party

BATCH = 1000  # rows a transaction

Cells = Sequence[str]


def batches_of(ids: Select[int]) -> Iterator[list[Cells]]:
    """The cells of these parties, each party once, in the order in which they came on file.

    Every batch is a reading transaction of its own, so that a slow reader holds up nobody. What changes meanwhile
    stands there as it was when its batch was read: ids never change, so nobody is missed or told twice for that.
    """
    rows = (
        ids.with_only_columns(Party.id, *(column.value for column in COLUMNS))
        .select_from(Party)
        .outerjoin(PRIMARY, IS_NAMED)
        .outerjoin(PERSON, PERSON.id == PRIMARY.person_id)
        .order_by(Party.id)
        .limit(BATCH)
    )
    last = 0
    while True:
        with only_reading():
            found = db.session.execute(rows.where(Party.id > last)).all()
        if found:
            last = found[-1][0]
            yield [row[1:] for row in found]
        if len(found) < BATCH:
            return
