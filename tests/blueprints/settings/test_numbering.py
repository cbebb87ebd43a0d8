"""Settings → Numbering: the ranges, the next numbers of each while somebody types, and what comes with a role."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from app.db import db
from app.domain.numbering.models import RangeKind
from tests.domain.numbering.ranges import counter_of, numbered, one_of
from tests.support.builders import a_client
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.visitor import Answer, Visitor

TYPED = {"prefix": "K{year}/", "padding": "3", "next_value": "7"}


def next_numbers(page: Answer) -> list[str]:
    return page.texts("//*[@id='range_preview']//span[@class='mono']")


def test_staff_read_that_they_may_not_and_clients_find_nothing_there(marta: Visitor, carla: Visitor) -> None:
    before = all_rows()
    for somebody, status in ((marta, 403), (carla, 404)):
        pages = [somebody.get("settings.numbering"), somebody.post("settings.update_party_rules")]
        pages += [somebody.get(f"settings.{name}", kind="parties") for name in ("number_range", "preview_range")]
        pages += [somebody.post("settings.update_number_range", TYPED, kind="parties")]
        pages += [somebody.post("settings.preview_typed_range", TYPED, kind="parties")]
        pages += [somebody.post("settings.give_ledger_accounts")]
        assert {page.status for page in pages} == {status}
    assert all_rows() == before


def test_the_page_lists_each_range_with_its_next_number_and_whether_it_is_used(luca: Visitor) -> None:
    page = luca.get("settings.numbering")
    assert page.rows() == [
        "Clients, prospects and suppliers", "Suppliers on their own", "Ledger accounts of customers",
        "Ledger accounts of suppliers", "Mail items", "Contracts",
    ]  # fmt: skip
    assert page.texts("//tbody//*[@class='mono']") == ["C-0004", "S-0001", "10001", "70001", "M-0001", "K-0001"]
    assert page.texts("//tbody//*[contains(@class, 'status')]").count("Not in use") == 3


def test_suppliers_on_their_own_leave_the_other_range_to_clients_and_prospects(luca: Visitor) -> None:
    page = luca.get("settings.numbering")
    assert page.form("rules_form").submit(suppliers_apart=True).follow().says("Saved.")
    page = luca.get("settings.numbering")
    assert page.rows()[:2] == ["Clients and prospects", "Suppliers on their own"]
    assert luca.get("settings.number_range", kind="parties").says("Clients and prospects")


def test_a_range_is_set_and_the_history_says_from_what_to_what(luca: Visitor) -> None:
    form = luca.get("settings.number_range", kind="mail").form("range_form")
    assert (form.values["prefix"], form.values["padding"], form.values["next_value"]) == ("M-", "4", "1")
    saved = form.submit(prefix="P/", next_value="20")
    assert saved.leads_to("settings.numbering") and saved.follow().says("P/0020")
    assert luca.get("settings.history").says("Numbering changed by Luca Prandi (Mail items: M-0001 → P/0020)")
    assert one_of(RangeKind.MAIL) == "P/0020"


def test_the_next_three_numbers_stand_beside_and_follow_what_is_typed(luca: Visitor) -> None:
    page = luca.get("settings.number_range", kind="parties")
    assert next_numbers(page) == ["C-0004", "C-0005", "C-0006"]
    before = all_rows()
    typed = luca.get("settings.preview_range", htmx="range_preview", kind="parties", **{**TYPED, "prefix": "K-"})
    assert not typed.is_whole and next_numbers(typed) == ["K-007", "K-008", "K-009"]
    whole = luca.get("settings.preview_range", kind="parties", **{**TYPED, "prefix": "K-"})
    assert whole.is_whole and next_numbers(whole) == next_numbers(typed)
    assert all_rows() == before


def test_without_a_script_the_preview_button_shows_them_and_keeps_what_was_typed(luca: Visitor) -> None:
    page = luca.get("settings.number_range", kind="parties")
    (address,) = page.find("//form[@id='range_form']//button[@formaction]/@formaction")
    before = all_rows()
    form = page.form("range_form").fill(prefix="K-", padding="3", next_value="7")
    shown = luca.open("POST", address, data=form.values, at=page.path)
    assert shown.status == 200 and next_numbers(shown) == ["K-007", "K-008", "K-009"]
    assert shown.form("range_form").values["prefix"] == "K-"
    assert all_rows() == before
    assert shown.form("range_form").submit().status == 303
    assert a_client("Delta").number == "K-007"


def test_numbers_that_were_given_are_marked_named_and_led_away_from(luca: Visitor, cast: Cast) -> None:
    asked = {"prefix": "C-", "padding": "4", "next_value": "2"}
    typed = luca.get("settings.preview_range", htmx="range_preview", kind="parties", **asked)
    assert typed.says("C-0003 was given or brought along already", "The next free one is C-0004.")
    assert typed.texts("//li[.//*[@class='mono']]//*[contains(@class, 'badge')]") == ["not free", "not free"]
    (free,) = typed.find("//a/@href")
    form = luca.get_url(free).form("range_form")
    assert form.values["next_value"] == "4"
    refused = form.submit(next_value="2")
    assert refused.status == 422 and refused.find("//*[@id='next_value-error']")
    assert form.submit(next_value="4").status == 303


@pytest.mark.parametrize(
    ("wrong", "field", "why"),
    [
        ({"prefix": "C-{week}"}, "prefix", "{week} means nothing here."),
        ({"prefix": "=1+1"}, "prefix", "A prefix has letters"),
        ({"padding": "12"}, "padding", "1 to 9 digits"),
        ({"padding": "x"}, "padding", "integer"),
        ({"next_value": ""}, "next_value", "Type a number."),
        ({"next_value": "9" * 30}, "next_value", "counts from 1"),
        ({"restarts_yearly": True}, "restarts_yearly", "C-0001 would be given again next year."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(
    luca: Visitor, wrong: dict[str, str], field: str, why: str
) -> None:
    before = all_rows()
    refused = luca.get("settings.number_range", kind="parties").form("range_form").submit(**wrong)
    assert refused.status == 422 and any(why in error for error in refused.errors()), refused.errors()
    assert refused.find(f"//*[@id='{field}-error']")
    values = refused.form("range_form").values
    assert {name: values[name] for name in wrong if name != "restarts_yearly"} == {
        name: value for name, value in wrong.items() if name != "restarts_yearly"
    }
    assert all_rows() == before


@pytest.mark.parametrize("wrong", [{}, {"prefix": "{x}"}, {"padding": "x"}, {"next_value": "9" * 30}])
def test_a_preview_of_what_cannot_be_says_why(luca: Visitor, wrong: dict[str, str]) -> None:
    typed = luca.get(
        "settings.preview_range", htmx="range_preview", kind="parties", **({**TYPED, **wrong} if wrong else {})
    )
    assert typed.status == 200 and not next_numbers(typed)
    assert typed.find("//*[@id='range_preview']//li")


def test_the_second_of_two_admins_sees_both_versions(luca: Visitor) -> None:
    first, second = (luca.get("settings.number_range", kind="mail").form("range_form") for _ in range(2))
    first.submit(prefix="P-")
    late = second.submit(prefix="Q-")
    assert late.status == 409 and late.says("P-") and late.form("range_form").values["prefix"] == "Q-"
    assert late.form("range_form").submit(seen_version="2").status == 303
    assert counter_of(RangeKind.MAIL).prefix == "Q-"


def test_the_second_editor_of_the_rules_sees_the_first_one_s(luca: Visitor) -> None:
    first, second = (luca.get("settings.numbering").form("rules_form") for _ in range(2))
    first.submit(customer_accounts="range")
    late = second.submit(customer_accounts="number")
    assert late.status == 409 and late.says("From a range of their own")
    assert late.form("rules_form").submit(seen_version="1").status == 303


def test_a_range_that_is_none_is_not_found(luca: Visitor) -> None:
    for endpoint in ("settings.number_range", "settings.preview_range"):
        assert luca.get(endpoint, kind="invoices").status == 404
    assert luca.post("settings.update_number_range", TYPED, kind="invoices").status == 404


def test_those_without_an_account_are_counted_and_given_one(luca: Visitor, cast: Cast) -> None:
    assert not luca.get("settings.numbering").find("//form[@id='accounts_form']")
    numbered(customer_accounts="range")
    page = luca.get("settings.numbering")
    assert page.says("3 customers were there before accounts were given, and have none.", "Give 3 accounts")
    form = page.form("accounts_form")
    assert form.submit().follow().says("3 ledger accounts given.")
    assert form.submit().status == 303  # the same form twice
    db.session.expire_all()
    assert cast.acme.customer_account == "10001"
    card = luca.get("clients.show", party_id=cast.acme.id)
    assert card.says("Ledger account 10001", "Ledger account given by Luca Prandi")


def test_the_card_names_the_role_of_each_account_and_shows_both_numbers(luca: Visitor) -> None:
    numbered(suppliers_apart=True, customer_accounts="range", supplier_accounts="number")
    both = a_client("Both", is_supplier=True)
    card = luca.get("clients.show", party_id=both.id)
    assert card.says(
        "Ledger account Customer 10001", "Ledger account Supplier S-0001", "Second number S-0001 as a supplier"
    )
    assert [number for number in card.texts("//header//*[@class='mono']") if number] == ["C-0004", "S-0001"]
    as_customer = luca.get("clients.show", party_id=both.id, **{"as": "customer"})
    assert as_customer.says("Ledger account 10001") and not as_customer.says("Ledger account Supplier")
    assert luca.get("clients.index").says("C-0004 · S-0001")
    assert luca.get("search.index", q="s-1").says("C-0004 · S-0001")


def test_the_export_carries_second_number_and_accounts(luca: Visitor) -> None:
    numbered(suppliers_apart=True, customer_accounts="range", supplier_accounts="range")
    a_client("Both", is_supplier=True)
    rows = csv.DictReader(StringIO(luca.client.get("/clients/export?format=csv&all=1").data.decode("utf-8-sig")))
    (said,) = (row for row in rows if row["Company"] == "Both")
    assert said["Second number"] == "S-0001"
    assert (said["Customer ledger account"], said["Supplier ledger account"]) == ("10001", "70001")
