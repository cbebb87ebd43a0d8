"""What came of an import: the wrong rows as a file, and the way back."""

from __future__ import annotations

from collections.abc import Iterable

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.blueprints.imports import bp
from app.blueprints.imports.routes import preview
from app.domain.accounts.permissions import Permission
from app.domain.directory.importing.queries import Reason, import_run
from app.domain.directory.importing.wrong_rows import WrongRow, wrong_rows_of
from app.domain.errors import N_, RuleViolation
from app.domain.lifecycle.taking_back import StillUsed
from app.domain.lifecycle.undoing import undo_act
from app.web.acts import tell_act
from app.web.downloads import csv_answer
from app.web.formatting import sentence
from app.web.guards import requires
from app.web.identity import current_actor


@bp.get("/imports/<int:import_id>/wrong-rows.csv")
@requires(Permission.CLIENTS_IMPORT)
def wrong_rows(import_id: int) -> ResponseReturnValue:
    """The wrong rows with their line and their reasons, to be put right and brought in again."""
    run = import_run(import_id)
    headers = [*(column["header"] for column in run.columns), gettext("Line"), gettext("Reason")]
    list_name, what = run.name.rpartition(".")[0] or run.name, gettext("wrong-rows")
    return csv_answer(headers, map(cells_of, wrong_rows_of(run)), name=f"{list_name}-{what}.csv")


@bp.post("/imports/<int:import_id>/undo")
@requires(Permission.CLIENTS_IMPORT)
def undo(import_id: int) -> ResponseReturnValue:
    run = import_run(import_id)
    if run.act_id is None:
        raise RuleViolation(N_("This cannot be taken back."))
    try:
        act = undo_act(run.act_id, by=current_actor())
    except StillUsed:  # the page names on whom
        return preview(import_run(import_id), status=409)
    tell_act(act)
    return redirect(url_for(".show", import_id=import_id), 303)


def cells_of(rows: Iterable[WrongRow]) -> list[list[str]]:
    """The cells of a row, then its line and reasons. Cells for which the list has no column come last."""
    return [[*row.cells, str(row.line), " ".join(map(reason_text, row.reasons)), *row.beyond] for row in rows]


def reason_text(reason: Reason) -> str:
    text = sentence(reason.sentence)
    return f"{reason.column}: {text}" if reason.column else text
