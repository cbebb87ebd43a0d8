"""Saying what a list cannot: what its columns hold, which of its sheets is meant, which countries its names are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.db import deed
from app.domain.directory.importing.columns import NAMING, SILENT, Meaning, fields_of, repeated
from app.domain.directory.importing.countries import country_of
from app.domain.directory.importing.decimals import DecimalSign, number_columns
from app.domain.directory.importing.mapping import columns_seen, mapping_of, name_of, remember
from app.domain.directory.importing.models import ImportRun, RunState
from app.domain.directory.importing.reading import Shape, count_records, samples_of, shape_of
from app.domain.directory.importing.runs import OVER, TAKEN, lock_run, path_of_run, shape_of_run, stage_again
from app.domain.errors import N_, RuleViolation
from app.domain.history.models import Actor

TWICE = N_("Another column holds this already.")
NO_NAME = N_("Say which column holds the name of the company, or the last name of the person.")
OTHERS = N_("The list has other columns now. Look at it again, please.")
NO_SIGN = N_("One of the numbers can be read as two, as 1,234 can. Say what stands before decimals.")
READING = N_("The list is still being read. Wait a moment.")


class WrongColumn(RuleViolation):
    """Something is wrong with what was said of one column. Carries its place."""

    def __init__(self, msgid: str, place: int) -> None:
        super().__init__(msgid)
        self.place = place


@dataclass(frozen=True, slots=True)
class Look:
    """A sheet, looked through before the transaction that chooses it."""

    shape: Shape
    rows: int


@deed
def map_columns(
    run_id: int,
    chosen: Sequence[Meaning | None],
    *,
    decimal_sign: DecimalSign = DecimalSign.UNSAID,
    by: Actor,
    in_background: bool = True,
) -> None:
    """Say what each column holds, None for what is left out; remember it, and stage the rows with that.

    And what stands before decimals, where somebody says it; else the list tells, or it is asked when it does not.

    Raises:
        WrongColumn: a column holds what another one holds, and only one may.
        RuleViolation: nothing names whom a row is about; the columns are others; it is being read, or taken over; at
            `decimals`, the list does not tell what stands before its decimals, and nobody says it.
    """
    run = lock_run(run_id)
    check_state(run)
    headers = [column["header"] for column in run.columns]
    if len(chosen) != len(headers):
        raise RuleViolation(OTHERS)
    if (place := repeated(chosen)) is not None:
        raise WrongColumn(TWICE, place)
    if NAMING.isdisjoint(chosen):
        raise RuleViolation(NO_NAME)
    if run.decimal_sign == DecimalSign.ASKED and number_columns(chosen) and not decimal_sign.is_said:
        raise RuleViolation(NO_SIGN, field="decimals")
    # What is known to say nothing is not told as lost when it is left out.
    fields = [
        said or (guess if guess in SILENT else None) for said, guess in zip(chosen, fields_of(headers), strict=True)
    ]
    run.columns = [{**column, "field": name_of(field)} for column, field in zip(run.columns, fields, strict=True)]
    run.decimal_sign = decimal_sign
    remember(headers, fields, decimal_sign, by)
    stage_again(run, in_background=in_background)


@deed
def choose_sheet(run_id: int, looked: Look) -> None:
    """Read another sheet of the workbook, and ask what its columns hold. Raises RuleViolation."""
    run = lock_run(run_id)
    check_state(run)
    shape = looked.shape
    stage_again(run, in_background=False)
    run.state, run.sheet, run.rows_total = RunState.MAPPING, shape.sheet, looked.rows
    run.decimal_sign = DecimalSign.UNSAID
    run.columns = columns_seen(shape.headers, mapping_of(shape.headers, shape.fields).fields)


def look_at_sheet(run: ImportRun, sheet: str) -> Look:
    """Look through a sheet of a run's workbook. Raises RuleViolation when it holds no list."""
    if sheet not in run.sheets:
        raise RuleViolation(OTHERS)
    path = path_of_run(run)
    shape = shape_of(path, sheet)
    return Look(shape, count_records(path, shape))


def samples_of_run(run: ImportRun) -> list[list[str]]:
    """A few values of each column. They are read when somebody asks: nothing of the file is kept with the run."""
    return samples_of(path_of_run(run), shape_of_run(run))


def check_state(run: ImportRun) -> None:
    """Raises RuleViolation when the columns cannot be said, or not now."""
    if run.state in OVER:
        raise RuleViolation(TAKEN)
    if run.state not in {RunState.MAPPING, RunState.READY}:
        raise RuleViolation(READING)


@deed
def answer_countries(run_id: int, answers: Mapping[str, str], *, in_background: bool = True) -> None:
    """Say which countries the unknown names mean (key → ISO code, or nothing), and stage the rows again with that.

    Names that were not asked are left out; so is a code that is none. Raises RuleViolation once it is taken over.
    """
    run = lock_run(run_id)
    if run.state in OVER:
        raise RuleViolation(TAKEN)
    if run.state is not RunState.READY:
        return  # a double click: the answers are on their way
    asked = {question["key"] for question in run.unknown_countries}
    given = {key: country_of(code) or "" for key, code in answers.items() if key in asked}
    run.country_answers = {**run.country_answers, **given}
    run.unknown_countries = [question for question in run.unknown_countries if question["key"] not in given]
    if any(given.values()) or not run.unknown_countries:
        stage_again(run, in_background=in_background)
