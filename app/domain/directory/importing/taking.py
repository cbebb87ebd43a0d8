"""Taking over: new rows become parties and contacts, duplicates what was chosen for them. All or none.

It is decided in one transaction: all that can refuse it is looked at there. What was decided is done to its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.db import db, deed, own_transaction
from app.domain import clock
from app.domain.directory.importing import creating
from app.domain.directory.importing.creating import chosen
from app.domain.directory.importing.duplicates import has_become_duplicate, mark_again, number_is_on_file
from app.domain.directory.importing.models import Duplicates, ImportRow, ImportRun, RowState, RunState
from app.domain.directory.importing.runs import lock_run, shape_of_run
from app.domain.directory.importing.staging import known_of
from app.domain.directory.importing.updating import Change, carry_out, changes_of, hold
from app.domain.errors import N_, NN_, RuleViolation, SelectionChanged, count, say
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed
from app.domain.numbering.actions import keep_numbers
from app.domain.numbering.models import OF_CARDS
from app.domain.parties.models import PartyStatus

NOT_READY = N_("The list is still being read. Wait a moment, then look at it before you take it over.")
NOTHING_NEW = N_("There is no new row to take over.")
CHANGED = NN_(
    "The list has changed since you looked: %(n)s client is new now. Nothing was taken over.",
    "The list has changed since you looked: %(n)s clients are new now. Nothing was taken over.",
)
ANOTHER = N_("Another list is being taken over. Wait until it is done.")
OTHERS = N_("What is on file has changed since you looked. Look at the numbers again. Nothing was taken over.")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the reader of the preview has seen: what each choice comes to. None for what was not shown."""

    new: int
    choice: Duplicates = Duplicates.SKIP
    duplicates: int | None = None  # that the choice concerns


@deed
def take_over(run_id: int, *, expected: int | Expected, by: Actor, in_background: bool = True) -> Act:
    """Decide that new rows become parties, with numbers, and contacts; a list of one piece is done with that.

    What a longer one holds is made by a worker, or by the caller who does not leave it to one: by `creating.go_on`,
    until nothing is left. Meanwhile the run is `TAKING`, and no other list can be taken over.

    What becomes of duplicates is chosen for the whole list (`Duplicates`): unless said they stay behind, as wrong
    rows do. Nobody comes back from the Archive but by that choice. A second time gives the first answer.

    Raises:
        SelectionChanged: not as many rows or parties as `expected` are concerned (any more); `look_again` says which.
        RuleViolation: it is not staged yet, there is nothing to take over, or another list is being taken over.
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
    run.choice = seen.choice
    # Parties are locked before the range of numbers, as everybody does.
    known = known_of(shape_of_run(run))
    changes = changes_of(run, hold(run, seen.choice), seen.choice, known)
    created, contacts = _count_chosen(run)
    _check_duplicates(run, seen, created, changes)
    _check_nobody_is_on_file(run)
    carry_out(act, changes, seen.choice, known)
    act.outcome = _outcome(run, seen.choice, created, contacts, changes)
    run.act_id = act.id
    _make(run, act, created, in_background=in_background)
    return act


def _make(run: ImportRun, act: Act, created: int, *, in_background: bool) -> None:
    """Make those who are created now, or leave them to a worker."""
    if created <= creating.PIECE:
        creating.create(run, act)
        run.state = RunState.TAKEN
    else:
        creating.leave_to_worker(run.id, run_at=None if in_background else clock.now() + creating.UNATTENDED)
        run.state = RunState.TAKING


def _count_chosen(run: ImportRun) -> tuple[int, int]:
    """How many parties a run makes, and how many contacts."""
    counted = select(func.count(), func.count().filter(ImportRow.contact_name != "")).where(chosen(run))
    created, contacts = db.session.execute(counted).one()
    return created, contacts


def _check_nobody_is_on_file(run: ImportRun) -> None:
    """Raises SelectionChanged when somebody on file has a key, or the number, of a row that is to become a party.

    The ranges are locked from here on, so that nobody else registers or takes over the same clients between this look
    and the end of the transaction; they move past the numbers that the list brings along.
    """
    kept = select(ImportRow.kept_number).where(chosen(run), ImportRow.kept_number != "")
    keep_numbers(db.session.scalars(kept), *OF_CARDS)
    if db.session.scalar(select(ImportRun.id).where(ImportRun.state == RunState.TAKING).limit(1)):
        raise RuleViolation(ANOTHER)
    late = or_(and_(ImportRow.state == RowState.NEW, has_become_duplicate()), number_is_on_file())
    if found := db.session.scalar(select(func.count()).where(chosen(run), late)):
        raise _changed(run.rows_new - found)


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
