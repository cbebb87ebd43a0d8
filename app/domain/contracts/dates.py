"""When a contract ends, and until when notice can be given. Nothing here asks what day it is: it is told.

Terms in months end as Regulation (EEC, Euratom) 1182/71, art. 3(2)(c) has it: on the day before the same day of the
last month; where that month has no such day, on its last one. A day on which something ends is part of it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import count

_DAY = timedelta(days=1)


class NoticeUnit(StrEnum):
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when a contract holds, and how it goes on: its first term, and the months that renewals add."""

    starts_on: date
    ends_on: date | None = None  # none: open-ended
    notice: int | None = None
    notice_unit: NoticeUnit = NoticeUnit.MONTHS
    renews_by: int | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The next day that somebody has to think of: by then notice is given, or a contract that does not renew is over.

    `ends_on` is the end that it is about: of this term, or of the next where it is too late for this one.
    """

    on: date
    ends_on: date
    is_notice: bool


def last_day_of(first: date, months: int) -> date:
    """The last day of so many months that begin on `first`; with a negative number, the day before they begin."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    days = monthrange(year, month + 1)[1]
    if first.day > days:
        return date(year, month + 1, days)
    return date(year, month + 1, first.day) - _DAY


def end_of_term(term: Term, today: date) -> date | None:
    """The last day of the term that runs today; the first term's before it begins, the last one's where none renews.

    None for a contract without an end.
    """
    return next((end for end in _ends(term, today) if end >= today), term.ends_on)


def notice_day(term: Term, end: date) -> date:
    """The last day on which notice for this end can be given: where none was agreed, the end itself.

    Days are counted back from the end; months of notice end with the term, so that three of them before 31 December
    are 30 September.
    """
    if not term.notice:
        return end
    if term.notice_unit is NoticeUnit.DAYS:
        return end - timedelta(days=term.notice)
    return last_day_of(end + _DAY, -term.notice)


def deadline(term: Term, today: date) -> Deadline | None:
    """What comes next: the last day to give notice of a contract that renews, the end of one that does not.

    None for one without an end, and for one that is over.
    """
    if term.ends_on is None:
        return None
    if not term.renews_by:
        return Deadline(term.ends_on, term.ends_on, is_notice=False) if term.ends_on >= today else None
    by, end = next((notice_day(term, end), end) for end in _ends(term, today) if notice_day(term, end) >= today)
    return Deadline(by, end, is_notice=True)


def is_over(term: Term, today: date) -> bool:
    """Whether a contract that nobody renews has come to its end before this day."""
    return term.ends_on is not None and not term.renews_by and term.ends_on < today


def _ends(term: Term, today: date) -> Iterator[date]:
    """The ends of its terms from the one that runs today, or a little before; of one that renews, without an end."""
    if term.ends_on is None:
        return
    if not term.renews_by or term.ends_on >= today:
        yield term.ends_on
    if term.renews_by:
        passed = (today.year - term.ends_on.year) * 12 + today.month - term.ends_on.month
        for number in count(max(1, passed // term.renews_by)):
            yield last_day_of(term.ends_on + _DAY, number * term.renews_by)
