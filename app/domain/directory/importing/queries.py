"""What the preview of an import shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.directory.importing.models import Fate, ImportRow, ImportRun, RowState
from app.domain.directory.look_alikes import in_common
from app.domain.errors import NotFound, Sentence
from app.domain.numbering.counting import next_value_of, number_of, year_of
from app.domain.numbering.models import NumberRange, RangeKind
from app.domain.numbering.prefixes import highest_of
from app.domain.parties.custom_fields.models import Whose
from app.domain.parties.custom_fields.queries import Definition, custom_fields
from app.domain.parties.models import Party, PartyKind, PartyStatus

PAGE = 50


class Show(StrEnum):
    """Which rows the reader wants to see."""

    ALL = "all"
    NEW = "new"
    DUPLICATE = "duplicate"
    WRONG = "wrong"
    LEFT_OUT = "left-out"  # what a take-over does not take

    @property
    def states(self) -> list[RowState]:
        if self is Show.ALL:
            return list(RowState)
        return [RowState.DUPLICATE, RowState.WRONG] if self is Show.LEFT_OUT else [RowState(self.value)]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody on file whom a row resembles."""

    id: int
    name: str
    number: str | None
    status: PartyStatus

    @property
    def label(self) -> str:
        return f"{self.name} ({self.number})" if self.number else self.name

    @property
    def is_archived(self) -> bool:
        return self.status is PartyStatus.ARCHIVED


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is wrong: the column, when it is one, and a sentence."""

    column: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class RowLine:
    """One staged row as the preview shows it."""

    number: int
    line: int
    state: RowState
    name: str
    contact_name: str
    city: str
    country: str
    country_typed: str
    email: str
    phone: str
    phone_unknown: bool
    previous_number: str
    kept_number: str
    fate: Fate | None
    party_id: int | None  # whom it became
    duplicate_of_row: int | None
    namesake_row: int | None
    reasons: list[Reason]
    matched: Sentence | None  # what a duplicate has in common
    duplicate_of: Known | None
    namesake: Known | None


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page of rows, and the keys of its neighbours: numbers of rows, None where there is no more."""

    rows: list[RowLine]
    before: int | None
    after: int | None


def import_run(run_id: int) -> ImportRun:
    """One import. Raises NotFound."""
    run = db.session.get(ImportRun, run_id)
    if run is None:
        raise NotFound(run_id)
    return run


def refusal_of(run: ImportRun) -> Sentence | None:
    """Why it was refused, if it was."""
    return Sentence(run.refusal["msgid"], values=run.refusal["values"]) if run.refusal else None


def latest_runs(*, limit: int = 5) -> list[ImportRun]:
    """The latest imports, newest first, so that somebody who left finds theirs again."""
    return list(db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)))


_THEIRS, _NAMESAKE = aliased(Party), aliased(Party)
_COLUMNS = (
    ImportRow.number,
    ImportRow.line,
    ImportRow.state,
    ImportRow.name,
    ImportRow.contact_name,
    ImportRow.city,
    ImportRow.country,
    ImportRow.country_typed,
    ImportRow.email,
    ImportRow.phone,
    ImportRow.phone_unknown,
    ImportRow.previous_number,
    ImportRow.kept_number,
    ImportRow.fate,
    ImportRow.party_id,
    ImportRow.duplicate_of_row,
    ImportRow.namesake_row,
    ImportRow.reasons,
    ImportRow.matched,
)
_OF_PARTY = ("id", "name", "number", "status")


def rows_of(
    run: ImportRun, show: Show = Show.ALL, *, after: int = 0, before: int | None = None, limit: int = PAGE
) -> RowPage:
    """A page of the rows, after one number or before another. Pages by key."""
    backwards = before is not None
    left_out = [ImportRow.fate.is_(None)] if show is Show.LEFT_OUT else []
    statement = (
        select(*_COLUMNS, *(getattr(party, name) for party in (_THEIRS, _NAMESAKE) for name in _OF_PARTY))
        .outerjoin(_THEIRS, _THEIRS.id == ImportRow.duplicate_of_id)
        .outerjoin(_NAMESAKE, _NAMESAKE.id == ImportRow.namesake_id)
        .where(ImportRow.run_id == run.id, ImportRow.number < before if backwards else ImportRow.number > after)
        .where(ImportRow.state.in_(show.states), *left_out)
        .order_by(ImportRow.number.desc() if backwards else ImportRow.number)
        .limit(limit + 1)
    )
    found = [_line(row) for row in db.session.execute(statement)]
    more, lines = len(found) > limit, found[:limit]
    if backwards:
        lines.reverse()
    has_earlier, has_later = (more, True) if backwards else (after > 0, more)
    return RowPage(
        lines,
        before=lines[0].number if lines and has_earlier else None,
        after=lines[-1].number if lines and has_later else None,
    )


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that the new rows of a list bring along: how many, and the next one that the office then gives."""

    kept: int
    next: str


def numbers_of(run: ImportRun) -> Numbers:
    """What the numbers of a list come to."""
    counter = db.session.scalars(select(NumberRange).where(NumberRange.kind == RangeKind.PARTIES)).one()
    new = (ImportRow.run_id == run.id, ImportRow.state == RowState.NEW, ImportRow.kept_number != "")
    year = year_of(counter) if counter.restarts_yearly else None
    highest = highest_of(ImportRow.kept_number, counter.prefix, year=year)
    kept, last = db.session.execute(select(func.count(), highest).where(*new)).one()
    return Numbers(kept, number_of(counter, max(next_value_of(counter), (last or 0) + 1)))


def unanswered_in(run: ImportRun) -> list[tuple[str, int]]:
    """The required fields of the office's own of which new rows say nothing: the name, and how many rows.

    They come in all the same: as with any card that is older than the rule, it holds when somebody saves the card.
    """
    required = [field for field in custom_fields() if field.is_required]
    if not required:
        return []
    silent = (
        func.count().filter(ImportRow.own[str(field.id)].as_string().is_(None), *_on_cards_of(field))
        for field in required
    )
    new = (ImportRow.run_id == run.id, ImportRow.state == RowState.NEW)
    counted = db.session.execute(select(*silent).where(*new)).one()
    return [(field.name, rows) for field, rows in zip(required, counted, strict=True) if rows]


def _on_cards_of(field: Definition) -> list[ColumnElement[bool]]:
    """The condition on an ImportRow that a field stands on the card that it becomes."""
    return [] if field.whose is Whose.BOTH else [ImportRow.kind == PartyKind(field.whose.value)]


def reasons_of(kept: list[dict[str, Any]]) -> list[Reason]:
    """Why a row is wrong, as it is kept."""
    return [Reason(reason["column"], Sentence(reason["msgid"], values=reason["values"])) for reason in kept]


def _line(row: Any) -> RowLine:
    own = dict(zip((column.key for column in _COLUMNS), row, strict=False))
    theirs, namesake = row[-2 * len(_OF_PARTY) : -len(_OF_PARTY)], row[-len(_OF_PARTY) :]
    return RowLine(
        **own
        | {
            "reasons": reasons_of(own["reasons"]),
            "matched": in_common(own["matched"]) if own["matched"] else None,
        },
        duplicate_of=Known(*theirs) if theirs[0] is not None else None,
        namesake=Known(*namesake) if namesake[0] is not None else None,
    )
