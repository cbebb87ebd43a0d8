"""Activities as cards and the calendar list them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all
from sqlalchemy.orm import joinedload, lazyload

from app.db import db
from app.domain.agenda.models import Activity, ActivityStaff
from app.domain.agenda.spans import DAY, midnight
from app.domain.clock import moment_of
from app.domain.history.models import EventKind
from app.domain.history.queries import EventLine, timeline_of
from app.prepared import prepared

PER_PAGE = 50
MOST_TO_DO = 200  # that a card shows at once
# An activity with its type and nobody else: one statement.
BARE = (lazyload("*"), joinedload(Activity.type))


@dataclass(frozen=True, slots=True)
class Past:
    """A page of what is done at a client, newest first, with what the system recorded among it if that was asked.

    `activity` and `event` are the keys of the next page: the last of each that was shown.
    """

    lines: list[Activity | EventLine]
    has_more: bool
    activity: int | None
    event: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the past somebody wants to see: activities, events, or both; of the events some kinds, or all."""

    activities: bool = True
    events: bool = True
    kinds: frozenset[EventKind] = frozenset()


@dataclass(frozen=True, slots=True)
class CalendarCriteria:
    """What the reader of the calendar asked to see: days, the last one included; whose, and of which type."""

    first: date
    last: date
    person: int | None = None
    type: int | None = None


def to_do_of(party_id: int) -> list[Activity]:
    """What is still to be done for a client, what is due first at the top."""
    return list(db.session.scalars(*_select_to_do(party_id, MOST_TO_DO)))


def past_of(
    party_id: int, asked: Asked, *, limit: int = PER_PAGE, activity: int | None = None, event: int | None = None
) -> Past:
    """What was done, after the lines with these ids: each of the two streams has a key of its own."""
    done = list(db.session.scalars(*_select_done(party_id, activity, limit + 1))) if asked.activities else []
    return _page(done, _events_of(party_id, asked, event, limit), limit, activity, event)


def overview_of(
    party_id: int, asked: Asked, *, to_do: int, limit: int, activity: int | None = None, event: int | None = None
) -> tuple[list[Activity], Past]:
    """The first few that are to be done, and a page of the past; activities without those who take part.

    One statement for all activities, and one for the events.
    """
    how_many = limit + 1 if asked.activities else 0
    found = db.session.scalars(*_of_overview(party_id, to_do=to_do, done=how_many, after=activity)).all()
    first = sorted((each for each in found if not each.is_done), key=lambda each: (each.starts_at, each.id))
    done = sorted((each for each in found if each.is_done), key=lambda each: (each.starts_at, each.id), reverse=True)
    return first, _page(done, _events_of(party_id, asked, event, limit), limit, activity, event)


def _events_of(party_id: int, asked: Asked, before: int | None, limit: int) -> list[EventLine]:
    """The events that are asked for. Among all of them those of the activities themselves are no news."""
    if not asked.events:
        return []
    but_of = None if asked.kinds else Activity.__tablename__
    return timeline_of(party_id, kinds=asked.kinds, but_of=but_of, before=before, limit=limit + 1)


def _page(done: list[Activity], events: list[EventLine], limit: int, activity: int | None, event: int | None) -> Past:
    lines: list[Activity | EventLine] = sorted([*done, *events], key=_when, reverse=True)
    shown = lines[:limit]
    for line in shown:
        if isinstance(line, Activity):
            activity = line.id
        else:
            event = line.id
    return Past(shown, len(lines) > limit, activity, event)


@prepared
def _of_overview(party_id: int, *, to_do: int, done: int, after: int | None) -> Select[Activity]:
    """Both streams of activities by their ids."""
    streams = (_to_do(party_id).limit(to_do), _done(party_id, after=after).limit(done))
    ids = union_all(*(select(each.with_only_columns(Activity.id).subquery().c.id) for each in streams))
    return select(Activity).where(Activity.id.in_(ids)).options(*BARE)


@prepared
def _select_to_do(party_id: int, limit: int) -> Select[Activity]:
    return _to_do(party_id).limit(limit)


@prepared
def _select_done(party_id: int, after: int | None, limit: int) -> Select[Activity]:
    return _done(party_id, after=after).limit(limit)


def _to_do(party_id: int) -> Select[Activity]:
    open_ones = select(Activity).where(Activity.party_id == party_id, ~Activity.is_done)
    return open_ones.order_by(Activity.starts_at, Activity.id)


def _when(line: Activity | EventLine) -> datetime:
    return line.starts_at if isinstance(line, Activity) else line.at


def _done(party_id: int, *, after: int | None) -> Select[Activity]:
    done = select(Activity).where(Activity.party_id == party_id, Activity.is_done)
    if after is not None:
        last = select(Activity.starts_at).where(Activity.id == after, Activity.party_id == party_id)
        at = last.scalar_subquery()
        done = done.where(or_(Activity.starts_at < at, and_(Activity.starts_at == at, Activity.id < after)))
    return done.order_by(Activity.starts_at.desc(), Activity.id.desc())


def entries_between(asked: CalendarCriteria) -> list[Activity]:
    """The entries of the calendar that touch these days, in their order; those of whole days first on each."""
    wanted = select(Activity).where(Activity.in_calendar, _touches(asked.first, asked.last))
    if asked.type is not None:
        wanted = wanted.where(Activity.type_id == asked.type)
    if asked.person is not None:
        wanted = wanted.where(is_for(asked.person))
    found = db.session.scalars(wanted.order_by(Activity.starts_at, Activity.id))
    return sorted(found, key=_in_order)


def _in_order(entry: Activity) -> tuple[date, bool, time, int]:
    span = entry.span
    return span.day, not span.is_all_day, span.start or time.min, entry.id


def entries_from(first: date, *, person: int | None) -> list[Activity]:
    """All entries from a day on; of one person, or of everybody."""
    wanted = select(Activity).where(Activity.in_calendar, Activity.ends_at >= midnight(first))
    if person is not None:
        wanted = wanted.where(is_for(person))
    return list(db.session.scalars(wanted.order_by(Activity.starts_at, Activity.id)))


def is_for(login_id: int) -> ColumnElement[bool]:
    """Whether somebody is in charge of an activity, or takes part in it."""
    takes_part = select(ActivityStaff.activity_id).where(ActivityStaff.login_id == login_id)
    return or_(Activity.assigned_to_id == login_id, Activity.id.in_(takes_part))


def _touches(first: date, last: date) -> ColumnElement[bool]:
    """Whether an entry is, for a part at least, on one of these days: by the office's clock, or as whole days."""
    begin, end = moment_of(first, time()), moment_of(last + timedelta(days=1), time())
    lasts_into = or_(Activity.ends_at > begin, Activity.starts_at >= begin)
    timed = and_(~Activity.is_all_day, Activity.starts_at < end, lasts_into)
    whole = and_(Activity.is_all_day, Activity.starts_at < midnight(last + DAY), Activity.ends_at > midnight(first))
    # Where the index begins: everything that ends at least a day before is past in every zone.
    return and_(Activity.ends_at >= midnight(first - DAY), or_(timed, whole))
