"""Bonuses and discounts: what is right in them, and when a discount holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.money.amounts import Money
from app.domain.terms.allowances import BonusDraft, holds, wrong_in_allowance
from app.domain.terms.models import Discount
from tests.architecture.house import APP, modules, short

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 30)


@pytest.mark.parametrize(
    ("draft", "wrong"),
    [
        (BonusDraft(percent_hundredths=1), []),
        (BonusDraft(percent_hundredths=100_00), []),
        (BonusDraft(percent_hundredths=100_01), ["percent"]),
        (BonusDraft(percent_hundredths=0), ["percent"]),
        (BonusDraft(amount_minor=1, currency="EUR"), []),
        (BonusDraft(amount_minor=0, currency="EUR"), ["amount"]),
        (BonusDraft(), ["percent"]),
        (BonusDraft(percent_hundredths=1, amount_minor=1, currency="EUR"), ["percent"]),
        (BonusDraft(percent_hundredths=1, starts_on=JUNE, ends_on=MAY), ["ends_on"]),
        (BonusDraft(percent_hundredths=1, starts_on=MAY, ends_on=MAY), []),
    ],
)
def test_a_percentage_or_an_amount_in_a_period(draft: BonusDraft, wrong: list[str]) -> None:
    assert [broken.field for broken in wrong_in_allowance(draft)] == wrong


@pytest.mark.parametrize(
    ("net", "on", "does"),
    [
        (Money(100_00, "EUR"), MAY, True),  # the total itself is included, and so is the first day
        (Money(99_99, "EUR"), MAY, False),
        (Money(200_00, "EUR"), JUNE, True),
        (Money(200_00, "EUR"), date(2026, 7, 1), False),
        (Money(200_00, "EUR"), date(2026, 4, 30), False),
        (Money(200_00, "PLN"), MAY, False),  # of another currency nobody knows
    ],
)
def test_a_discount_holds_from_its_total_on_both_included(net: Money, on: date, does: bool) -> None:
    discount = Discount(percent_hundredths=10_00, from_net_minor=100_00, currency="EUR", starts_on=MAY, ends_on=JUNE)
    assert holds(discount, net, on) is does


def test_a_discount_without_a_total_and_a_period_always_holds() -> None:
    discount = Discount(percent_hundredths=10_00, from_net_minor=None, currency="", starts_on=None, ends_on=None)
    assert holds(discount, Money(0, "EUR"), MAY)


# Who may know of bonuses: what keeps, shows and counts them, and moves them with a card or takes them away.
KNOWS_BONUSES = {
    "app/blueprints/clients/tabs.py",
    "app/blueprints/terms/forms.py",
    "app/blueprints/terms/routes.py",
    "app/demo/cards.py",
    "app/domain/lifecycle/merging.py",
    "app/domain/reporting/tabs.py",
    "app/domain/terms/allowances.py",
    "app/domain/terms/models.py",
    "app/domain/terms/personal.py",
}


def test_no_calculation_reads_a_bonus() -> None:
    def names_it(file: Path) -> bool:
        return any(word in file.read_text() for word in ("Bonus", "BONUSES"))

    assert {short(file) for file in modules(APP) if names_it(file)} - {"app/web/events.py"} == KNOWS_BONUSES
