"""Bonuses and discounts: what is right in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.entries.books import Book
from app.domain.errors import N_, RuleViolation
from app.domain.money.amounts import Money
from app.domain.terms.models import Allowance, Bonus, Discount


@dataclass(frozen=True, slots=True)
class BonusDraft:
    """A bonus as the desk wrote it: either a percentage or an amount with its currency."""

    percent_hundredths: int | None = None
    amount_minor: int | None = None
    currency: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DiscountDraft(BonusDraft):
    """A discount as the desk wrote it."""

    from_net_minor: int | None = None


def hundredths(percent: Decimal) -> int:
    """A percentage as it is kept: 12.5 is 1250."""
    return int(percent.scaleb(2))


def wrong_in_allowance(draft: BonusDraft) -> Iterator[RuleViolation]:
    """The rules that an allowance breaks, each with the field of the form that it concerns."""
    percent, amount = draft.percent_hundredths, draft.amount_minor
    if (percent is None) is (amount is None):
        yield RuleViolation(N_("Write either a percentage or an amount."), field="percent")
    if percent is not None and not 0 < percent <= 100_00:
        yield RuleViolation(N_("A percentage lies above 0 and is at most 100."), field="percent")
    if amount is not None and amount <= 0:
        yield RuleViolation(N_("An amount is more than nothing."), field="amount")
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        yield RuleViolation(N_("It cannot end before it begins."), field="ends_on")


def wrong_in_discount(draft: DiscountDraft) -> Iterator[RuleViolation]:
    """Those of an allowance, and that nobody gets money for buying nothing."""
    yield from wrong_in_allowance(draft)
    if draft.from_net_minor is not None and draft.from_net_minor < 0:
        yield RuleViolation(N_("A total is nothing or more."), field="from_net")


def name_of(allowance: Allowance) -> str:
    """What an allowance is called where no language is known: “12.5%”, “50.00 EUR”."""
    if allowance.percent is not None:
        return f"{allowance.percent.normalize():f}%"
    return str(allowance.amount)


def holds(discount: Discount, net: Money, on: date) -> bool:
    """Whether a discount holds for a net total on a day: total and both days are included (PRODUCT.md 8)."""
    is_time = (discount.starts_on or on) <= on <= (discount.ends_on or on)
    least = discount.from_net
    return is_time and (least is None or (least.currency == net.currency and net.minor >= least.minor))


BONUSES = Book(Bonus, BonusDraft, name_of=name_of, wrong_in=wrong_in_allowance)
DISCOUNTS = Book(Discount, DiscountDraft, name_of=name_of, wrong_in=wrong_in_discount)
