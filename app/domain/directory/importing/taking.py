"""Taking over: new rows become parties and contacts, duplicates what was chosen for them. All or none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, insert, literal, or_, select, text, union_all, update

from app.db import UtcDateTime, db, deed, is_postgresql, own_transaction
from app.domain.contacts.models import Contact
from app.domain.directory.importing.duplicates import has_become_duplicate, mark_again, number_is_on_file
from app.domain.directory.importing.models import Duplicates, Fate, ImportRow, ImportRun, RowState, RunState
from app.domain.directory.importing.runs import lock_run, shape_of_run
from app.domain.directory.importing.staging import known_of
from app.domain.directory.importing.updating import Change, carry_out, changes_of, hold
from app.domain.errors import N_, NN_, RuleViolation, SelectionChanged, count, say
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.numbering.actions import keep_numbers, take_numbers
from app.domain.numbering.models import RangeKind
from app.domain.parties.drafts import PLAIN
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus
from app.domain.parties.queries import number_as_searched
from app.domain.parties.text import natural_key

NOT_READY = N_("The list is still being read. Wait a moment, then look at it before you take it over.")
NOTHING_NEW = N_("There is no new row to take over.")
CHANGED = NN_(
    "The list has changed since you looked: %(n)s client is new now. Nothing was taken over.",
    "The list has changed since you looked: %(n)s clients are new now. Nothing was taken over.",
)
OTHERS = N_("What is on file has changed since you looked. Look at the numbers again. Nothing was taken over.")

_NAMES = ("name", "first_name", "last_name", "sort_name")
_FOUND_BY = (*_NAMES, "tax_key", "city_key", "email_key", "phone_e164", "phone_extension")
_OWN = (*PLAIN, *_FOUND_BY, "since_key", "words", "client_role", "is_supplier")
_OF_CONTACT = (*_NAMES, "email", "email_key", "language", "words")
_PHONE_OF_CONTACT = ("phone", "phone_e164", "phone_extension")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the reader of the preview has seen: what each choice comes to. None for what was not shown."""

    new: int
    choice: Duplicates = Duplicates.SKIP
    duplicates: int | None = None  # that the choice concerns


@deed
def take_over(run_id: int, *, expected: int | Expected, by: Actor) -> Act:
    """Make parties, with numbers, and contacts of the new rows: one transaction, a fixed number of statements.

    What becomes of duplicates is chosen for the whole list (`Duplicates`): unless said they stay behind, as wrong
    rows do. Nobody comes back from the Archive but by that choice. A second time gives the first answer.

    Raises:
        SelectionChanged: not as many rows or parties as `expected` are concerned (any more); `look_again` says which.
        RuleViolation: it is not staged yet, or there is nothing to take over.
        NotFound: there is no such import.
    """
    run = lock_run(run_id)
    if run.act_id is not None:
        return db.session.get_one(Act, run.act_id)
    seen = expected if isinstance(expected, Expected) else Expected(expected)
    _check(run, seen)
    try:
        act = history.open_act(Deed.IMPORT, run.key, by=by, asked={"run": run_id})
    except history.AlreadyDone as done:
        return done.act
    # Parties are locked before the range of numbers, as everybody does.
    changes = changes_of(run, hold(run, seen.choice), seen.choice, known_of(shape_of_run(run)))
    created = _choose(run, seen)
    _check_duplicates(run, seen, created, changes)
    contacts = _create(run, act)
    carry_out(act, changes, seen.choice)
    act.outcome = _outcome(run, seen.choice, created, contacts, changes)
    run.state, run.act_id = RunState.TAKEN, act.id
    return act


def _create(run: ImportRun, act: Act) -> int:
    """Make the parties and contacts of the rows that were chosen; how many contacts."""
    numbers = _take_numbers(run)
    late = or_(and_(ImportRow.state == RowState.NEW, has_become_duplicate()), number_is_on_file())
    if found := db.session.scalar(select(func.count()).where(*_created(run), late)):
        raise _changed(run.rows_new - found)
    contacts = _assign(run, numbers)
    _insert_parties(run, act)
    _insert_contacts(run, act)
    ids = union_all(
        select(ImportRow.party_id).where(*_created(run)),
        select(ImportRow.person_id).where(*_created(run), ImportRow.person_id.is_not(None)),
    )
    history.record_parties(act, EventKind.IMPORTED, select(ids.subquery()))
    return contacts


def _outcome(run: ImportRun, choice: Duplicates, created: int, contacts: int, changes: list[Change]) -> dict[str, Any]:
    """What it came to, in numbers; what is zero of those that not every list has is left out."""
    came_in = created - run.rows_new
    told = sum(len(change.rows) for change in changes)
    deactivated = sum(change.status_before is PartyStatus.DEACTIVATED for change in changes)
    more = {
        "anyway": came_in,
        "filled": len(changes) if choice is Duplicates.FILL else 0,
        "restored": len(changes) if choice is Duplicates.RESTORE else 0,
        "deactivated_before": deactivated if choice is Duplicates.RESTORE else 0,
    }
    return {
        "import": run.id,
        "clients": created,
        "contacts": contacts,
        "duplicates": run.rows_duplicate - came_in - told,
        "wrong": run.rows_wrong,
        **{name: number for name, number in more.items() if number},
    }


