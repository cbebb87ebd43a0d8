"""Rows that the office, or an earlier row, knows already: same tax id, same previous number or same email.

A shared name alone is only a hint. Whoever is on file counts, whatever their status. A number that the list brings
along is nobody else's, neither on file nor in the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all, update
from sqlalchemy.orm import InstrumentedAttribute

from app.db import db
from app.domain.directory.importing.filling import DATA, added, added_answers
from app.domain.directory.importing.models import ImportRow, ImportRun, RowState
from app.domain.directory.importing.retired_choices import NOT_OFFERED, HeldAlready, as_may_stand
from app.domain.directory.look_alikes import shares
from app.domain.errors import N_
from app.domain.history.models import Event, EventKind
from app.domain.parties.custom_fields.queries import Definition, fields_on
from app.domain.parties.custom_fields.values import answers_of
from app.domain.parties.custom_fields.writing import kept_answers
from app.domain.parties.models import MergedParty, Party
from app.domain.parties.queries import among
from app.domain.parties.text import natural_key

# The columns that tell, the surest first.
KEYS = ("tax_key", "previous_number", "email_key")
NAME = "sort_name"
NUMBER = "kept_number_key"

NUMBER_OF = N_("The number %(number)s is that of %(name)s.")
NUMBER_OF_ROW = N_("The number %(number)s stands in row %(row)s already.")
NUMBER_GONE = N_("The number %(number)s was given to a client who is no longer on file. It is not used again.")

Found = dict[str, int]  # value → the id of a party, or the number of a row


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a list before its rows are looked at."""

    told: Sequence[str] = ()  # columns that it says something of (filling.py)
    header_of_number: str = ""
    gone: frozenset[str] = field(default_factory=frozenset)  # the keys of numbers that were given and are free
    own: Sequence[Definition] = ()  # fields of the office's own that it has a column for
    headers_of_own: Mapping[int, str] = field(default_factory=dict)  # by the field's id


def numbers_gone() -> frozenset[str]:
    """The keys of the numbers of who was deleted or merged. Those that a list brought, and Undo took back, are free."""
    number, kept = Event.details["number"].as_string(), Event.details["kept"].as_boolean()
    gone = select(number).where(Event.kind == EventKind.DELETED, kept.is_not(True))
    merged = select(MergedParty.number).where(MergedParty.number != "")
    return frozenset(natural_key(given) for given in db.session.scalars(union_all(gone, merged)) if given)


def mark_duplicates(run_id: int, rows: Sequence[dict[str, Any]], known: Known) -> None:
    """Say of each new row whether it is a duplicate, or wrong by its number; a dozen statements, however many rows."""
    fresh = [row for row in rows if row["state"] is RowState.NEW]
    bearers = _bearers({row[NUMBER] for row in fresh} - {""})
    parties = {key: _parties(key, _values(fresh, key)) for key in (*KEYS, NAME)}
    earlier = {key: _earlier_rows(run_id, key, _values(fresh, key)) for key in (*KEYS, NAME, NUMBER)}
    on_file = (*(bearer.id for bearer in bearers.values()), *(id_ for key in KEYS for id_ in parties[key].values()))
    held = HeldAlready(known.own, fresh, on_file)
    for row in fresh:
        if _has_another_s_number(row, bearers, earlier[NUMBER], known):
            continue
        matches = (
            row["number_taken"] or _match(row, parties, "duplicate_of_id") or _match(row, earlier, "duplicate_of_row")
        )
        if _names_what_nobody_is_given(row, held, known):
            continue
        if not matches:
            row["namesake_id"] = parties[NAME].get(row[NAME])
            row["namesake_row"] = None if row["namesake_id"] else earlier[NAME].get(row[NAME])
        for key in (*KEYS, NAME, NUMBER):
            if row[key]:
                earlier[key].setdefault(row[key], row["number"])
    _note_what_they_give([row for row in fresh if row.get("duplicate_of_id")], known)


def _has_another_s_number(row: dict[str, Any], bearers: Mapping[str, Any], earlier: Found, known: Known) -> bool:
    """Mark a row wrong whose number somebody else has. Who has it and resembles the row is whom it duplicates."""
    number = row["kept_number"]
    bearer, why = bearers.get(row[NUMBER]), None
    if not number:
        return False
    if row[NUMBER] in earlier:
        why = {"msgid": NUMBER_OF_ROW, "values": {"number": number, "row": earlier[row[NUMBER]]}}
    elif bearer is not None:
        alike = [key for key in (*KEYS, NAME) if row[key] and row[key] == getattr(bearer, key)]
        if alike:
            matched = ["number", *alike]
            row |= {"state": RowState.DUPLICATE, "duplicate_of_id": bearer.id, "matched": matched, "number_taken": True}
            return False
        why = {"msgid": NUMBER_OF, "values": {"number": number, "name": bearer.name}}
    elif row[NUMBER] in known.gone:
        why = {"msgid": NUMBER_GONE, "values": {"number": number}}
    if why:
        row |= {"state": RowState.WRONG, "reasons": [{"column": known.header_of_number, **why}]}
    return why is not None


def _names_what_nobody_is_given(row: dict[str, Any], held: HeldAlready, known: Known) -> bool:
    """Mark a row wrong that names a choice which is offered no longer, of a card that has it not."""
    wrong = held.wrong_in(row)
    row["names_retired"] = not wrong and held.is_named(row)
    if wrong:
        reasons = [
            {"column": known.headers_of_own.get(field.id, ""), "msgid": NOT_OFFERED, "values": {"value": choice.word}}
            for field, choice in wrong
        ]
        nobody: dict[str, Any] = {
            "duplicate_of_id": None,
            "duplicate_of_row": None,
            "matched": [],
            "number_taken": False,
        }
        row |= {"state": RowState.WRONG, "reasons": reasons, **nobody}
    return bool(wrong)


