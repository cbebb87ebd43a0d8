"""The database handle, the base of every model, and the habits of the two databases.

A transaction is in one of three moods. A GET only reads, and the database itself refuses a write in it. A POST
first reads (who asks, may they, is the form well-formed); the deed then closes that reading transaction and begins
the short one that writes. Whatever runs outside a request (worker, command, test) writes from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import Enum, StrEnum, auto
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ColumnElement, Connection, Dialect, Engine, Insert, MetaData, String, cast, event, select, text
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound="Base")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Ordered by code point on both databases, so that they list alike: fold first, then sort.
Ordered = String().with_variant(String(collation="C"), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC. SQLite stores no zone, so it is taken off on the way in and put back on the way out."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word_of(enum: type[StrEnum]) -> SqlEnum:
    """A column that holds one of an enum's words, as plain text with a check."""
    return SqlEnum(
        enum,
        values_callable=lambda members: [m.value for m in members],
        native_enum=False,
        create_constraint=False,
        length=40,
        validate_strings=True,
    )


W = TypeVar("W", bound=StrEnum)


class WordSet(TypeDecorator[frozenset[W]]):
    """A set of an enum's words, kept as text with a blank around each: ` invoices mail `.

    A condition asks for one of them with `holds`. Words that the enum has no longer are passed over.
    """

    impl = String
    cache_ok = True

    def __init__(self, enum: type[W]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: Collection[W] | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        return f" {' '.join(sorted(self.enum(word).value for word in value))} " if value else ""

    def process_result_value(self, value: str | None, _dialect: Dialect) -> frozenset[W] | None:
        if value is None:
            return None
        known = self.enum._value2member_map_
        return frozenset(known[word] for word in value.split() if word in known)  # type: ignore[misc]


def holds(column: Any, word: StrEnum) -> ColumnElement[bool]:
    """Whether a column of words holds this one."""
    return cast(column, String).contains(f" {word.value} ", autoescape=True)


class Base(DeclarativeBase):
    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UtcDateTime})
    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Mood(Enum):
    """What the transaction that begins next may do."""

    READ_ONLY = auto()  # a GET: nothing writes
    READ_FIRST = auto()  # a POST before its deed
    WRITE = auto()  # the deed, and everything outside requests


READ_ONLY_TRANSACTION = "25006"  # PostgreSQL, Appendix A: Error Codes

mood: ContextVar[Mood] = ContextVar("mood", default=Mood.WRITE)
patience: ContextVar[int] = ContextVar("patience", default=10_000)  # ms that a writer waits for another


@event.listens_for(Engine, "connect")
def prepare(connection: Any, _record: Any) -> None:
    """SQLite: transactions are ours to begin, durable, with foreign keys enforced."""
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def begin(connection: Connection) -> None:
    """Readers cannot write, and a writer waits for another no longer than `patience` says.

    On SQLite a writer takes the one lock at once (a read that turns into a write fails); on PostgreSQL the wait is for
    each row that another holds.
    """
    reads = mood.get() is not Mood.WRITE
    if connection.dialect.name == "sqlite":
        for habit in (f"PRAGMA busy_timeout={patience.get()}", f"PRAGMA query_only={int(reads)}"):
            name = habit.partition("=")[0]
            if connection.info.get(name) != habit:  # the connection keeps it from one transaction to the next
                connection.exec_driver_sql(habit)
                connection.info[name] = habit
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
    elif reads:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    else:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience.get()}")


@event.listens_for(Engine, "handle_error")
def tell_apart(context: ExceptionContext) -> OperationalError | None:
    """PostgreSQL refuses to write by one error, whether it takes no writes now or we have promised not to write.

    The first passes, as an operational error does; the second is a mistake of ours.
    """
    if mood.get() is Mood.WRITE and getattr(context.original_exception, "sqlstate", None) == READ_ONLY_TRANSACTION:
        return OperationalError(context.statement, None, context.original_exception, hide_parameters=True)
    return None


def begin_writing() -> None:
    """Close the reading transaction of a POST, so that the next statement begins the one that writes.

    Within a writing transaction it does nothing: a deed may call another. In a GET it is a mistake of ours.
    """
    if mood.get() is Mood.READ_ONLY:
        raise RuntimeError("a page that only reads cannot do a deed")
    if mood.get() is Mood.READ_FIRST:
        db.session.rollback()
        mood.set(Mood.WRITE)


def deed(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function that changes what the office knows: it begins the writing transaction, and never commits.

    When it refuses, the transaction that it began is taken back at once: nothing that follows, such as the page that
    says why, holds up the others.
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        begins = mood.get() is Mood.READ_FIRST
        begin_writing()
        try:
            return function(*args, **kwargs)
        except BaseException:
            if begins:
                db.session.rollback()
                mood.set(Mood.READ_FIRST)
            raise

    return wrapper


@contextmanager
def own_transaction(*, wait_ms: int = 10_000) -> Iterator[None]:
    """A short writing transaction that commits by itself, whatever the request ends in.

    For what must be kept although the answer is a refusal: failed sign-ins, ended sessions, the last-seen time.
    What the session had read before is forgotten.
    """
    db.session.rollback()
    before, before_wait = mood.get(), patience.get()
    mood.set(Mood.WRITE)
    patience.set(wait_ms)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        mood.set(before)
        patience.set(before_wait)


@contextmanager
def only_reading() -> Iterator[None]:
    """A short transaction that takes no lock: for looking, outside a request or after its end, holds up nobody."""
    db.session.rollback()
    before = mood.set(Mood.READ_ONLY)
    try:
        yield
    finally:
        db.session.rollback()
        mood.reset(before)


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A transaction in which all that is read is of one moment, whoever writes meanwhile. It holds up nobody."""
    before = mood.set(Mood.READ_ONLY)
    try:
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection
    finally:
        mood.reset(before)


@contextmanager
def rebuilding() -> Iterator[Connection]:
    """One transaction in which the tables themselves come and go; the session works in it too. All of it or nothing.

    On SQLite foreign keys are not enforced meanwhile, since a dropped table would take the rows of others along:
    whoever rebuilds checks them. Outside requests only.
    """
    db.session.remove()
    with db.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")  # before the transaction: no effect within
        try:
            with connection.begin():
                db.session.registry.set(Session(bind=connection))  # type: ignore[arg-type]  # any session will do
                yield connection
                db.session.flush()
        finally:
            db.session.remove()
            if is_sqlite:
                raw.execute("PRAGMA foreign_keys=ON")


def empty_the_log() -> None:
    """SQLite: carry over what is in the write-ahead log, and cut it off: former rows would be read in it for long.

    Whoever reads meanwhile keeps it from that, and the next time does. PostgreSQL clears up by itself (autovacuum).
    """
    if db.engine.dialect.name == "sqlite":
        db.session.rollback()
        with closing(db.engine.raw_connection()) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def check_connection() -> None:
    """Ask the database for nothing. Raises what SQLAlchemy raises when it does not answer."""
    db.session.execute(text("SELECT 1"))


def insert_if_new(model: type[Base], *once: str) -> Insert:
    """An INSERT that leaves alone the row that is there already with the same `once`, which a unique index holds."""
    build = pg_insert if is_postgresql() else sqlite_insert
    return build(model).on_conflict_do_nothing(index_elements=once)


def held_row(model: type[M], once: str, values: Mapping[str, Any]) -> M:
    """The row with this `once`, locked until the transaction ends and read afresh; made of the values if it is new."""
    db.session.execute(insert_if_new(model, once).values(values))
    held = select(model).where(getattr(model, once) == values[once]).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def is_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"
