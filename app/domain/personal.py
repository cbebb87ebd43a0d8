"""What each area says of its rows about a party: what anonymising does to them, and what somebody is told of them.

An area's `personal.py` lists both, `FORGOTTEN` and `TOLD`; `lifecycle/personal.py` lists the areas. An architecture
test walks the tables and fails for a column that names a party, or a text beside it, of which nobody said anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, select

from app.db import db
from app.domain.selections import among

Record = dict[str, Any]  # as JSON holds it
Files = list[tuple[str, str]]  # what a file is called in the export, and its blob


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What anonymising does to the rows of one table that name a party in this column (PRODUCT.md 3).

    Without `empties` the rows go, and the stored files that nobody else names. With it they stay, and these columns
    become what is said here; `keeps` names the texts that stay, because they are ours and tell of nobody. A pointer is
    a column of a row about somebody else.
    """

    party: Any
    empties: Mapping[str, Any] | None = None
    keeps: frozenset[str] = frozenset()
    is_pointer: bool = False
    # Which rows stay although the others go, for the law has them kept; `first` takes out what of them is not kept, and
    # names the stored files that go with it.
    stays_where: ColumnElement[bool] | None = None
    first: Callable[[Collection[int]], list[int]] | None = None
    files_behind: Callable[[Collection[int]], list[int]] | None = None  # stored files of rows that go with these
    went: tuple[str, str] | None = None  # how the receipt counts what went
    stays: tuple[str, str] | None = None  # and what stays of it
    only: Any = None  # a condition: of the rows these; the others tell of nobody, and stay as they are

    @property
    def model(self) -> Any:
        return self.party.class_

    @property
    def table(self) -> Table:
        return self.model.__table__  # type: ignore[no-any-return]

    @property
    def name(self) -> str:
        """The column, as `table.column`: what an act's outcome counts it under."""
        return f"{self.table.name}.{self.party.key}"

    @property
    def file_columns(self) -> list[Column[Any]]:
        """The columns that name a stored file."""
        return [c for c in self.table.columns if any(key.column.table.name == "stored_file" for key in c.foreign_keys)]


@dataclass(frozen=True, slots=True)
class Told:
    """A part of what somebody may ask for (GDPR art. 15 and 20): a file of JSON records, and the files beside it.

    Without `records` every row that names the party in the column is told with all that is data in it.
    """

    name: str  # in plain English: what the file and its part are called
    parties: tuple[Any, ...]  # the columns by which rows are somebody's
    leaves_out: frozenset[str] = frozenset()
    records: Callable[[Collection[int]], list[Record]] | None = None
    files: Callable[[Collection[int]], Files] | None = None
    also: frozenset[str] = field(default_factory=frozenset)  # tables behind that it tells of, too

    @property
    def tables(self) -> set[str]:
        return {column.class_.__tablename__ for column in self.parties} | self.also

    def records_of(self, ids: Collection[int]) -> list[Record]:
        """The records about these parties, the oldest first."""
        if self.records:
            return self.records(ids)
        return [record for column in self.parties for record in _rows_about(column, ids, self.leaves_out)]

    def files_of(self, ids: Collection[int]) -> Files:
        return self.files(ids) if self.files else []


def as_json(value: Any) -> Any:
    """A value of ours as JSON holds it: moments and days in ISO 8601, UTC; sets as sorted lists."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(as_json(each) for each in value)
    return value


def record_of(row: Any) -> Record:
    """A row of labelled columns as a record."""
    return {name: as_json(value) for name, value in row._mapping.items()}


def _rows_about(party: Any, ids: Collection[int], leaves_out: frozenset[str]) -> Iterator[Record]:
    """The rows of a table that name one of these parties: what is data in them, under the columns' own names."""
    columns = [getattr(party.class_, c.key) for c in party.class_.__table__.columns if _is_data(c, leaves_out)]
    for row in db.session.execute(select(*columns).where(among(party, ids)).order_by(party.class_.id)):
        yield record_of(row)


def _is_data(column: Column[Any], leaves_out: frozenset[str]) -> bool:
    """Whether a column tells something: keys, folded copies and versions do not."""
    is_ours = column.key in {"id", "words", "search_text", "sort_name", "version"} or column.key.endswith("_key")
    return not (is_ours or column.foreign_keys or "refers" in column.info or column.key in leaves_out)
