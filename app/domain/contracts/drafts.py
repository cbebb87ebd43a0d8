"""What the desk writes of a contract, and what has to be right in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

from app.domain.contracts.dates import NoticeUnit, Term, notice_day
from app.domain.contracts.models import ContractKind, ContractVersion, Interval
from app.domain.errors import N_, RuleViolation, say

LONGEST = {NoticeUnit.DAYS: 1_000, NoticeUnit.MONTHS: 60}  # of a notice
LONGEST_RENEWAL = 120  # months
_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """The terms of one version. Its fields are columns of `ContractVersion`."""

    subject: str
    starts_on: date
    kind: ContractKind = ContractKind.VIRTUAL_OFFICE
    value_minor: int | None = None
    currency: str = ""
    interval: Interval = Interval.MONTH
    ends_on: date | None = None
    notice: int | None = None
    notice_unit: NoticeUnit = NoticeUnit.MONTHS
    renews_by: int | None = None

    @property
    def term(self) -> Term:
        return Term(self.starts_on, self.ends_on, self.notice, self.notice_unit, self.renews_by)

    @property
    def columns(self) -> dict[str, Any]:
        """The columns that it fills."""
        return asdict(self)


FIELDS = tuple(field.name for field in fields(ContractDraft))


def draft_of(version: ContractVersion) -> ContractDraft:
    """The terms of a version as its form shows them."""
    return ContractDraft(**{name: getattr(version, name) for name in FIELDS})


def wrong_in_contract(draft: ContractDraft) -> Iterator[RuleViolation]:
    """The rules that the terms break, each with its field."""
    if not draft.subject:
        yield RuleViolation(N_("Say what the contract is about."), field="subject")
    if draft.value_minor is not None and draft.value_minor <= 0:
        yield RuleViolation(N_("An amount is more than nothing. Leave it empty where nothing is paid."), field="value")
    days = [(name, day) for name in ("starts_on", "ends_on") if (day := getattr(draft, name))]
    far_off = [violation for name, day in days if (violation := wrong_year(day, name))]
    yield from far_off
    if not far_off:
        yield from _wrong_in_term(draft)


def wrong_year(day: date, field: str) -> RuleViolation | None:
    """What is wrong with a day that nobody means, at its field: of a slip of the hand, years become others."""
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    years = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}  # words: a number would be set in groups
    return RuleViolation(say(N_("Years go from %(first)s to %(last)s."), **years), field=field)


def _wrong_in_term(draft: ContractDraft) -> Iterator[RuleViolation]:
    """What is wrong in how long it holds and how it goes on."""
    if draft.ends_on and draft.ends_on < draft.starts_on:
        yield RuleViolation(N_("It cannot end before it begins."), field="ends_on")
        return
    most = LONGEST[draft.notice_unit]
    if draft.notice is not None and not 0 <= draft.notice <= most:
        yield RuleViolation(say(N_("A notice period is a number from 0 to %(most)s."), most=most), field="notice")
    elif draft.ends_on and not draft.renews_by and notice_day(draft.term, draft.ends_on) + _DAY < draft.starts_on:
        yield RuleViolation(N_("The notice period is longer than the contract."), field="notice")
    if draft.renews_by is None:
        return
    if not 1 <= draft.renews_by <= LONGEST_RENEWAL:
        yield RuleViolation(say(N_("It renews by 1 to %(most)s months."), most=LONGEST_RENEWAL), field="renews_by")
    if draft.ends_on is None:
        yield RuleViolation(
            N_("A contract without an end does not renew. Write the end of its first term."), field="ends_on"
        )
