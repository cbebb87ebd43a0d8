"""Taking over: the new rows of a list become parties and contacts, all or none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, literal, select, text, union_all

from app.db import UtcDateTime, db, deed, is_postgresql, own_transaction
from app.domain.contacts.models import Contact
from app.domain.directory.importing.duplicates import has_become_duplicate, mark_again
from app.domain.directory.importing.models import ImportRow, ImportRun, RowState, RunState
from app.domain.directory.importing.runs import lock_run
from app.domain.errors import N_, NN_, RuleViolation, SelectionChanged, Sentence, count
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.numbering.actions import take_numbers
from app.domain.numbering.models import RangeKind
from app.domain.parties.drafts import PLAIN
from app.domain.parties.models import ClientRole, Party, PartyKind
from app.domain.parties.queries import words_of_number
from app.domain.parties.text import natural_key

NOT_READY = N_("The list is still being read. Wait a moment, then look at it before you take it over.")
NOTHING_NEW = N_("There is no new row to take over.")
CHANGED = NN_(
    "The list has changed since you looked: %(n)s client is new now. Nothing was taken over.",
    "The list has changed since you looked: %(n)s clients are new now. Nothing was taken over.",
)

DONE = NN_("%(n)s client is taken over.", "%(n)s clients are taken over.")
LEFT_DUPLICATES = NN_("%(n)s duplicate was left out.", "%(n)s duplicates were left out.")
LEFT_WRONG = NN_("%(n)s wrong row was left out.", "%(n)s wrong rows were left out.")

_NAMES = ("name", "first_name", "last_name", "sort_name")
_FOUND_BY = (*_NAMES, "tax_key", "city_key", "email_key", "phone_e164", "phone_extension")
_OWN = (*PLAIN, *_FOUND_BY, "since_key", "words")
_OF_CONTACT = (*_NAMES, "email", "email_key", "language", "words")
_PHONE_OF_CONTACT = ("phone", "phone_e164", "phone_extension")


@deed
def take_over(run_id: int, *, expected: int, by: Actor) -> Act:
    """Make parties, with numbers, and contacts of the new rows: one transaction, a fixed number of statements.

    Duplicates and wrong rows stay behind. A second time gives the first answer.

    Raises:
        SelectionChanged: not as many rows as `expected` are new (any more); `look_again` says which.
        RuleViolation: it is not staged yet, or nothing in it is new.
        NotFound: there is no such import.
    """
    run = lock_run(run_id)
    if run.act_id is not None:
        return db.session.get_one(Act, run.act_id)
    _check(run, expected)
    try:
        act = history.open_act(Deed.IMPORT, run.key, by=by, asked={"run": run_id})
    except history.AlreadyDone as done:
        return done.act
    numbers = _take_numbers(run)
    late = db.session.scalar(select(func.count()).where(*_new(run), has_become_duplicate())) or 0
    if late:
        raise _changed(run.rows_new - late)
    _assign(run, numbers)
    _insert_parties(run, act)
    _insert_contacts(run, act)
    ids = union_all(
        select(ImportRow.party_id).where(*_new(run)),
        select(ImportRow.person_id).where(*_new(run), ImportRow.person_id.is_not(None)),
    )
    history.record_parties(act, EventKind.IMPORTED, select(ids.subquery()))
    act.outcome = {
        "import": run.id,
        "clients": run.rows_new,
        "contacts": run.people,
        "duplicates": run.rows_duplicate,
        "wrong": run.rows_wrong,
    }
    run.state, run.act_id = RunState.TAKEN, act.id
    return act


def answer_of(act: Act) -> list[Sentence]:
    """What a take-over came to, in the past tense, the main sentence first."""
    outcome = act.outcome
    sentences = [count(DONE, outcome["clients"])]
    if outcome["duplicates"]:
        sentences.append(count(LEFT_DUPLICATES, outcome["duplicates"]))
    if outcome["wrong"]:
        sentences.append(count(LEFT_WRONG, outcome["wrong"]))
    return sentences


def look_again(run_id: int) -> None:
    """Mark the rows that have become duplicates since, in a transaction of its own: the preview then says so."""
    with own_transaction():
        run = lock_run(run_id)
        if run.state is RunState.READY:
            mark_again(run)


def _check(run: ImportRun, expected: int) -> None:
    if run.state is not RunState.READY:
        raise RuleViolation(NOT_READY)
    if run.rows_new != expected:
        raise _changed(run.rows_new)
    if not run.rows_new:
        raise RuleViolation(NOTHING_NEW)


def _changed(new: int) -> SelectionChanged:
    return SelectionChanged(count(CHANGED, new))


def _new(run: ImportRun) -> tuple[Any, ...]:
    return ImportRow.run_id == run.id, ImportRow.state == RowState.NEW


def _take_numbers(run: ImportRun) -> Sequence[str | None]:
    """A number for each new row, or none where the list holds no clients.

    Either way the range is locked from here on, so that nobody else registers or takes over the same clients between
    the last look at the duplicates and the insert.
    """
    is_numbered = run.client_role is not ClientRole.NONE
    return take_numbers(RangeKind.PARTIES, run.rows_new if is_numbered else 0) or [None] * run.rows_new


def _assign(run: ImportRun, numbers: Sequence[str | None]) -> None:
    """Give every new row its number and the ids that its party and its person will have; in the order of the file."""
    rows = db.session.execute(
        select(ImportRow.id, ImportRow.contact_name != "").where(*_new(run)).order_by(ImportRow.number)
    ).all()
    ids = iter(_reserve_ids(len(rows) + sum(has_contact for _, has_contact in rows)))
    party_ids = [next(ids) for _ in rows]
    given = [
        {
            "id": row_id,
            "number": number,
            "key": natural_key(number) if number else "",
            "party": party_id,
            "person": next(ids) if has_contact else None,
        }
        for (row_id, has_contact), number, party_id in zip(rows, numbers, party_ids, strict=True)
    ]
    statement = _ASSIGN_ON_POSTGRESQL if is_postgresql() else _ASSIGN_ON_SQLITE
    db.session.execute(text(statement), {"given": json.dumps(given)})


_ASSIGN_ON_POSTGRESQL = """
    UPDATE import_row
    SET party_number = given.number, party_number_key = given.key, party_id = given.party, person_id = given.person
    FROM json_to_recordset(CAST(:given AS json)) AS given(id int, number text, key text, party int, person int)
    WHERE import_row.id = given.id