def _bearers(keys: set[str]) -> dict[str, Any]:
    """Who has these numbers, by what tells whether a row is about them."""
    if not keys:
        return {}
    columns = (Party.id, Party.name, *(getattr(Party, key) for key in (*KEYS, NAME)))
    listed = sorted(keys)
    first = select(Party.number_key, *columns).where(Party.number_key.in_(listed), Party.number.is_not(None))
    second = select(Party.second_number_key, *columns)
    second = second.where(Party.second_number_key.in_(listed), Party.second_number.is_not(None))
    return {row.number_key: row for row in db.session.execute(union_all(first, second))}


def _note_what_they_give(duplicates: Sequence[dict[str, Any]], known: Known) -> None:
    """Note of each duplicate of somebody on file whether it knows something that is not noted there."""
    if not duplicates:
        return
    columns = [Party.id, Party.kind, *(getattr(Party, name) for name in DATA)]
    whom = {row["duplicate_of_id"] for row in duplicates}
    on_file = {row.id: dict(row._mapping) for row in db.session.execute(select(*columns).where(among(Party.id, whom)))}
    answers = answers_of(whom, [one.id for one in known.own]) if known.own else {}
    for row in duplicates:
        theirs = on_file.get(row["duplicate_of_id"])
        mine, on_card = fields_on(known.own, row["kind"]), answers.get(row["duplicate_of_id"], {})
        own = added_answers(on_card, as_may_stand(mine, kept_answers(row["own"], mine), on_card))
        alike = theirs is not None and theirs["kind"] == row["kind"]
        row["gives"] = bool(alike and theirs and (added(theirs, row, known.told) or own))


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


def may_be_created() -> ColumnElement[bool]:
    """The condition on an ImportRow that is a duplicate: nothing in it can be only that of whom it duplicates."""
    return and_(ImportRow.number_taken.is_(False), ImportRow.names_retired.is_(False))


def has_become_duplicate() -> ColumnElement[bool]:
    """The condition on an ImportRow that somebody on file has one of its keys, or its number, by now."""
    return or_(*(_is_on_file(key) for key in KEYS), number_is_on_file())


# Somebody has the number that a row would keep.
_HAS_NUMBER = and_(Party.number_key == ImportRow.kept_number_key, Party.number.is_not(None))
_HAS_AS_SECOND = and_(Party.second_number_key == ImportRow.kept_number_key, Party.second_number.is_not(None))


def number_is_on_file() -> ColumnElement[bool]:
    """The condition on an ImportRow that somebody on file has the number that it would keep."""
    return and_(ImportRow.kept_number_key != "", or_(exists().where(_HAS_NUMBER), exists().where(_HAS_AS_SECOND)))


def _is_on_file(key: str) -> ColumnElement[bool]:
    mine, theirs = getattr(ImportRow, key), getattr(Party, key)
    return and_(mine != "", exists().where(theirs == mine))


def mark_again(run: ImportRun, known: Known) -> None:
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
    bearing = select(ImportRow, Party.name).join(Party, or_(_HAS_NUMBER, _HAS_AS_SECOND))
    mine = (ImportRow.run_id == run.id, ImportRow.state == RowState.NEW, ImportRow.kept_number_key != "")
    for row, name in db.session.execute(bearing.where(*mine)):
        why = {"msgid": NUMBER_OF, "values": {"number": row.kept_number, "name": name}}
        row.state, row.reasons = RowState.WRONG, [{"column": known.header_of_number, **why}]
    db.session.flush()
    _look_at_gifts_again(run, known)
    count_rows(run)


def _look_at_gifts_again(run: ImportRun, known: Known) -> None:
    """What duplicates know that is not noted on file, after somebody has noted something there."""
    of_party = (ImportRow.run_id == run.id, ImportRow.state == RowState.DUPLICATE, ImportRow.duplicate_of_id > 0)
    columns = (ImportRow.id, ImportRow.duplicate_of_id, ImportRow.gives, ImportRow.kind, ImportRow.own)
    rows = db.session.execute(select(*columns, *(getattr(ImportRow, name) for name in DATA)).where(*of_party))
    staged = [dict(row._mapping) for row in rows]
    before = {row["id"]: row["gives"] for row in staged}
    _note_what_they_give(staged, known)
    changed = [{"id": row["id"], "gives": row["gives"]} for row in staged if row["gives"] != before[row["id"]]]
    if changed:
        db.session.execute(update(ImportRow), changed)


def count_rows(run: ImportRun) -> None:
    """Bring the counts of a run in step with its rows."""
    people = func.count().filter(ImportRow.contact_name != "", ImportRow.state == RowState.NEW)
    counted = select(ImportRow.state, func.count(), people).where(ImportRow.run_id == run.id).group_by(ImportRow.state)
    counts = {state: (n, with_contact) for state, n, with_contact in db.session.execute(counted)}
    run.rows_new, run.people = counts.get(RowState.NEW, (0, 0))
    run.rows_duplicate = counts.get(RowState.DUPLICATE, (0, 0))[0]
    run.rows_wrong = counts.get(RowState.WRONG, (0, 0))[0]
