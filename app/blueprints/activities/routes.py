from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.blueprints.activities import bp
from app.domain.accounts.permissions import Permission
from app.domain.agenda.actions import mark_activity, put_into_calendar, take_out_of_calendar
from app.domain.agenda.activities import ACTIVITIES
from app.domain.entries.queries import entry_of
from app.domain.errors import N_, say
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act
from app.domain.parties.queries import party as party_with_id
from app.web.activities import ActivityForm, begins_with
from app.web.entries import EntryDoors
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import is_partial, page, tell


def whether_to_plan(client_id: int, entry_id: int) -> str:
    """Once it is saved, the question whether it goes into the calendar: over the card, or as a page of its own."""
    if is_partial():
        return url_for("clients.activities", party_id=client_id, ask=entry_id)
    return url_for(".ask_to_plan_activity", client_id=client_id, entry_id=entry_id)


EntryDoors(
    bp,
    ActivityForm,
    one="activity",
    tab="activities",
    fields="activities/_fields.html",
    new_title=_l("New activity"),
    begins_with=begins_with,
    then=whether_to_plan,
).hang()


@bp.get("/activities/<int:entry_id>/calendar")
@requires(Permission.CLIENTS_EDIT)
def ask_to_plan_activity(client_id: int, entry_id: int) -> ResponseReturnValue:
    return plan_page(client_id, entry_id, PageForm(formdata=None))


@bp.post("/activities/<int:entry_id>/calendar")
@requires(Permission.CLIENTS_EDIT)
def plan_activity(client_id: int, entry_id: int) -> ResponseReturnValue:
    return do(put_into_calendar, N_("%(name)s is in the calendar."), client_id, entry_id)


@bp.post("/activities/<int:entry_id>/calendar/remove")
@requires(Permission.CLIENTS_EDIT)
def unplan_activity(client_id: int, entry_id: int) -> ResponseReturnValue:
    return do(take_out_of_calendar, N_("%(name)s is no longer in the calendar."), client_id, entry_id)


@bp.post("/activities/<int:entry_id>/done")
@requires(Permission.CLIENTS_EDIT)
def mark_as_done_activity(client_id: int, entry_id: int) -> ResponseReturnValue:
    return do(partial(mark_activity, is_done=True), N_("%(name)s is done."), client_id, entry_id)


@bp.post("/activities/<int:entry_id>/to-do")
@requires(Permission.CLIENTS_EDIT)
def mark_as_to_do_activity(client_id: int, entry_id: int) -> ResponseReturnValue:
    return do(partial(mark_activity, is_done=False), N_("%(name)s is still to do."), client_id, entry_id)


def do(act: Callable[..., Act], said: str, client_id: int, entry_id: int) -> ResponseReturnValue:
    """Do what a button of the list does, and go back to it with what became of the activity."""
    form = PageForm()
    refused = Refusal(form)
    with refused:
        with suppress(AlreadyDone):
            done = act(client_id, entry_id, form.key.data or "", by=current_actor())
            tell(say(said, name=done.outcome["name"]))
        return back(client_id)
    return plan_page(client_id, entry_id, form, status=refused.status)


def back(client_id: int) -> ResponseReturnValue:
    events = "on" if request.args.get("events") == "on" else None
    return redirect(url_for("clients.activities", party_id=client_id, events=events), 303)


def plan_page(client_id: int, entry_id: int, form: PageForm, *, status: int = 200) -> ResponseReturnValue:
    """The question whether an activity goes into the calendar."""
    context: dict[str, Any] = {"client": party_with_id(client_id), "form": form}
    return page("activities/plan.html", activity=entry_of(ACTIVITIES, client_id, entry_id), status=status, **context)
