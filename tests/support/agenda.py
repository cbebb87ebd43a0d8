"""Activities, the calendar's entries, and the feed of somebody's calendar."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from app.db import db
from app.domain.accounts.models import Login
from app.domain.agenda.actions import put_into_calendar
from app.domain.agenda.activities import ACTIVITIES, OWN_ENTRIES, ActivityDraft
from app.domain.agenda.feeds import feed_of, make_feed, token_of
from app.domain.agenda.models import Activity, TypeWord
from app.domain.history.models import SYSTEM
from app.domain.parties.models import Party
from tests.support.builders import a_key
from tests.support.entries import a_type, an_entry


def a_draft(title: str = "Call", day: date = date(2026, 11, 23), **written: Any) -> ActivityDraft:
    """What somebody writes of a call: for the whole day, unless a time is given."""
    return ActivityDraft(a_type(written.pop("word", TypeWord.CALL)), title=title, day=day, **written)


def an_activity(party: Party, title: str = "Call", day: date = date(2026, 11, 23), **written: Any) -> Activity:
    """An activity on a client's card."""
    found: Activity = an_entry(party, ACTIVITIES, a_draft(title, day, **written))
    return found


def a_planned_activity(party: Party, title: str = "Call", day: date = date(2026, 11, 23), **written: Any) -> Activity:
    """An activity that was put into the calendar."""
    activity = an_activity(party, title, day, **written)
    put_into_calendar(party.id, activity.id, a_key(), by=SYSTEM)
    db.session.commit()
    return activity


def an_own_entry(title: str = "Rent", day: date = date(2026, 11, 23), **written: Any) -> Activity:
    """An entry of the office's own calendar."""
    found: Activity = an_entry(None, OWN_ENTRIES, a_draft(title, day, **written))
    return found


def at(hour: int, minute: int = 0) -> time:
    """A time on the wall."""
    return time(hour, minute)


def a_feed(login: Login, *, of_everybody: bool = False) -> str:
    """The token of somebody's calendar feed."""
    make_feed(login.id, a_key(), of_everybody=of_everybody, by=SYSTEM)
    db.session.commit()
    feed = feed_of(login.id)
    assert feed
    return token_of(feed)
