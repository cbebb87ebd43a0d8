"""What a place holds, whichever database it has: its tables, ids and numbers; and emptying it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    MetaData,
    Select,
    String,
    Table,
    cast,
    column,
    delete,
    exists,
    func,
    inspect,
    or_,
    select,
    table,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import REGCLASS

from app.db import db
from app.domain import clock
from app.domain.agenda.models import ActivityType
from app.domain.backups.manifest import RangeEntry
from app.domain.contracts.template_models import ContractTemplate
from app.domain.directory.segments.models import Segment
from app.domain.files import store
from app.domain.numbering.counting import written
from app.domain.numbering.models import NumberRange
from app.domain.parties.models import Party

REVISION = "alembic_version"
# Made of the parties by a migration: SQLite's full-text index.
_SEARCH = "party_search"


class Holding(NamedTuple):
    """What stands in the way of a restore: parties on file, rows of whatever kind, and stored files."""

    parties: int
    tables: list[str]
    files: int

    def __bool__(self) -> bool:
        return bool(self.tables or self.files)


def names_here(connection: Connection) -> list[str]:
    """The tables of ours that there are, parents first; none in a place that was never set up."""
    there = set(inspect(connection).get_table_names())
    return [table.name for table in db.metadata.sorted_tables if table.name in there]


def tables_of(connection: Connection, *, but: Collection[str] = ()) -> list[Table]:
    """The tables as they stand at their revision, parents first."""
    names = [name for name in names_here(connection) if name not in but]
    metadata = MetaData()
    metadata.reflect(connection, only=names)
    return [table for table in metadata.sorted_tables if table.name in names]


def revision_of(connection: Connection) -> str | None:
    """At which revision a place is; None where nothing was ever set up."""
    if not inspect(connection).has_table(REVISION):
        return None
    return connection.scalar(select(table(REVISION, column("version_num")).c.version_num))


def keep_tables(connection: Connection) -> None:
    """Let nobody drop or empty a table while this snapshot is read. On SQLite nobody can."""
    if connection.dialect.name == "postgresql":
        # Which of them are there is not asked: that would begin the snapshot before the lock.
        _lock(connection, [each.name for each in db.metadata.sorted_tables], "ACCESS SHARE")


def hold_tables(connection: Connection) -> None:
    """Wait until nobody uses a table, and let nobody in until the end. On SQLite the transaction has done so."""
    if connection.dialect.name == "postgresql":
        _lock(connection, names_here(connection), "ACCESS EXCLUSIVE")


def _lock(connection: Connection, names: list[str], how: str) -> None:
    if names:
        quoted = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in names)
        connection.execute(text(f"LOCK TABLE {quoted} IN {how} MODE"))


# Rows that the migrations themselves put there, and by what it shows that somebody has used or changed them.
BEGUN_WITH: dict[str, ColumnElement[bool]] = {
    ContractTemplate.__tablename__: or_(column("came_as") == "", column("version") != 1),
    Segment.__tablename__: column("word").is_(None),
    ActivityType.__tablename__: or_(column("word").is_(None), column("version") != 1),
    NumberRange.__tablename__: column("next_value") != 1,
}


def holding(connection: Connection) -> Holding:
    """What a place holds beyond what the migrations themselves put there."""
    full = []
    for name in names_here(connection):
        own = _ids_of(name)
        if name in BEGUN_WITH:
            own = own.where(BEGUN_WITH[name])
        if connection.scalar(select(exists(own))):
            full.append(name)
    counted = select(func.count()).select_from(_ids_of(Party.__tablename__).subquery())
    return Holding((connection.scalar(counted) or 0) if full else 0, full, store.count_blobs())


def ranges_of(connection: Connection) -> tuple[RangeEntry, ...]:
    """Each number range with the last number that it gave."""
    if not inspect(connection).has_table(NumberRange.__tablename__):
        return ()
    own = NumberRange.__table__.c
    kind = type_coerce(own.kind, String)  # also one that we do not know
    asked = select(kind, own.prefix, own.padding, own.next_value).order_by(own.id)
    return tuple(
        RangeEntry(word, written(prefix, padding, after - 1, year=clock.today().year) if after > 1 else None)
        for word, prefix, padding, after in connection.execute(asked)
    )


def last_ids(connection: Connection) -> dict[str, int]:
    """The last id that was ever given in each table: whose it was may be gone by now."""
    names = names_here(connection)
    found = {name: connection.scalar(select(func.max(_ids_of(name).subquery().c.id))) or 0 for name in names}
    counters = _counters(connection, names)
    return {name: max(id_, counters.get(name, 0)) for name, id_ in found.items()}


def _ids_of(name: str) -> Select[int]:
    return select(column("id")).select_from(table(name, column("id")))


def go_on_after(connection: Connection, ids: dict[str, int]) -> None:
    """Let the next row of each table have an id that was never given before."""
    if connection.dialect.name == "postgresql":
        for name, id_ in ids.items():
            if id_:
                connection.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), id_)))
        return
    for name in _that_count_for_ever(connection) & ids.keys():
        values = {"name": name, "id": ids[name]}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :id)"), values)


def drop_tables(connection: Connection) -> None:
    """Leave nothing of ours but what is not a table. The caller sees to it that keys do not stand in the way."""
    here = names_here(connection)
    if connection.dialect.name == "sqlite":
        here = [*here, _SEARCH]
    if revision_of(connection) is not None:
        here = [REVISION, *here]
    for name in reversed(here):
        connection.execute(text(f"DROP TABLE IF EXISTS {connection.dialect.identifier_preparer.quote(name)}"))


def empty_tables(connection: Connection) -> None:
    """Remove what the migrations themselves have put into the tables that they made."""
    for name in reversed(names_here(connection)):
        connection.execute(delete(table(name)))


def _counters(connection: Connection, names: list[str]) -> dict[str, int]:
    """Where the database itself notes which ids were given."""
    if connection.dialect.name == "postgresql":
        sequences = {name: func.pg_get_serial_sequence(name, "id") for name in names}
        value = {name: func.pg_sequence_last_value(cast(found, REGCLASS)) for name, found in sequences.items()}
        return {name: connection.scalar(select(asked)) or 0 for name, asked in value.items()}
    if not _that_count_for_ever(connection):
        return {}
    return dict(connection.execute(text("SELECT name, seq FROM sqlite_sequence")).all())


def _that_count_for_ever(connection: Connection) -> set[str]:
    """The tables of SQLite that never use an id again."""
    made = text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
    return set(connection.scalars(made))