"""
_ASSIGN_ON_SQLITE = """
    UPDATE import_row
    SET party_number = json_extract(value, '$.number'), party_number_key = json_extract(value, '$.key'),
        party_id = json_extract(value, '$.party'), person_id = json_extract(value, '$.person')
    FROM json_each(:given) AS given
    WHERE import_row.id = json_extract(value, '$.id')
"""


def _reserve_ids(how_many: int) -> list[int]:
    """Ids that no other party gets. On SQLite nobody else writes; on PostgreSQL the sequence gives each once."""
    if is_postgresql():
        sequence = func.pg_get_serial_sequence("party", "id")
        series = func.generate_series(1, how_many).table_valued("n")
        return list(db.session.scalars(select(func.nextval(sequence)).select_from(series)))
    # SQLite's own count goes on where the highest id ever given stopped, although its party may be gone.
    last = db.session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'party'")) or 0
    return list(range(last + 1, last + how_many + 1))


def _insert_parties(run: ImportRun, act: Act) -> None:
    """The parties of the rows, then the people among them. What is not named here takes its default."""
    number = words_of_number(ImportRow.party_number)
    _insert(
        {
            **{name: getattr(ImportRow, name) for name in _OWN},
            "id": ImportRow.party_id,
            "number": ImportRow.party_number,
            "number_key": ImportRow.party_number_key,
            "client_role": literal(run.client_role, Party.client_role.type),
            "search_text": ImportRow.words + number + ImportRow.contact_words,
            "contact_key": ImportRow.contact_sort_name,
            "created_at": literal(act.at, UtcDateTime()),
        },
        *_new(run),
    )
    _insert(
        {
            **{name: getattr(ImportRow, f"contact_{name}") for name in (*_OF_CONTACT, *_PHONE_OF_CONTACT)},
            "id": ImportRow.person_id,
            "kind": literal(PartyKind.PERSON, Party.kind.type),
            "search_text": ImportRow.contact_words,
            "created_at": literal(act.at, UtcDateTime()),
        },
        *_new(run),
        ImportRow.person_id.is_not(None),
    )


def _insert(values: dict[str, Any], *which: Any) -> None:
    rows = select(*values.values()).where(*which).order_by(ImportRow.number)
    db.session.execute(insert(Party).from_select(list(values), rows))


def _insert_contacts(run: ImportRun, act: Act) -> None:
    """The person of each row is the primary contact of its company, without a login."""
    rows = (
        select(
            ImportRow.party_id,
            ImportRow.person_id,
            ImportRow.contact_position,
            literal(True),
            literal(act.at, UtcDateTime()),
        )
        .where(*_new(run), ImportRow.person_id.is_not(None))
        .order_by(ImportRow.number)
    )
    columns = ["client_id", "person_id", "position", "is_primary", "since"]
    db.session.execute(insert(Contact).from_select(columns, rows))
