"""What the columns of a list hold: guessed by their names, or remembered from lists with the same headers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.db import db, is_postgresql
from app.domain import clock
from app.domain.directory.importing.columns import SEVERAL, Field, is_certain
from app.domain.directory.importing.models import ImportMapping, ImportRun
from app.domain.history.models import Actor
from app.domain.parties.text import fold


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of one list hold, and whether nobody has to be asked."""

    fields: list[Field | None]
    is_settled: bool


def mapping_of(headers: Sequence[str], guessed: Sequence[Field | None]) -> Mapping:
    """What somebody said of these headers before; else the guess by their names."""
    known = db.session.scalar(select(ImportMapping.fields).where(ImportMapping.headers == fingerprint(headers)))
    if known and len(known) == len(headers):
        return Mapping([field_named(name) for name in known], is_settled=True)
    return Mapping(list(guessed), is_settled=is_certain(headers, guessed))


def remember(headers: Sequence[str], fields: Sequence[Field | None], by: Actor) -> None:
    """Keep what somebody said of these headers, for the next list that has them."""
    said = {"fields": list(fields), "by_name": by.name, "at": clock.now()}
    build = pg_insert if is_postgresql() else sqlite_insert
    remembering = build(ImportMapping).values(headers=fingerprint(headers), **said)
    db.session.execute(remembering.on_conflict_do_update(index_elements=["headers"], set_=said))


def suggested(run: ImportRun) -> list[Field | None]:
    """What the page of the columns shows chosen. A second column of what only one may hold goes to the notes."""
    fields = fields_of_run(run)
    return [
        Field.NOTED if field and field not in SEVERAL and field in fields[:place] else field
        for place, field in enumerate(fields)
    ]


def fields_of_run(run: ImportRun) -> list[Field | None]:
    """What the columns of a run hold."""
    return [field_named(column["field"]) for column in run.columns]


def field_named(name: str | None) -> Field | None:
    """A field by its word; None for what is left out, or known no longer."""
    return Field(name) if name in set(Field) else None


def fingerprint(headers: Sequence[str]) -> str:
    """What lists with the same headers have in common, whatever their case and accents."""
    return hashlib.sha256("\x1f".join(map(fold, headers)).encode()).hexdigest()


def columns_seen(headers: Sequence[str], fields: Sequence[Field | None]) -> list[dict[str, Any]]:
    """The columns of a list as a run keeps them."""
    return [{"header": header, "field": field} for header, field in zip(headers, fields, strict=True)]
