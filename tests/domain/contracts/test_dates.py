"""When contracts end and until when notice can be given: tables of days, with their month ends and leap years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.contracts.dates import Deadline, NoticeUnit, Term, deadline, end_of_term, is_over, last_day_of

DAYS, MONTHS = NoticeUnit.DAYS, NoticeUnit.MONTHS


def day(text: str) -> date:
    return date.fromisoformat(text)


def term(ends: str | None, *, notice: int | None = None, unit: NoticeUnit = MONTHS, renews: int | None = None) -> Term:
    return Term(day("2020-01-01"), day(ends) if ends else None, notice, unit, renews)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2026-01-01", 12, "2026-12-31"),
        ("2026-03-15", 1, "2026-04-14"),
        ("2027-03-01", 12, "2028-02-29"),
        ("2028-03-01", 12, "2029-02-28"),
        ("2026-01-31", 1, "2026-02-28"),  # no 31 February: its last day
        ("2026-01-31", 2, "2026-03-30"),
        ("2028-01-30", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-28"),
        ("2027-01-01", -3, "2026-09-30"),
        ("2026-05-31", -3, "2026-02-28"),
    ],
)
def test_months_end_the_day_before_the_same_day_or_with_the_month(first: str, months: int, last: str) -> None:
    assert last_day_of(day(first), months) == day(last)


@pytest.mark.parametrize(
    ("ends", "renews", "today", "end"),
    [
        (None, None, "2026-06-01", None),
        ("2026-12-31", None, "2026-06-01", "2026-12-31"),
        ("2026-12-31", None, "2027-06-01", "2026-12-31"),  # over: it ended then
        ("2026-12-31", 12, "2026-12-31", "2026-12-31"),
        ("2026-12-31", 12, "2027-01-01", "2027-12-31"),
        ("2026-12-31", 12, "2036-07-01", "2036-12-31"),
        ("2027-02-28", 12, "2028-01-10", "2028-02-29"),  # a year from 1 March to the end of February
        ("2027-02-28", 12, "2028-03-01", "2029-02-28"),
        ("2026-01-31", 1, "2026-02-01", "2026-02-28"),
        ("2026-01-31", 1, "2026-03-01", "2026-03-31"),  # and not the 28th: nothing is lost on the way
        ("2026-04-30", 6, "2026-05-01", "2026-10-31"),
        ("2026-01-30", 1, "2026-02-15", "2026-02-28"),
        ("2026-01-30", 1, "2026-03-01", "2026-03-30"),
    ],
)
def test_a_contract_that_renews_ends_with_the_term_that_runs(
    ends: str | None, renews: int | None, today: str, end: str | None
) -> None:
    assert end_of_term(term(ends, renews=renews), day(today)) == (day(end) if end else None)


@pytest.mark.parametrize(
    ("ends", "notice", "unit", "renews", "today", "by", "then_ends"),
    [
        ("2026-12-31", 3, MONTHS, 12, "2026-06-01", "2026-09-30", "2026-12-31"),
        ("2026-12-31", 3, MONTHS, 12, "2026-09-30", "2026-09-30", "2026-12-31"),
        ("2026-12-31", 3, MONTHS, 12, "2026-10-01", "2027-09-30", "2027-12-31"),  # too late for this year
        ("2026-12-31", 30, DAYS, 12, "2026-06-01", "2026-12-01", "2026-12-31"),
        ("2027-02-28", 60, DAYS, 12, "2027-06-01", "2027-12-31", "2028-02-29"),
        ("2026-05-31", 3, MONTHS, 12, "2026-01-01", "2026-02-28", "2026-05-31"),
        ("2028-05-31", 3, MONTHS, 12, "2028-01-01", "2028-02-29", "2028-05-31"),
        ("2026-05-30", 3, MONTHS, 12, "2026-01-01", "2026-02-28", "2026-05-30"),
        ("2026-01-31", 1, MONTHS, 1, "2026-01-10", "2026-01-31", "2026-02-28"),
        ("2026-01-31", 3, MONTHS, 1, "2026-01-10", "2026-01-31", "2026-04-30"),  # notice longer than a term
        ("2026-12-31", 0, DAYS, 12, "2026-06-01", "2026-12-31", "2026-12-31"),
        ("2026-12-31", None, MONTHS, 12, "2026-06-01", "2026-12-31", "2026-12-31"),
    ],
)
def test_notice_is_given_in_time_for_the_next_end_that_it_can_bring(
    ends: str, notice: int | None, unit: NoticeUnit, renews: int, today: str, by: str, then_ends: str
) -> None:
    found = deadline(term(ends, notice=notice, unit=unit, renews=renews), day(today))
    assert found == Deadline(day(by), day(then_ends), is_notice=True)


@pytest.mark.parametrize(
    ("ends", "today", "on"),
    [
        ("2026-12-31", "2026-06-01", "2026-12-31"),
        ("2026-12-31", "2026-12-31", "2026-12-31"),
        ("2026-12-31", "2027-01-01", None),
        (None, "2026-06-01", None),
    ],
)
def test_a_contract_that_does_not_renew_needs_no_notice_and_comes_to_its_end(
    ends: str | None, today: str, on: str | None
) -> None:
    found = deadline(term(ends, notice=3), day(today))
    assert found == (Deadline(day(on), day(on), is_notice=False) if on else None)


@pytest.mark.parametrize(
    ("ends", "renews", "today", "over"),
    [
        ("2026-12-31", None, "2026-12-31", False),
        ("2026-12-31", None, "2027-01-01", True),
        ("2026-12-31", 12, "2027-01-01", False),
        (None, None, "2099-01-01", False),
    ],
)
def test_a_contract_is_over_the_day_after_its_end_unless_it_renews(
    ends: str | None, renews: int | None, today: str, over: bool
) -> None:
    assert is_over(term(ends, renews=renews), day(today)) is over


@pytest.mark.parametrize("ends", ["2026-01-29", "2026-01-30", "2026-01-31", "2028-02-29", "2027-02-28"])
def test_the_ends_of_monthly_terms_follow_each_other_without_a_gap(ends: str) -> None:
    """Whatever day a contract ends on: each month that follows has one end."""
    first = day(ends) + timedelta(days=1)
    found = [last_day_of(first, n) for n in range(60)]
    assert found[0] == day(ends)
    months = [each.year * 12 + each.month for each in found]
    assert months == list(range(months[0], months[0] + 60))
