"""Upload, progress and preview, take-over."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.imports import bp
from app.blueprints.imports.forms import CountriesForm, ImportForm, RowFilter, TakeOverForm, country_choices
from app.domain.accounts.permissions import Permission
from app.domain.directory.importing.answers import answer_of
from app.domain.directory.importing.choosing import answer_countries
from app.domain.directory.importing.columns import OURS, Field
from app.domain.directory.importing.creating import parties_of
from app.domain.directory.importing.mapping import fields_of_run
from app.domain.directory.importing.models import ImportRun, RunState
from app.domain.directory.importing.queries import (
    Show,
    import_run,
    latest_runs,
    numbers_of,
    refusal_of,
    rows_of,
    unanswered_in,
)
from app.domain.directory.importing.runs import OVER, discard_import, receive, start_import
from app.domain.directory.importing.taking import look_again, take_over
from app.domain.directory.importing.updating import DuplicateCounts, counts_of
from app.domain.errors import N_, NotFound, SelectionChanged, Sentence, say
from app.domain.history import queries as history
from app.domain.lifecycle.taking_back import touched_since
from app.domain.lifecycle.undoing import undo_of
from app.web.acts import tell_act
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.office import this_office
from app.web.pages import page, tell
from app.web.sizes import takes_a_file


@bp.get("/clients/import")
@requires(Permission.CLIENTS_IMPORT)
def new() -> ResponseReturnValue:
    return page("imports/new.html", form=ImportForm(), runs=latest_runs())


@bp.post("/clients/import")
@requires(Permission.CLIENTS_IMPORT)
@takes_a_file
def create() -> ResponseReturnValue:
    form = ImportForm()
    if form.validate():
        with Refusal(form):
            run_id = start_import(
                form.received(receive),
                form.key.data,
                client_role=form.role,
                home_country=this_office().country,
                by=current_actor(),
                may_ask=True,
            )
            return redirect(url_for(".show", import_id=run_id), 303)
    return page("imports/new.html", form=form, runs=latest_runs(), status=422)


@bp.get("/imports/<int:import_id>")
@requires(Permission.CLIENTS_IMPORT)
def show(import_id: int) -> ResponseReturnValue:
    run = import_run(import_id)
    if run.state is RunState.MAPPING:
        return redirect(url_for(".columns", import_id=import_id))
    return preview(run)


@bp.post("/imports/<int:import_id>/countries")
@requires(Permission.CLIENTS_IMPORT)
def answer(import_id: int) -> ResponseReturnValue:
    answer_countries(import_id, CountriesForm().answers)
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.post("/imports/<int:import_id>/take-over")
@requires(Permission.CLIENTS_IMPORT)
def take(import_id: int) -> ResponseReturnValue:
    form = TakeOverForm()
    form.validate()
    try:
        act = take_over(import_id, expected=form.seen(), by=current_actor())
    except SelectionChanged as change:
        look_again(import_id)
        return preview(import_run(import_id), change=change.sentence, status=409)
    if import_run(import_id).state is RunState.TAKEN:  # else the page tells how far it is
        tell_act(act)
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.post("/imports/<int:import_id>/discard")
@requires(Permission.CLIENTS_IMPORT)
def discard(import_id: int) -> ResponseReturnValue:
    try:
        name = import_run(import_id).name
        discard_import(import_id)
    except NotFound:
        pass  # a double click: it is gone already
    else:
        tell(say(N_("%(name)s is discarded. Nothing of it was kept."), name=name))
    return redirect(url_for(".new"), 303)


def preview(run: ImportRun, *, change: Sentence | None = None, status: int = 200) -> ResponseReturnValue:
    """How far it is, what it holds, what came of it."""
    filters, act = RowFilter(), history.act(run.act_id) if run.act_id else None
    leaves_some_out = run.state in OVER and (run.rows_duplicate or run.rows_wrong)
    shown = filters.shown(Show.LEFT_OUT if leaves_some_out else Show.ALL)
    context: dict[str, Any] = {"rows": None}
    if run.state in {RunState.READY, RunState.TAKEN, RunState.UNDONE} and run.has_rows:
        rows = rows_of(run, shown, after=filters.asked("after"), before=filters.asked("before"))
        context = {"rows": rows, "foot": foot(run, shown, rows.before, rows.after)}
    fields = fields_of_run(run)
    return page(
        "imports/show.html",
        run=run,
        shown=shown,
        refusal=refusal_of(run),
        act=act,
        answer=answer_of(act) if act else [],
        parties=parties_of(act) if act and run.state is RunState.TAKING else None,
        undo=undo_of(act.id) if act and run.state is RunState.UNDONE else None,
        touched=touched_since(act) if act and run.state is RunState.TAKEN else None,
        change=change,
        counts=counts_of(run) if run.state is RunState.READY and run.rows_duplicate else DuplicateCounts(),
        numbers=numbers_of(run) if run.state is RunState.READY and Field.NUMBER in fields else None,
        has_status=Field.STATUS in fields,
        has_ours=not OURS.isdisjoint(fields),
        unanswered=unanswered_in(run) if run.state is RunState.READY and this_office().has_custom_fields else [],
        countries=country_choices() if run.unknown_countries else [],
        status=status,
        **context,
    )


def foot(run: ImportRun, shown: Show, before: int | None, after: int | None) -> dict[str, Any]:
    """The neighbours of a page of rows, for its foot."""

    def url(**where: int) -> str:
        return url_for(".show", import_id=run.id, show=shown.value, **where)  # type: ignore[arg-type]

    return {
        "first": None,
        "prev_url": url(before=before) if before else None,
        "next_url": url(after=after) if after else None,
    }
