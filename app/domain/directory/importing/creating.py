"""Parties and contacts of the rows that were chosen: first numbers, then people, then clients; piece by piece.

Each piece is a transaction of its own, so that everybody else gets in between. What a row lacks says what is left to
be done: whoever goes on after a crash begins there. People come before the clients whose contacts they become, so
that a client who is there is whole.

Pieces go along the names, since most indexes of `party` do: in the order of a list each piece would touch every page
of them, and be written for the most part in vain.
"""

from __future__ import annotations

import json
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, literal, or_, select, text

from app.db import UtcDateTime, db, is_postgresql, only_reading, own_transaction
from app.domain import clock
from app.domain.contacts.defaults import contact_defaults
from app.domain.contacts.models import Contact
from app.domain.contacts.search import refresh_search_text
from app.domain.directory.importing.duplicates import may_be_created
from app.domain.directory.importing.mapping import fields_of_run, own_fields_in
from app.domain.directory.importing.models import Duplicates, Fate, ImportRow, ImportRun, RowState, RunState
from app.domain.directory.importing.runs import lock_run
from app.domain.directory.importing.staging import Keep, Report
from app.domain.errors import NotFound
from app.domain.history import actions as history
from app.domain.history.models import Act, EventKind
from app.domain.jobs import actions as jobs
from app.domain.jobs.models import JobKind
from app.domain.numbering.actions import take_numbers
from app.domain.numbering.models import OF_ANY_PARTY, RangeKind
from app.domain.numbering.parties import PartyRules, party_rules
from app.domain.parties.custom_fields.queries import fields_on
from app.domain.parties.custom_fields.writing import add_answers, kept_answers
from app.domain.parties.drafts import PLAIN
from app.domain.parties.models import ClientRole, Party, PartyKind
from app.domain.parties.numbers import give_numbers
from app.domain.parties.queries import number_as_searched
from app.domain.parties.text import natural_key
from app.domain.selections import among

PIECE = 4000  # rows a transaction
# SQLite has no queue: who waits for the lock looks again ten times a second, and would find another piece begun.
PAUSE = 0.1  # seconds
UNATTENDED = timedelta(minutes=10)  # until a worker sees to what somebody at a terminal does by themself
LATER = timedelta(hours=1)  # until somebody tries again, when attempt after attempt has failed

_NAMES = ("name", "first_name", "last_name", "sort_name", "name_key")
_FOUND_BY = (*_NAMES, "tax_key", "city_key", "email_key", "phone_e164", "phone_extension")
_OWN = (*PLAIN, *_FOUND_BY, "since_key", "words", "client_role", "is_supplier")
_OF_CONTACT = (*_NAMES, "email", "email_key", "language", "words")
_PHONE_OF_CONTACT = ("phone", "phone_e164", "phone_extension")


@dataclass(frozen=True, slots=True)
class _Step:
    """Something that is done to every row that was chosen, before the next step begins."""

    lacking: Callable[[ImportRun], Select[int]]  # for whom it is still to be done, in the order in which it is
    do: Callable[[ImportRun, Act, Sequence[int]], None]


def chosen(run: ImportRun) -> ColumnElement[bool]:
    """The condition on an ImportRow that it becomes a party: the new ones, and duplicates when that was chosen."""
    whom: ColumnElement[bool] = ImportRow.state == RowState.NEW
    if run.choice is Duplicates.CREATE:
        whom = or_(whom, and_(ImportRow.state == RowState.DUPLICATE, may_be_created()))
    return and_(ImportRow.run_id == run.id, whom)


def create(run: ImportRun, act: Act) -> None:
    """Make all of them at once, in the transaction of the caller: for a list of one piece."""
    for step in _STEPS:
        step.do(run, act, list(db.session.scalars(step.lacking(run))))


def leave_to_worker(run_id: int, *, run_at: datetime | None = None) -> None:
    """Leave what is to be made to a worker, in the transaction of the caller."""
    when = f", {run_at.isoformat()}" if run_at else ""
    jobs.enqueue(JobKind.TAKE_IMPORT, f"take import {run_id}{when}", {"run": run_id}, run_at=run_at)


def try_later(run_id: int) -> None:
    """Whatever kept workers from it: what was decided is done to its end. Called in a transaction."""
    leave_to_worker(run_id, run_at=clock.now() + LATER)


