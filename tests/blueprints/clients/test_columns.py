"""The columns of the client list: chosen by each person for themself, and remembered."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.directory.selection import picked
from app.domain.lifecycle.tagging import add_tag
from app.domain.mailroom.intake import draft_of, edit_mail
from app.web.columns import CHOOSABLE
from tests.blueprints.clients.desk import follow_within, is_part
from tests.support.builders import a_client, a_contact, a_key, a_mail_item, many_clients
from tests.support.cast import Cast
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor

BY_ITSELF = ["City", "Tax ID", "Email · Phone", "State", "Since"]


def heads(page: Answer) -> list[str]:
    return page.texts("//thead//th")[2:]


def chosen(visitor: Visitor, *columns: str) -> Answer:
    """The list after somebody chose what it shows."""
    return visitor.get("clients.index").form("/clients/columns").submit(columns=list(columns)).follow()


def cells(page: Answer, name: str) -> list[str]:
    return page.texts(f"//tbody/tr[.//a[normalize-space()='{name}']]/td")[2:]


def test_the_list_has_columns_of_its_own_until_somebody_chooses(marta: Visitor, cast: Cast) -> None:
    assert heads(marta.get("clients.index")) == BY_ITSELF


def test_what_a_person_chose_is_there_for_them_at_the_next_visit_and_for_nobody_else(
    marta: Visitor, luca: Visitor, cast: Cast
) -> None:
    chosen(marta, "tags", "country")
    assert heads(marta.get("clients.index")) == ["Country", "Tags", "State"]
    assert heads(marta.get("clients.index", role="any")) == ["Country", "Tags", "State"]
    assert heads(luca.get("clients.index")) == BY_ITSELF


def test_one_click_brings_back_the_list_s_own_columns(marta: Visitor, cast: Cast) -> None:
    form = chosen(marta, "tags").form("/clients/columns")
    assert heads(form.submit(by_itself="1").follow()) == BY_ITSELF


def test_state_is_shown_whatever_is_chosen(marta: Visitor, cast: Cast) -> None:
    assert heads(chosen(marta)) == ["State"]


def test_the_reader_stays_where_they_were_with_their_filters(marta: Visitor, cast: Cast) -> None:
    page = marta.get("clients.index", q="acme", sort="-name")
    answer = page.form("/clients/columns").submit(columns=["city"], htmx=True)
    part = follow_within(answer, "client_list")
    assert is_part(part, "client_list")
    assert part.rows() == ["Acme S.r.l."]


def test_each_column_says_what_the_card_says(marta: Visitor, cast: Cast) -> None:
    acme = a_client("Alfa S.r.l.", city="Torino", country="IT", tax_id="IT 00743110157", is_supplier=True)
    a_contact(acme, "Ada", "Bianchi")
    a_contact(acme, "Zoe", "Neri")
    add_tag(picked([acme.id]), "VIP", a_key(), by=cast.by_marta)
    add_tag(picked([acme.id]), "Fair", a_key(), by=cast.by_marta)
    page = chosen(marta, *CHOOSABLE)
    row = dict(zip(heads(page), cells(page, "Alfa S.r.l."), strict=True))
    assert row["City"] == "Torino"
    assert row["Country"] == "IT"
    assert row["Tax ID"] == "IT 00743110157"
    assert row["Primary contact"] == "Ada Bianchi +1"
    assert row["Roles"] == "Customer · Supplier"
    assert row["Tags"] == "Fair VIP"
    assert row["Portal"] == "–"
    assert row["State"] == "Active"
    assert cells(page, "Acme S.r.l.")[heads(page).index("Portal")] == "yes"


def test_when_mail_last_came_stands_in_a_column_and_leads_to_it(marta: Visitor, cast: Cast) -> None:
    a_mail_item(cast.acme, "Enel", received_at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    late = a_mail_item(cast.acme, "INPS", received_at=datetime(2026, 11, 18, 23, 30, tzinfo=UTC))  # the 19th in Rome
    a_mail_item(cast.bravo, "DHL", received_at=datetime(2026, 11, 10, 9, tzinfo=UTC))
    page = chosen(marta, "mail")
    assert [cells(page, name)[0] for name in page.rows()[:2]] == ["19 Nov 2026", "10 Nov 2026"]
    assert marta.get("clients.index", sort="-mail").rows()[:2] == ["Acme S.r.l.", "Bravo Sp. z o.o."]
    draft = replace(draft_of(late), client_id=cast.bravo.id)
    edit_mail(late.id, draft, late.version, a_key(), by=cast.by_marta)
    assert marta.get("clients.index", sort="-mail").rows()[:2] == ["Bravo Sp. z o.o.", "Acme S.r.l."]
    (link,) = marta.get("clients.index", q="acme").find("//tbody//td/a[contains(@href, '/mail')]")
    assert marta.get_url(link.get("href")).says("Enel")


@pytest.mark.parametrize("head", ["City", "Country", "Primary contact", "Last mail", "Since"])
def test_a_column_with_an_order_sorts_the_list_and_back(marta: Visitor, cast: Cast, head: str) -> None:
    page = chosen(marta, *CHOOSABLE)
    (link,) = page.find(f"//th//a[normalize-space()='{head}']")
    first = marta.get_url(link.get("href"))
    (back,) = first.find(f"//th[@aria-sort='ascending']//a[normalize-space()='{head}']")
    second = marta.get_url(back.get("href"))
    assert second.find("//th[@aria-sort='descending']")
    assert sorted(first.rows()) == sorted(second.rows())


def test_a_column_costs_one_statement_at_most_however_many_rows(marta: Visitor, cast: Cast) -> None:
    many_clients(60)

    def cost(size: int) -> int:
        with count_statements() as statements:
            marta.client.get(marta.url("clients.index", per_page=size))
        return len(statements)

    plain = cost(50)
    chosen(marta, *CHOOSABLE)
    assert cost(50) == cost(25) <= plain + 3  # contacts, tags, portal


def test_what_is_no_column_is_not_remembered(marta: Visitor, cast: Cast) -> None:
    marta.get("clients.index").form("/clients/columns").submit(columns=["city", "notes", "' OR 1=1"])
    assert heads(marta.get("clients.index")) == ["City", "State"]
