"""Lists are sorted and narrowed by fields of the office's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.db import db
from app.domain.directory import finding
from app.domain.directory.criteria import PartyCriteria, RoleFilter, Shelf
from app.domain.directory.fields.asking import FieldFilter, FieldSort
from app.domain.directory.queries import count_parties, page_of_parties
from app.domain.parties.custom_fields.conditions import COMPARISONS, Comparison, condition_for, select_having
from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.custom_fields.values import Value
from app.domain.parties.models import ClientRole, Party
from tests.domain.directory.test_plans import plans_of
from tests.support.builders import a_client, archived, many_clients
from tests.support.own_fields import a_field, write
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("app")


def clients_with(field: Definition, values: dict[str, Value]) -> dict[str, Party]:
    """Clients of these names with what is written on their cards."""
    parties = {name: a_client(name) for name in values}
    for name, value in values.items():
        write(parties[name], {field.id: value})
    return parties


def names(criteria: PartyCriteria) -> list[str]:
    """The list, page after page; and back again it is the same."""
    forth: list[str] = []
    page = page_of_parties(criteria)
    while True:
        forth += [row.name for row in page.rows]
        if page.after is None:
            break
        last, page = page, page_of_parties(PartyCriteria(**{**fields_of(criteria), "after": page.after}))
        assert last.rows
    back = [row.name for row in page.rows]
    while page.before is not None:
        page = page_of_parties(PartyCriteria(**{**fields_of(criteria), "before": page.before}))
        back = [row.name for row in page.rows] + back
    assert back == forth and len(forth) == count_parties(criteria)
    return forth


def fields_of(criteria: PartyCriteria) -> dict[str, object]:
    return {name: getattr(criteria, name) for name in criteria.__slots__}


SORTED: list[tuple[FieldKind, list[Value]]] = [
    (FieldKind.TEXT, ["Ábc", "abd", "Łódź", "Zeta"]),
    (FieldKind.NUMBER, [Decimal("-1000"), Decimal("-2.5"), Decimal(0), Decimal("0.0001"), Decimal(9), Decimal(10)]),
    (FieldKind.MONEY, [Decimal("-1.00"), Decimal("9.99"), Decimal("1000.00")]),
    (FieldKind.DATE, [date(999, 12, 31), date(2025, 12, 31), date(2026, 1, 1)]),
    (FieldKind.YES_NO, [False, True]),
    (FieldKind.LINK, ["https://a.example", "https://b.example"]),
    (FieldKind.EMAIL, ["A@x.example", "b@x.example"]),
    (FieldKind.PHONE, ["+39 011 1", "+39 011 2"]),
]


@pytest.mark.parametrize(("kind", "values"), SORTED)
@pytest.mark.parametrize("per_page", [2, 50])
def test_a_list_stands_by_a_field_and_those_without_come_last_by_name(
    kind: FieldKind, values: list[Value], per_page: int
) -> None:
    field = a_field("Own", kind)
    clients_with(field, {f"Client {n}": value for n, value in reversed(list(enumerate(values)))})
    a_client("Without B"), a_client("Without A")
    there = [f"Client {n}" for n in range(len(values))]
    up = PartyCriteria(sort=FieldSort(field), per_page=per_page)
    down = PartyCriteria(sort=FieldSort(field, descends=True), per_page=per_page)
    assert names(up) == [*there, "Without A", "Without B"]
    assert names(down) == [*reversed(there), "Without A", "Without B"]


def test_choices_stand_in_the_order_that_the_office_gave_them() -> None:
    field = a_field("Size", FieldKind.CHOICE, "small", "medium", "large")
    ids = [choice.id for choice in field.choices]
    clients_with(field, {"Big": ids[2], "Little": ids[0], "Middling": ids[1]})
    assert names(PartyCriteria(sort=FieldSort(field))) == ["Little", "Middling", "Big"]


def test_a_list_sorted_by_a_field_is_narrowed_as_any_other_and_found_by_words() -> None:
    field = a_field("Seats", FieldKind.NUMBER)
    parties = clients_with(field, {f"Acme {n}": Decimal(10 - n) for n in range(5)})
    archived(parties["Acme 1"])
    parties["Acme 2"].client_role = ClientRole.PROSPECT
    a_client("Bravo")
    db.session.commit()
    by_seats = FieldSort(field)
    assert names(PartyCriteria(sort=by_seats, per_page=2)) == ["Acme 4", "Acme 3", "Acme 0", "Bravo"]
    assert names(PartyCriteria(sort=by_seats, q="acme")) == ["Acme 4", "Acme 3", "Acme 0"]
    assert names(PartyCriteria(sort=by_seats, role=RoleFilter.ANY)) == ["Acme 4", "Acme 3", "Acme 2", "Acme 0", "Bravo"]
    written_on = (FieldFilter(field, Comparison.FILLED),)
    assert names(PartyCriteria(shelf=Shelf.ARCHIVE, role=RoleFilter.ANY, fields=written_on)) == ["Acme 1"]


C = Comparison
# Kind, comparison, value, and which of the four are found; the last has nothing written.
ASKED: list[tuple[FieldKind, list[Value], Comparison, Value, str]] = [
    (FieldKind.TEXT, ["moved to Łódź", "price", "Moved out"], C.CONTAINS, "lodz moved", "0"),
    (FieldKind.TEXT, ["moved to Łódź", "price", "Moved out"], C.BEGINS, "MOVED", "02"),
    (FieldKind.TEXT, ["moved to Łódź", "price", "Moved out"], C.EQUAL, "Price", "1"),
    (FieldKind.LONG_TEXT, ["x " * 300 + "needle", "price", "none"], C.CONTAINS, "needle", "0"),
    (FieldKind.NUMBER, [Decimal("-3"), Decimal("2.5"), Decimal(20)], C.EQUAL, Decimal("2.50"), "1"),
    (FieldKind.NUMBER, [Decimal("-3"), Decimal("2.5"), Decimal(20)], C.AT_LEAST, Decimal("2.5"), "12"),
    (FieldKind.MONEY, [Decimal("-3"), Decimal("2.5"), Decimal(20)], C.AT_MOST, Decimal("2.5"), "01"),
    (FieldKind.DATE, [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)], C.BEFORE, date(2026, 1, 2), "0"),
    (FieldKind.DATE, [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)], C.AFTER, date(2026, 1, 2), "2"),
    (FieldKind.YES_NO, [True, False, True], C.EQUAL, False, "1"),
    (FieldKind.TEXT, ["a", "b", "c"], C.EMPTY, None, "3"),
    (FieldKind.TEXT, ["a", "b", "c"], C.FILLED, None, "012"),
]


@pytest.mark.parametrize(("kind", "values", "comparison", "value", "found"), ASKED)
def test_a_field_says_whom_a_list_shows(
    kind: FieldKind, values: list[Value], comparison: Comparison, value: Value, found: str
) -> None:
    field = a_field("Own", kind)
    clients_with(field, {str(n): one for n, one in enumerate(values)})
    a_client("3")
    asked = PartyCriteria(fields=(FieldFilter(field, comparison, value),))
    assert names(asked) == list(found)


def test_whoever_has_one_of_several_choices_is_found_once() -> None:
    field = a_field("Rooms", FieldKind.CHOICES, "Small", "Large", "Roof")
    small, large, roof = (choice.id for choice in field.choices)
    clients_with(field, {"0": (small, large), "1": (large,), "2": (roof,)})
    assert names(PartyCriteria(fields=(FieldFilter(field, C.EQUAL, large),))) == ["0", "1"]
    assert names(PartyCriteria(fields=(FieldFilter(field, C.ONE_OF, (small, large)),))) == ["0", "1"]


EXAMPLES: dict[FieldKind, Value] = {
    FieldKind.NUMBER: Decimal(1),
    FieldKind.MONEY: Decimal(1),
    FieldKind.DATE: date(2026, 1, 1),
    FieldKind.YES_NO: True,
    FieldKind.CHOICE: 1,
    FieldKind.CHOICES: (1,),
}


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("comparison", Comparison)
def test_a_comparison_that_a_kind_does_not_know_is_refused(kind: FieldKind, comparison: Comparison) -> None:
    field = a_field("Own", kind, "One")
    if comparison not in COMPARISONS[kind]:
        with pytest.raises(ValueError, match="compared"):
            condition_for(field, comparison, "x")
    elif comparison is not C.EMPTY:
        value = EXAMPLES.get(kind, "x")
        assert db.session.scalars(select_having(field, comparison, value)).all() == []


def test_sorting_and_narrowing_by_fields_costs_the_same_for_many_as_for_few() -> None:
    field, other = a_field("Seats", FieldKind.NUMBER), a_field("Reason")
    clients_with(field, {f"Acme {n}": Decimal(n) for n in range(3)})

    def cost(criteria: PartyCriteria) -> int:
        with count_statements() as statements:
            page_of_parties(criteria)
        return len(statements)

    asked = PartyCriteria(fields=(FieldFilter(other, C.EMPTY),), sort=FieldSort(field), per_page=25)
    few = cost(asked)
    many_clients(60)
    assert cost(asked) == few <= 3


@pytest.mark.sqlite
@pytest.mark.parametrize("sort", ["name", "field"])
def test_many_who_match_are_met_on_the_walk_by_their_own_card_s_values(
    monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    """Along the index of all values, each party anew, a page of 20,000 took nine seconds."""
    monkeypatch.setattr(finding, "FEW", 1)
    field = a_field("Seats", FieldKind.NUMBER)
    clients_with(field, {f"Acme {n}": Decimal(n) for n in range(4)})
    own = {"sort": FieldSort(field)} if sort == "field" else {}
    asked = PartyCriteria(fields=(FieldFilter(field, C.AT_LEAST, Decimal(2)),), **own)  # type: ignore[arg-type]
    met = [plan for plan in plans_of(asked) if "custom_value" in plan and "party_id=?" in plan]
    assert names(asked) == ["Acme 2", "Acme 3"]
    assert any("autoindex_custom_value" in plan for plan in met), met
