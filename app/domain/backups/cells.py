"""What stands in a column, as JSON that either database can take: what one wrote, the other reads.

Moments are ISO 8601 in UTC, days ISO dates, decimals text, bytes base64, JSON is itself. A column that is NULL is left
out of its row: so a JSON `null`, which is a value, stays one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, auto
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement


class Unfit(ValueError):
    """A value that a column cannot hold."""


class Kind(Enum):
    """How the values of a column are written."""

    BOOLEAN = auto()
    BYTES = auto()
    DAY = auto()
    DECIMAL = auto()
    JSON = auto()
    MOMENT = auto()
    NUMBER = auto()
    TEXT = auto()


# The first that fits: some of these types are kinds of others.
_KINDS: tuple[tuple[type[Any], Kind], ...] = (
    (sa.JSON, Kind.JSON),
    (sa.Boolean, Kind.BOOLEAN),
    (sa.DateTime, Kind.MOMENT),
    (sa.Date, Kind.DAY),
    (sa.LargeBinary, Kind.BYTES),
    (sa.Integer, Kind.NUMBER),
    (sa.Numeric, Kind.DECIMAL),
    (sa.String, Kind.TEXT),
)


def kind_of(column: Column[Any]) -> Kind:
    """How the values of a column are written. Raises TypeError for a type that nobody has thought of yet."""
    for type_, kind in _KINDS:
        if isinstance(column.type, type_):
            return kind
    raise TypeError(f"Say in {__name__} how {column.type!r} is written: {column.table.name}.{column.name}.")


def as_read(column: Column[Any]) -> ColumnElement[Any]:
    """What to select of a column. JSON is read as its text: NULL and `null` would be the same otherwise."""
    return sa.cast(column, sa.Text) if kind_of(column) is Kind.JSON else column


def written(kind: Kind, value: Any) -> Any:
    """A value that was read, as JSON takes it."""
    match kind:
        case Kind.MOMENT:
            aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            return aware.isoformat()
        case Kind.DAY:
            return value.isoformat()
        case Kind.JSON:
            return json.loads(value)
        case Kind.BYTES:
            return base64.b64encode(value).decode()
        case Kind.DECIMAL:
            return str(value)
    return value


_TYPES: dict[Kind, type[Any]] = {Kind.BOOLEAN: bool, Kind.NUMBER: int, Kind.TEXT: str}


def checked(kind: Kind, value: Any) -> Any:
    """A value as Python has it. Raises Unfit for one that such a column cannot hold."""
    try:
        match kind:
            case Kind.MOMENT:
                moment = datetime.fromisoformat(value)
                if moment.tzinfo is None:
                    raise Unfit(value)
                return moment.astimezone(UTC)
            case Kind.DAY:
                return date.fromisoformat(value)
            case Kind.JSON:
                return json.dumps(value)
            case Kind.BYTES:
                return base64.b64decode(value, validate=True)
            case Kind.DECIMAL:
                return Decimal(value)
    except (TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise Unfit(value) from error
    if type(value) is not _TYPES[kind]:
        raise Unfit(value)
    return value


def for_sqlite(kind: Kind, value: Any) -> Any:
    """A checked value as SQLite keeps it: moments without their zone, which is UTC."""
    match kind:
        case Kind.MOMENT:
            return value.strftime("%Y-%m-%d %H:%M:%S.%f")
        case Kind.DAY:
            return value.isoformat()
        case Kind.DECIMAL:
            return str(value)
    return value


def for_postgresql(_kind: Kind, value: Any) -> Any:
    """A checked value as psycopg takes it."""
    return value


ToDatabase = Callable[[Kind, Any], Any]
