from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, TimeField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from app.blueprints.calendar import bp
from app.blueprints.calendar.sheets import Asked, Sheet, View
from app.domain import clock
from app.domain.accounts.permissions import Permission
from app.domain.accounts.staff import staff
from app.domain.agenda.actions import entry_in_calendar, move_entry
from app.domain.agenda.ics import as_ics
from app.domain.agenda.models import Activity, ActivityType
from app.domain.agenda.queries import entries_between
from app.domain.agenda.types import activity_types
from app.domain.errors import N_, say
from app.domain.history.actions import AlreadyDone
from app.web.activities import OwnEntryForm, asked_day, begins_with
from app.web.agenda import ICS, span_text, words_of
from app.web.entries import EntryDoors
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell
from app.web.redirects import back_to, kept_filters


class MoveForm(PageForm):
    """Another day, and another time, for an entry of the calendar."""

    day = DateField(_l("Day"), validators=[InputRequired(_l("Choose a day."))])
    start = TimeField(_l("Time"), validators=[Optional()])
    version = IntegerField(widget=HiddenInput(), default=0)


def calendar_url() -> str:
    """The calendar as the reader had it."""
    return url_for("calendar.index", **kept_filters())  # type: ignore[arg-type]


EntryDoors(
    bp,
    OwnEntryForm,
    one="entry",
    tab="entries",
    fields="activities/_fields.html",
    new_title=_l("New entry"),
    begins_with=begins_with,
    permission=Permission.CALENDAR_EDIT,
    target="calendar",
    list_url=calendar_url,
).hang()


@bp.get("")
@requires(Permission.CALENDAR_VIEW)
def index() -> ResponseReturnValue:
    types, people = activity_types(), staff()
    asked = what_is_asked(types, {one.id for one in people})
    sheet = Sheet(asked, entries_between(asked.criteria()))
    context: dict[str, Any] = {"types": types, "people": [one for one in people if one.is_on or one.id == asked.person]}
    return page("calendar/index.html", sheet=sheet, form=MoveForm(formdata=None), **context)


@bp.get("/entries/<int:activity_id>")
@requires(Permission.CALENDAR_VIEW)
def show(activity_id: int) -> ResponseReturnValue:
    entry = entry_in_calendar(activity_id)
    return entry_page(entry, move_form(entry))


@bp.post("/entries/<int:activity_id>/move")
@requires(Permission.CALENDAR_EDIT)
def move(activity_id: int) -> ResponseReturnValue:
    entry = entry_in_calendar(activity_id)
    form = MoveForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            return moved(entry, form)
    entry = entry_in_calendar(activity_id)
    if refused.status == 409:
        form.version.process_data(entry.version)  # whoever saves again has read when it is now
        form.version.raw_data = None
    return entry_page(entry, form, status=refused.status)


@bp.get("/entries/<int:activity_id>.ics")
@requires(Permission.CALENDAR_VIEW)
def download(activity_id: int) -> ResponseReturnValue:
    """The entry as a file that other calendars take in."""
    entry = entry_in_calendar(activity_id)
    answer = Response(as_ics([entry], words=words_of), content_type=ICS)
    answer.headers.set("Content-Disposition", "attachment", filename=f"entry-{entry.id}.ics")
    return answer


def moved(entry: Activity, form: MoveForm) -> ResponseReturnValue:
    day, start = form.day.data or clock.today(), form.start.data
    try:
        move_entry(entry.id, day, start, form.version.data or 0, form.key.data or "", by=current_actor())
        tell(say(N_("%(name)s is now on %(when)s."), name=entry.title, when=span_text(entry.span)))
    except AlreadyDone:
        pass
    return back_to(".index")


def entry_page(entry: Activity, form: MoveForm, *, status: int = 200) -> ResponseReturnValue:
    """What an entry says, and when it could be instead."""
    return page("calendar/entry.html", entry=entry, form=form, back=calendar_url(), status=status)


def move_form(entry: Activity) -> MoveForm:
    span = entry.span
    return MoveForm(formdata=None, day=span.day, start=span.start, version=entry.version)


def what_is_asked(types: list[ActivityType], people: set[int]) -> Asked:
    """What the address asks. What is not understood counts as not asked."""
    view, person = request.args.get("view", ""), request.args.get("person", type=int)
    type_ = request.args.get("type", "")
    return Asked(
        view=View(view) if view in set(View) else View.MONTH,
        day=asked_day() or clock.today(),
        person=person if person in people else None,
        type=next((one for one in types if type_ and type_ in (one.word, str(one.id))), None),
    )
