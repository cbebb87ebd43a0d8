"""Which sheet is meant, and what its columns hold."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.imports import bp
from app.blueprints.imports.forms import ColumnsForm, SheetForm
from app.blueprints.imports.words import groups_with
from app.domain.accounts.permissions import Permission
from app.domain.directory.importing.choosing import (
    NO_SIGN,
    check_state,
    choose_sheet,
    look_at_sheet,
    map_columns,
    samples_of_run,
)
from app.domain.directory.importing.decimals import DecimalSign
from app.domain.directory.importing.mapping import suggested
from app.domain.directory.importing.models import ImportRun
from app.domain.directory.importing.queries import import_run
from app.domain.errors import RuleViolation
from app.domain.parties.custom_fields.models import NUMBERS
from app.web.custom_fields import shown_fields
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page


@bp.get("/imports/<int:import_id>/columns")
@requires(Permission.CLIENTS_IMPORT)
def columns(import_id: int) -> ResponseReturnValue:
    run = import_run(import_id)
    try:
        check_state(run)
    except RuleViolation:  # it is being read, or over: there is nothing to say
        return redirect(url_for(".show", import_id=import_id))
    form = ColumnsForm(suggested(run), run.decimal_sign)
    if run.decimal_sign == DecimalSign.ASKED:
        form.decimals.errors = []
        form.refuse(RuleViolation(NO_SIGN, field="decimals"))
    return asked(run, form, SheetForm(run.sheets))


@bp.post("/imports/<int:import_id>/columns")
@requires(Permission.CLIENTS_IMPORT)
def map_them(import_id: int) -> ResponseReturnValue:
    form = ColumnsForm.sent(import_run(import_id), shown_fields())
    try:
        map_columns(import_id, form.chosen, decimal_sign=form.decimal_sign, by=current_actor())
    except RuleViolation as violation:
        form.decimals.errors = []
        form.refuse(violation)
        run = import_run(import_id)
        return asked(run, form, SheetForm(run.sheets), status=422)
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.post("/imports/<int:import_id>/sheet")
@requires(Permission.CLIENTS_IMPORT)
def sheet(import_id: int) -> ResponseReturnValue:
    run = import_run(import_id)
    form = SheetForm(run.sheets)
    try:
        choose_sheet(import_id, look_at_sheet(run, form.sheet.data or ""))
    except RuleViolation as violation:
        form.sheet.errors = []
        form.refuse(RuleViolation(violation.sentence, field="sheet"))
        run = import_run(import_id)
        return asked(run, ColumnsForm(suggested(run), run.decimal_sign), form, status=422)
    return redirect(url_for(".columns", import_id=import_id), 303)


def asked(run: ImportRun, form: ColumnsForm, sheets: SheetForm, *, status: int = 200) -> ResponseReturnValue:
    """The columns of a list, each with what it is called, a few of its values, and what it is taken for."""
    if status == 200:
        sheets.sheet.data = run.sheet
    return page(
        "imports/columns.html",
        run=run,
        form=form,
        sheets=sheets,
        samples=samples_of_run(run),
        groups=groups_with(shown_fields()),
        has_numbers=any(field.kind in NUMBERS for field in shown_fields()),
        status=status,
    )
