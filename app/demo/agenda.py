"""What the demo office did, and has in mind."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select

from app.db import db
from app.domain import clock
from app.domain.agenda.actions import put_into_calendar
from app.domain.agenda.activities import ACTIVITIES, OWN_ENTRIES, ActivityDraft
from app.domain.agenda.models import Activity, ActivityType, TypeWord
from app.domain.entries.actions import add_entry
from app.domain.history.actions import new_key
from app.domain.history.models import Actor


class Plan(NamedTuple):
    """What is done with a client, so many days from today on."""

    days: int
    word: TypeWord
    title: str
    start: time | None = None
    is_done: bool = False


PLANS = (
    Plan(0, TypeWord.CALL, "Ask for the new statute", time(10, 30)),
    Plan(1, TypeWord.MEETING, "Sign the new contract", time(9)),
    Plan(3, TypeWord.MEETING, "Show the meeting room", time(14)),
    Plan(-2, TypeWord.TASK, "Renew the power of attorney"),
    Plan(6, TypeWord.CALL, "Talk about forwarding", time(11, 15)),
    Plan(9, TypeWord.TASK, "Send the price list"),
)
DONE = Plan(-12, TypeWord.EMAIL, "Sent the offer for next year", time(16), is_done=True)


def plan_for(client_id: int, place: int, key: str, *, by: Actor) -> None:
    """Give a client something to do, which is in the calendar, and something done; acts begin with `key`."""
    to_come = PLANS[place % len(PLANS)]
    for plan in (to_come._replace(days=to_come.days + place // len(PLANS)), DONE):
        act = add_entry(ACTIVITIES, client_id, _draft(plan, by), f"{key}{new_key()}", by=by)
        if not plan.is_done:
            put_into_calendar(client_id, act.outcome["entry_id"], f"{key}{new_key()}", by=by)


def plan_own(key: str, *, by: Actor) -> None:
    """What is in the calendar of the office, and nobody's card."""
    for plan in (Plan(2, TypeWord.TASK, "Stocktaking"), Plan(0, TypeWord.MEETING, "Weekly meeting", time(8, 30))):
        add_entry(OWN_ENTRIES, None, _draft(plan, by), f"{key}{new_key()}", by=by)


def remove_own(logins: set[int]) -> None:
    """Take out the entries of the office's own that belong to these logins."""
    db.session.execute(delete(Activity).where(Activity.party_id.is_(None), Activity.assigned_to_id.in_(logins)))


def _draft(plan: Plan, by: Actor) -> ActivityDraft:
    type_id = db.session.scalars(select(ActivityType.id).where(ActivityType.word == plan.word)).one()
    today = datetime.now(UTC).astimezone(clock.zone()).date()  # not the day on which the seed puts the client on file
    day = today + timedelta(days=plan.days)
    return ActivityDraft(
        type_id, title=plan.title, day=day, start=plan.start, is_done=plan.is_done, assigned_to_id=by.id
    )