def go_on(run_id: int, *, keep: Keep = lambda: None, report: Report = lambda made, total: None) -> None:
    """Make whom a run still lacks, and say that it is taken over. `keep` is called within each transaction.

    Two who go on with one run get in nobody's way: each piece looks again what of it is still to be done.
    """
    for step in _STEPS:
        for piece in _pieces(run_id, step):
            with own_transaction():
                keep()
                run = _in_the_middle(run_id)
                if run is None:
                    return
                left = step.lacking(run).where(among(ImportRow.id, piece))
                act = db.session.get_one(Act, run.act_id)
                step.do(run, act, list(db.session.scalars(left)))
                made, total = run.made, parties_of(act)
            report(made, total)
            time.sleep(PAUSE)
    with own_transaction():
        keep()
        if run := _in_the_middle(run_id):
            run.state = RunState.TAKEN


def parties_of(act: Act) -> int:
    """How many parties the take-over makes."""
    return int(act.outcome["clients"] + act.outcome["contacts"])


def _in_the_middle(run_id: int) -> ImportRun | None:
    """The run, locked, if there is anything to go on with."""
    try:
        run = lock_run(run_id)
    except NotFound:
        return None
    return run if run.state is RunState.TAKING else None


def _pieces(run_id: int, step: _Step) -> Iterator[list[int]]:
    """The rows that lack something, by their ids: eight bytes each, however long the list is."""
    with only_reading():
        run = db.session.get(ImportRun, run_id)
        rows = array("q", db.session.scalars(step.lacking(run).execution_options(yield_per=PIECE)) if run else ())
    for begin in range(0, len(rows), PIECE):
        yield list(rows[begin : begin + PIECE])


def _without_number(run: ImportRun) -> Select[int]:
    return select(ImportRow.id).where(chosen(run), ImportRow.fate.is_(None)).order_by(ImportRow.number)


def _without_person(run: ImportRun) -> Select[int]:
    lacking = and_(ImportRow.contact_name != "", ImportRow.person_id.is_(None))
    return select(ImportRow.id).where(*_created(run), lacking).order_by(ImportRow.contact_sort_name, ImportRow.number)


def _without_party(run: ImportRun) -> Select[int]:
    lacking = ImportRow.party_id.is_(None)
    return select(ImportRow.id).where(*_created(run), lacking).order_by(ImportRow.sort_name, ImportRow.number)


def _created(run: ImportRun) -> tuple[ColumnElement[bool], ...]:
    return ImportRow.run_id == run.id, ImportRow.fate == Fate.CREATED


def _give_numbers(_run: ImportRun, _act: Act, rows: Sequence[int]) -> None:
    """A number to each row that needs one: who has a role, and brings none along."""
    columns = (ImportRow.id, ImportRow.kept_number, ImportRow.client_role, ImportRow.is_supplier)
    found = db.session.execute(select(*columns).where(among(ImportRow.id, rows)).order_by(ImportRow.number)).all()
    apart = party_rules().suppliers_apart
    needing = {
        row.id: RangeKind.SUPPLIERS if apart and row.client_role is ClientRole.NONE else RangeKind.PARTIES
        for row in found
        if not row.kept_number and (row.client_role is not ClientRole.NONE or row.is_supplier)
    }
    wanted = Counter(needing.values())
    numbers = {kind: iter(take_numbers(kind, wanted[kind])) for kind in sorted(wanted)}
    given = (
        (row.id, next(numbers[needing[row.id]]) if row.id in needing else row.kept_number or None) for row in found
    )
    _write(
        {"fate": "text", "party_number": "text", "party_number_key": "text"},
        [(id_, Fate.CREATED, number, natural_key(number) if number else "") for id_, number in given],
    )


def _make_people(run: ImportRun, act: Act, rows: Sequence[int]) -> None:
    """The contacts of the rows, as people without a role."""
    _write({"person_id": "int"}, list(zip(rows, _reserve_ids(len(rows)), strict=True)))
    _insert(
        {
            **{name: getattr(ImportRow, f"contact_{name}") for name in (*_OF_CONTACT, *_PHONE_OF_CONTACT)},
            "id": ImportRow.person_id,
            "kind": literal(PartyKind.PERSON, Party.kind.type),
            "search_text": ImportRow.contact_words,
            "created_at": literal(act.at, UtcDateTime()),
        },
        rows,
    )
    _record(run, act, ImportRow.person_id, rows)


