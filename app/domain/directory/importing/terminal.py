"""The same import from a terminal: staged here, not by a worker, with the same preview in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from app.db import own_transaction
from app.domain.directory.importing.answers import answer_of
from app.domain.directory.importing.choosing import answer_countries
from app.domain.directory.importing.creating import go_on
from app.domain.directory.importing.decimals import DecimalSign
from app.domain.directory.importing.models import Duplicates, RunState
from app.domain.directory.importing.queries import RowLine, Show, import_run, refusal_of, rows_of
from app.domain.directory.importing.runs import Received, discard_import, receive, start_import
from app.domain.directory.importing.staging import Report, stage
from app.domain.directory.importing.taking import Expected, take_over
from app.domain.directory.importing.updating import counts_of
from app.domain.errors import N_, NN_, RuleViolation, Sentence, count, say
from app.domain.history.actions import new_key
from app.domain.history.models import Act, Actor

NAMED = 50  # rows left out that are named one by one

FOUND = NN_(
    "%(n)s row. New: %(new)s, duplicates: %(duplicates)s, wrong: %(wrong)s.",
    "%(n)s rows. New: %(new)s, duplicates: %(duplicates)s, wrong: %(wrong)s.",
)
DUPLICATE = N_("Row %(number)s, %(name)s: duplicate of %(whom)s, %(why)s.")
DUPLICATE_OF_ARCHIVED = N_("Row %(number)s, %(name)s: duplicate of %(whom)s, who is archived, %(why)s.")
DUPLICATE_OF_ROW = N_("Row %(number)s, %(name)s: duplicate of row %(row)s, %(why)s.")
WRONG = N_("Row %(number)s, line %(line)s, %(name)s: %(why)s")
WRONG_AT = N_("Row %(number)s, line %(line)s, %(name)s, %(column)s: %(why)s")
AND_MORE = NN_("… and %(n)s more.", "… and %(n)s more.")
QUESTION = NN_("Take over %(n)s client?", "Take over %(n)s clients?")
CHOSEN = {
    Duplicates.FILL: NN_("%(n)s client on file will be completed.", "%(n)s clients on file will be completed."),
    Duplicates.CREATE: NN_("%(n)s duplicate is taken over as well.", "%(n)s duplicates are taken over as well."),
    Duplicates.RESTORE: NN_(
        "%(n)s client will be restored and brought up to date.",
        "%(n)s clients will be restored and brought up to date.",
    ),
}
DRY = N_("This was a dry run. Nothing was kept.")
NOT_TAKEN = N_("Nothing was taken over.")


@dataclass(frozen=True, slots=True)
class Terminal:
    """How to talk with whoever sits there."""

    tell: Callable[[Sentence], None]
    confirm: Callable[[Sentence], bool]
    ask_country: Callable[[str, int], str] | None = None  # name and rows → a country or nothing; None where nobody is
    report: Report = lambda staged, total: None


def import_clients(
    path: Path,
    terminal: Terminal,
    *,
    dry_run: bool,
    by: Actor,
    home_country: str = "",
    duplicates: Duplicates = Duplicates.SKIP,
    decimal_sign: DecimalSign = DecimalSign.UNSAID,
) -> Act | None:
    """Bring a file in. Commits by itself, piece by piece; None, and nothing kept, for a dry run or a no.

    Rows whose numbers could be read as two are wrong, unless the list tells, or `decimal_sign`, which it is. What
    becomes of duplicates is chosen for the whole list, and told in numbers before.
    Raises RuleViolation for a file that is no list, and when the list changed under it.
    """
    with path.open("rb") as stream:
        received = receive(stream, name=path.name)
    with own_transaction():
        run_id = start_import(
            received, new_key(), by=by, home_country=home_country, decimal_sign=decimal_sign, in_background=False
        )
    act = None
    try:
        _stage(run_id, terminal)
        seen = _tell_findings(run_id, terminal, duplicates)
        if not dry_run and (seen.new or seen.duplicates) and terminal.confirm(count(QUESTION, seen.new)):
            with own_transaction():
                act = take_over(run_id, expected=seen, by=by, in_background=False)
                answer = answer_of(act)
            go_on(run_id, report=terminal.report)
            for sentence in answer:
                terminal.tell(sentence)
    finally:
        if act is None:
            _forget(run_id, received)
    if act is None:
        terminal.tell(say(DRY if dry_run else NOT_TAKEN))
    return act


def _stage(run_id: int, terminal: Terminal) -> None:
    """Stage the rows, and again with what was answered about countries."""
    stage(run_id, report=terminal.report)
    while terminal.ask_country and (questions := _questions(run_id)):
        answers = {asked["key"]: terminal.ask_country(asked["name"], asked["rows"]) for asked in questions}
        with own_transaction():
            answer_countries(run_id, answers, in_background=False)
        stage(run_id, report=terminal.report)


def _questions(run_id: int) -> list[dict[str, Any]]:
    with own_transaction():
        return list(import_run(run_id).unknown_countries)


def _tell_findings(run_id: int, terminal: Terminal, choice: Duplicates) -> Expected:
    """Say what the list holds, what was chosen for its duplicates, and name rows that are no new ones."""
    with own_transaction():
        run = import_run(run_id)
        if run.state is RunState.REFUSED:
            raise RuleViolation(refusal_of(run) or "")
        new, left_out = run.rows_new, run.rows_duplicate + run.rows_wrong
        concerned = counts_of(run).of(choice)
        sentences = [
            count(FOUND, run.rows_staged, new=new, duplicates=run.rows_duplicate, wrong=run.rows_wrong),
            *chain.from_iterable(map(_named, rows_of(run, Show.LEFT_OUT, limit=NAMED).rows)),
        ]
    for sentence in sentences:
        terminal.tell(sentence)
    if left_out > NAMED:
        terminal.tell(count(AND_MORE, left_out - NAMED))
    if choice in CHOSEN:
        terminal.tell(count(CHOSEN[choice], concerned))
    return Expected(new, choice, concerned if choice in CHOSEN else None)


def _named(row: RowLine) -> list[Sentence]:
    """Why a row is left out: a sentence for each reason."""
    who: dict[str, Any] = {"number": row.number, "name": row.name or "–"}
    if row.reasons:
        who["line"] = row.line
        return [
            say(WRONG_AT if reason.column else WRONG, column=reason.column, why=reason.sentence, **who)
            for reason in row.reasons
        ]
    if row.duplicate_of:
        msgid = DUPLICATE_OF_ARCHIVED if row.duplicate_of.is_archived else DUPLICATE
        return [say(msgid, whom=row.duplicate_of.label, why=row.matched, **who)]
    return [say(DUPLICATE_OF_ROW, row=row.duplicate_of_row, why=row.matched, **who)]


def _forget(run_id: int, received: Received) -> None:
    with own_transaction():
        discard_import(run_id)
    received.drop()
