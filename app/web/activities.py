"""The form of an activity: on a client's card, and in the calendar for the office's own entries."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_login import current_user
from wtforms import (
    BooleanField,
    DateField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain import clock
from app.domain.accounts.staff import staff
from app.domain.agenda.activities import ACTIVITIES, OWN_ENTRIES, YEARS, ActivityDraft
from app.domain.agenda.models import Activity
from app.domain.agenda.types import activity_types
from app.domain.contacts.queries import contacts_of
from app.domain.parties.models import Party
from app.web.agenda import type_text
from app.web.entries import EntryForm
from app.web.forms import lines, text
from app.web.ids import an_id


class ActivityForm(EntryForm):
    """An activity on a client's card."""

    book = ACTIVITIES

    type_id = SelectField(_l("Type"), coerce=an_id)
    title = StringField(_l("About"), validators=[Length(max=200)])
    day = DateField(_l("Day"), validators=[InputRequired(_l("Choose a day."))])
    start = TimeField(_l("Time"), validators=[Optional()])
    last_day = DateField(_l("Until (day)"), validators=[Optional()])
    end = TimeField(_l("Until (time)"), validators=[Optional()])
    assigned_to_id = SelectField(_l("Assigned to"), coerce=an_id)
    staff_ids = SelectMultipleField(
        _l("With, of the office"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    contact_ids = SelectMultipleField(
        _l("With, of the client"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    description = TextAreaField(_l("Description"), validators=[Length(max=10_000)])
    is_done = BooleanField(lazy_pgettext("activity", "Done"))

    def offer(self, client: Party | None, entry: Activity | None) -> None:
        """Types that are not hidden, people who work here, active contacts; and what the line bears already."""
        types = [one for one in activity_types() if not one.is_hidden or (entry and entry.type_id == one.id)]
        self.type_id.choices = [SelectChoice(one.id, type_text(one)) for one in types]
        there = {*entry.staff_ids, entry.assigned_to_id} if entry else set()
        people = [SelectChoice(one.id, one.name) for one in staff() if one.is_on or one.id in there]
        self.assigned_to_id.choices = [SelectChoice("", _l("Nobody yet")), *people]
        self.staff_ids.choices = people
        known = set(entry.contact_ids) if entry else set()
        contacts = contacts_of(client.id) if client else []
        self.contact_ids.choices = [
            SelectChoice(one.id, one.name) for one in contacts if one.is_active or one.id in known
        ]

    def draft(self) -> ActivityDraft:
        """What was written. A last day that is the first one says nothing."""
        return ActivityDraft(
            type_id=self.type_id.data or 0,
            title=text(self.title.data),
            day=self.day.data or clock.today(),
            start=self.start.data,
            last_day=self.last_day.data if self.last_day.data != self.day.data else None,
            end=self.end.data,
            description=lines(self.description.data),
            is_done=bool(self.is_done.data),
            assigned_to_id=self.assigned_to_id.data,
            staff_ids=tuple(sorted(self.staff_ids.data or [])),
            contact_ids=tuple(sorted(self.contact_ids.data or [])),
        )


class OwnEntryForm(ActivityForm):
    """An entry of the office's own calendar."""

    book = OWN_ENTRIES


def begins_with(_client: Party | None) -> dict[str, Any]:
    """The day that was pointed at, else today; and whoever writes it is in charge, unless they say otherwise."""
    return {"day": asked_day() or clock.today(), "assigned_to_id": current_user.login_id}


def asked_day() -> date | None:
    """The day that the address names (`?day=2026-11-23`), if it is one that a calendar can show."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return day if day.year in YEARS else None
