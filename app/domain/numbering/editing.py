"""Changing how the next numbers of a kind are made, and looking at them before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import select

from app.db import db, deed
from app.domain.errors import EditConflict, NotFound, RuleViolation, Sentence
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.numbering.checking import NumberTaken, RangeDraft, broken_rules, form_of, misshapen
from app.domain.numbering.counting import given_to, next_value_of, number_of, written, year_of
from app.domain.numbering.models import LARGEST, NumberRange, RangeKind
from app.domain.numbering.parties import CHANGED_MEANWHILE, lock_ranges, party_rules

SHOWN = 3  # numbers of a preview


@dataclass(frozen=True, slots=True)
class RangeLine:
    """One range as the settings list it."""

    kind: RangeKind
    next_number: str
    restarts_yearly: bool
    is_used: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The numbers that would come next, and what stands against them."""

    numbers: list[str]
    against: list[RuleViolation]
    begin: int = 1  # the value of the first

    @property
    def free(self) -> int | None:
        """The next value that is free, where the one that was typed is not."""
        return next((broken.free for broken in self.against if isinstance(broken, NumberTaken)), None)

    @property
    def not_free(self) -> int:
        """How many of the numbers, from the first on, would not be free."""
        return (self.free or 0) - self.begin


def range_lines() -> list[RangeLine]:
    """Every range, parties first."""
    unused = party_rules().unused
    found = {counter.kind: counter for counter in db.session.scalars(select(NumberRange))}
    return [
        RangeLine(kind, number_of(counter, next_value_of(counter)), counter.restarts_yearly, kind not in unused)
        for kind in SHOWN_AS
        if (counter := found.get(kind))
    ]


# In which order they are listed.
SHOWN_AS = (
    RangeKind.PARTIES,
    RangeKind.SUPPLIERS,
    RangeKind.CUSTOMER_ACCOUNTS,
    RangeKind.SUPPLIER_ACCOUNTS,
    RangeKind.MAIL,
    RangeKind.CONTRACTS,
)


def range_as_saved(kind: RangeKind) -> tuple[RangeDraft, int]:
    """A range as its form shows it, and in which version. Raises NotFound."""
    counter = _range(kind)
    return draft_of(counter), counter.version


def draft_of(counter: NumberRange) -> RangeDraft:
    """What a range's form shows."""
    return RangeDraft(counter.prefix, counter.padding, next_value_of(counter), counter.restarts_yearly)


def preview(kind: RangeKind, draft: RangeDraft) -> Preview:
    """What a draft would make of a range: its next three numbers, and why they cannot be. Nothing is kept."""
    ranges = {counter.kind: counter for counter in db.session.scalars(select(NumberRange))}
    if kind not in ranges:
        raise NotFound(kind)
    if wrong := list(misshapen(draft)):
        return Preview([], wrong)
    counter, unused = ranges[kind], party_rules().unused
    begin = next_value_of(counter) if draft.next_value is None else draft.next_value
    values = range(begin, min(begin + SHOWN, LARGEST + 1))
    numbers = [written(draft.prefix, draft.padding, value, year=year_of(counter)) for value in values]
    return Preview(numbers, list(broken_rules(counter, draft, ranges.values(), unused=unused)), begin)


@deed
def edit_range(kind: RangeKind, draft: RangeDraft, version: int, key: str, *, by: Actor) -> Act:
    """Change how the next numbers of a kind are made. Those that were given stay as they are.

    Numbers that were taken while the admin wrote hinder nobody who left the next value as it stood. Saving what stands
    there already changes nothing. Raises EditConflict with what the other admin saved, RuleViolation at the field,
    NotFound where there is no such range.
    """
    for violation in misshapen(draft):
        raise violation
    ranges = lock_ranges()
    if kind not in ranges:
        raise NotFound(kind)
    counter = ranges[kind]
    try:
        asked = {"range": kind, "version": version, **asdict(draft)}
        act = history.open_act(Deed.EDIT_NUMBERING, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    before = draft_of(counter)
    if counter.version != version:
        raise EditConflict(Sentence(CHANGED_MEANWHILE), theirs=asdict(before))
    if _with_value(draft, before) != before:
        for violation in broken_rules(counter, draft, ranges.values(), unused=party_rules().unused):
            raise violation
        _write(act, counter, draft, before)
    return act


def _write(act: Act, counter: NumberRange, draft: RangeDraft, before: RangeDraft) -> None:
    """Write what was checked, note what the former prefix had given, and record both."""
    first = number_of(counter, next_value_of(counter))
    counter.next_value, counter.given_to, counter.year = next_value_of(counter), given_to(counter), year_of(counter)
    if draft.prefix != counter.prefix:
        if counter.given_to > 1:
            counter.former = _with(counter.former, counter)
        counter.given_to = 1
    counter.prefix, counter.padding = draft.prefix, draft.padding
    counter.restarts_yearly = draft.restarts_yearly
    after = _with_value(draft, before)
    counter.next_value = after.next_value or 1
    counter.version += 1
    pair = [first, number_of(counter, counter.next_value)]
    details: dict[str, Any] = {"range": counter.kind, "before": asdict(before), "after": asdict(after), "numbers": pair}
    history.record(act, EventKind.NUMBERING_CHANGED, counter, **details)


def _with_value(draft: RangeDraft, before: RangeDraft) -> RangeDraft:
    """A draft with the next value that it leaves as it stands."""
    return draft if draft.next_value is not None else replace(draft, next_value=before.next_value)


def _with(former: Collection[dict[str, object]], counter: NumberRange) -> list[dict[str, object]]:
    """The former prefixes, with the present one as far as it came."""
    return [*(form for form in former if form["prefix"] != counter.prefix), form_of(counter)]


def _range(kind: RangeKind) -> NumberRange:
    found = db.session.scalar(select(NumberRange).where(NumberRange.kind == kind))
    if found is None:
        raise NotFound(kind)
    return found
