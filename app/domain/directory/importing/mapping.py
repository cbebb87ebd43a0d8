"""What the columns of a list hold: guessed by their names, or remembered from lists with the same headers.

A field of the office's own is known by its name, or by what an export calls it; it is kept as `field.<key>`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.db import db, is_postgresql
from app.domain import clock
from app.domain.directory.importing.columns import SEVERAL, Field, Meaning, is_certain
from app.domain.directory.importing.decimals import DecimalSign
from app.domain.directory.importing.models import ImportMapping, ImportRun
from app.domain.history.models import Actor
from app.domain.parties.custom_fields.queries import PREFIX, Definition, custom_fields
from app.domain.parties.text import fold


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of one list hold, and whether nobody has to be asked."""

    fields: list[Meaning | None]
    is_settled: bool


def mapping_of(headers: Sequence[str], guessed: Sequence[Meaning | None]) -> Mapping:
    """What somebody said of these headers before; else the guess by their names. Two statements."""
    own = custom_fields()
    known = db.session.scalar(select(ImportMapping.fields).where(ImportMapping.headers == fingerprint(headers)))
    if known and len(known) == len(headers):
        return Mapping([field_named(name, own) for name in known], is_settled=True)
    called = _called_like(headers, own)
    fields = _with_own_fields(guessed, called)
    # A name that could also be one of every card's columns is asked about; an export has a column for each of them.
    is_contested = any(field and field not in fields for field in called)
    return Mapping(fields, is_settled=is_certain(headers, fields) and not is_contested)


def _called_like(headers: Sequence[str], own: Iterable[Definition]) -> list[Definition | None]:
    """The field of the office's own whose name each header is, or `field.<key>`, as an export may call it."""
    by_name: dict[str, Definition] = {}
    for field in own:
        by_name[fold(field.known_as)] = field
        by_name.setdefault(fold(field.name), field)
    return [by_name.get(fold(header)) for header in headers]


def _with_own_fields(guessed: Sequence[Meaning | None], called: Sequence[Definition | None]) -> list[Meaning | None]:
    """The guess, with fields of the office's own where nothing else is known, or only a word that says nothing.

    The reason that stands behind the line, as in the file of wrong rows, stays what it is.
    """
    return [
        field if field and (meant is None or (meant is Field.ROW_NUMBER and before is not meant)) else meant
        for meant, field, before in zip(guessed, called, [None, *guessed], strict=False)
    ]


def remember(headers: Sequence[str], fields: Sequence[Meaning | None], sign: DecimalSign, by: Actor) -> None:
    """Keep what somebody said of these headers, for the next list that has them."""
    said = {"fields": list(map(name_of, fields)), "decimal_sign": sign, "by_name": by.name, "at": clock.now()}
    build = pg_insert if is_postgresql() else sqlite_insert
    remembering = build(ImportMapping).values(headers=fingerprint(headers), **said)
    db.session.execute(remembering.on_conflict_do_update(index_elements=["headers"], set_=said))


def remembered_sign(headers: Sequence[str]) -> DecimalSign:
    """What somebody said stands before the decimals of a list with these headers."""
    known = select(ImportMapping.decimal_sign).where(ImportMapping.headers == fingerprint(headers))
    return DecimalSign(db.session.scalar(known) or "")


def suggested(run: ImportRun) -> list[Meaning | None]:
    """What the page of the columns shows chosen. A second column of what only one may hold goes to the notes."""
    fields = fields_of_run(run)
    return [
        Field.NOTED if field and field not in SEVERAL and field in fields[:place] else field
        for place, field in enumerate(fields)
    ]


def fields_of_run(run: ImportRun) -> list[Meaning | None]:
    """What the columns of a run hold; a statement where there are fields of the office's own among them."""
    names = [column["field"] for column in run.columns]
    own = custom_fields() if any(name and name.startswith(PREFIX) for name in names) else []
    return [field_named(name, own) for name in names]


def own_fields_in(fields: Iterable[Meaning | None]) -> list[Definition]:
    """The fields of the office's own among what columns hold."""
    return [field for field in fields if isinstance(field, Definition)]


def field_named(name: str | None, own: Iterable[Definition]) -> Meaning | None:
    """What a column holds by its word; None for what is left out, or known no longer."""
    if name in set(Field):
        return Field(name)
    return next((field for field in own if field.known_as == name), None)


def name_of(meant: Meaning | None) -> str | None:
    """The word under which it is kept what a column holds."""
    return meant.known_as if isinstance(meant, Definition) else meant


def fingerprint(headers: Sequence[str]) -> str:
    """What lists with the same headers have in common, whatever their case and accents."""
    return hashlib.sha256("\x1f".join(map(fold, headers)).encode()).hexdigest()


def columns_seen(headers: Sequence[str], fields: Sequence[Meaning | None]) -> list[dict[str, Any]]:
    """The columns of a list as a run keeps them."""
    return [{"header": header, "field": name_of(meant)} for header, meant in zip(headers, fields, strict=True)]