def _make_clients(run: ImportRun, act: Act, rows: Sequence[int]) -> None:
    """The parties that the rows are about, each with its person as primary contact, without a login."""
    ids, rules = _reserve_ids(len(rows)), party_rules()
    _write({"party_id": "int"}, list(zip(rows, ids, strict=True)))
    number = number_as_searched(ImportRow.party_number)
    has_suppliers = and_(ImportRow.client_role == ClientRole.NONE, ImportRow.is_supplier)
    _insert(
        {
            **{name: getattr(ImportRow, name) for name in _OWN},
            "id": ImportRow.party_id,
            "number": ImportRow.party_number,
            "number_key": ImportRow.party_number_key,
            "is_numbered_as_supplier": has_suppliers if rules.suppliers_apart else literal(False),
            "search_text": ImportRow.words + number + ImportRow.contact_words,
            "contact_key": ImportRow.contact_sort_name,
            "created_at": literal(act.at, UtcDateTime()),
        },
        rows,
    )
    _insert_contacts(act, rows)
    _write_own_fields(run, rows)
    if rules != PartyRules():  # else nobody gets more than the one number
        give_numbers(select(Party.id).where(among(Party.id, ids)), OF_ANY_PARTY)
    _record(run, act, ImportRow.party_id, rows)


_STEPS = (
    _Step(_without_number, _give_numbers),
    _Step(_without_person, _make_people),
    _Step(_without_party, _make_clients),
)


def _insert(values: dict[str, Any], rows: Sequence[int]) -> None:
    """Parties of rows. What is not named takes its default."""
    found = select(*values.values()).where(among(ImportRow.id, rows)).order_by(values["id"])
    db.session.execute(insert(Party).from_select(list(values), found))


def _insert_contacts(act: Act, rows: Sequence[int]) -> None:
    begins_with, _ = contact_defaults()
    values = {
        "client_id": ImportRow.party_id,
        "person_id": ImportRow.person_id,
        "position": ImportRow.contact_position,
        "is_primary": literal(True),
        "since": literal(act.at, UtcDateTime()),
        "permissions": literal(begins_with.permissions, Contact.permissions.type),
        "notices": literal(begins_with.notices, Contact.notices.type),
    }
    found = select(*values.values()).where(among(ImportRow.id, rows), ImportRow.person_id.is_not(None))
    db.session.execute(insert(Contact).from_select(list(values), found.order_by(ImportRow.party_id)))


def _write_own_fields(run: ImportRun, rows: Sequence[int]) -> None:
    """What the rows say in fields of the office's own, on the cards of those whom they have become."""
    fields = own_fields_in(fields_of_run(run))
    if not fields:
        return
    found = select(ImportRow.party_id, ImportRow.kind, ImportRow.own).where(among(ImportRow.id, rows))
    said = {row.party_id: kept_answers(row.own, fields_on(fields, row.kind)) for row in db.session.execute(found)}
    add_answers(fields, said)
    # They are found by these words, too.
    refresh_search_text(select(Party.id).where(among(Party.id, [id_ for id_, answers in said.items() if answers])))


def _record(run: ImportRun, act: Act, party_id: Any, rows: Sequence[int]) -> None:
    history.record_parties(act, EventKind.IMPORTED, select(party_id).where(among(ImportRow.id, rows)))
    run.made += len(rows)


def _reserve_ids(how_many: int) -> Sequence[int]:
    """Ids that no other party gets. On SQLite nobody else writes; on PostgreSQL the sequence gives each once."""
    if is_postgresql():
        sequence = func.pg_get_serial_sequence("party", "id")
        series = func.generate_series(1, how_many).table_valued("n")
        return sorted(db.session.scalars(select(func.nextval(sequence)).select_from(series)))
    # SQLite's own count goes on where the highest id ever given stopped, although its party may be gone.
    last = db.session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'party'")) or 0
    return range(last + 1, last + how_many + 1)


def _write(columns: dict[str, str], given: Sequence[tuple[Any, ...]]) -> None:
    """Write columns, with their types, of many rows in one statement: each its id, and the values."""
    names = list(columns)
    if is_postgresql():
        types = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        source = f"json_to_recordset(CAST(:given AS json)) AS given(id int, {types})"
        values, is_row = {name: f"given.{name}" for name in names}, "given.id"
    else:
        source = "json_each(:given)"
        values, is_row = {name: f"json_extract(value, '$.{name}')" for name in names}, "json_extract(value, '$.id')"
    writing = ", ".join(f"{name} = {value}" for name, value in values.items())
    rows = [dict(zip(("id", *names), row, strict=True)) for row in given]
    db.session.execute(
        text(f"UPDATE import_row SET {writing} FROM {source} WHERE import_row.id = {is_row}"),  # noqa: S608
        {"given": json.dumps(rows)},
    )