def look_again(run_id: int) -> None:
    """Mark the rows that have become duplicates since, in a transaction of its own: the preview then says so."""
    with own_transaction():
        run = lock_run(run_id)
        if run.state is RunState.READY:
            mark_again(run, known_of(shape_of_run(run)))


def _check(run: ImportRun, seen: Expected) -> None:
    if run.state is not RunState.READY:
        raise RuleViolation(NOT_READY)
    if run.rows_new != seen.new:
        raise _changed(run.rows_new)
    if not run.rows_new and (seen.choice is Duplicates.SKIP or not run.rows_duplicate):
        raise RuleViolation(NOTHING_NEW)


def _check_duplicates(run: ImportRun, seen: Expected, created: int, changes: list[Change]) -> None:
    """Raises SelectionChanged when the choice concerns others than it did, RuleViolation when nobody is concerned."""
    concerned = created - run.rows_new if seen.choice is Duplicates.CREATE else len(changes)
    if seen.duplicates is not None and seen.duplicates != concerned:
        raise SelectionChanged(say(OTHERS))
    if not created and not changes:
        raise RuleViolation(NOTHING_NEW)


def _changed(new: int) -> SelectionChanged:
    return SelectionChanged(count(CHANGED, new))


def _choose(run: ImportRun, seen: Expected) -> int:
    """Mark the rows that become parties: the new ones, and the duplicates when that was chosen; how many."""
    whom: Any = ImportRow.state == RowState.NEW
    if seen.choice is Duplicates.CREATE:
        whom = or_(whom, and_(ImportRow.state == RowState.DUPLICATE, ImportRow.number_taken.is_(False)))
    marking = update(ImportRow).where(ImportRow.run_id == run.id, whom).values(fate=Fate.CREATED)
    db.session.execute(marking, execution_options={"synchronize_session": False})
    return db.session.scalar(select(func.count()).where(*_created(run))) or 0


def _created(run: ImportRun) -> tuple[Any, ...]:
    return ImportRow.run_id == run.id, ImportRow.fate == Fate.CREATED


def _take_numbers(run: ImportRun) -> Iterator[str]:
    """A number for each row that needs one: who has a role, and brings none along.

    Either way the range is locked from here on, so that nobody else registers or takes over the same clients between
    the last look at the duplicates and the insert.
    """
    kept = select(ImportRow.kept_number).where(*_created(run), ImportRow.kept_number != "")
    keep_numbers(RangeKind.PARTIES, db.session.scalars(kept))
    has_role = or_(ImportRow.client_role != ClientRole.NONE, ImportRow.is_supplier)
    needing = select(func.count()).where(*_created(run), has_role, ImportRow.kept_number == "")
    return iter(take_numbers(RangeKind.PARTIES, db.session.scalar(needing) or 0))


def _assign(run: ImportRun, numbers: Iterator[str]) -> int:
    """Give every row its number and the ids that its party and its person will have; in the order of the file.

    Returns how many people there are.
    """
    columns = (
        ImportRow.id,
        ImportRow.contact_name,
        ImportRow.kept_number,
        ImportRow.client_role,
        ImportRow.is_supplier,
    )
    rows = db.session.execute(select(*columns).where(*_created(run)).order_by(ImportRow.number)).all()
    people = sum(bool(row.contact_name) for row in rows)
    ids = iter(_reserve_ids(len(rows) + people))
    party_ids = [next(ids) for _ in rows]
    given = []
    for row, party_id in zip(rows, party_ids, strict=True):
        has_role = row.client_role is not ClientRole.NONE or row.is_supplier
        number = row.kept_number or (next(numbers) if has_role else None)
        given.append(
            {
                "id": row.id,
                "number": number,
                "key": natural_key(number) if number else "",
                "party": party_id,
                "person": next(ids) if row.contact_name else None,
            }
        )
    statement = _ASSIGN_ON_POSTGRESQL if is_postgresql() else _ASSIGN_ON_SQLITE
    db.session.execute(text(statement), {"given": json.dumps(given)})
    return people


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
    number = number_as_searched(ImportRow.party_number)
    _insert(
        {
            **{name: getattr(ImportRow, name) for name in _OWN},
            "id": ImportRow.party_id,
            "number": ImportRow.party_number,
            "number_key": ImportRow.party_number_key,
            "search_text": ImportRow.words + number + ImportRow.contact_words,
            "contact_key": ImportRow.contact_sort_name,
            "created_at": literal(act.at, UtcDateTime()),
        },
        *_created(run),
    )
    _insert(
        {
            **{name: getattr(ImportRow, f"contact_{name}") for name in (*_OF_CONTACT, *_PHONE_OF_CONTACT)},
            "id": ImportRow.person_id,
            "kind": literal(PartyKind.PERSON, Party.kind.type),
            "search_text": ImportRow.contact_words,
            "created_at": literal(act.at, UtcDateTime()),
        },
        *_created(run),
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
        .where(*_created(run), ImportRow.person_id.is_not(None))
        .order_by(ImportRow.number)
    )
    columns = ["client_id", "person_id", "position", "is_primary", "since"]
    db.session.execute(insert(Contact).from_select(columns, rows))
