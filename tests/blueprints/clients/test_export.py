"""The client list as a file: of the ticked rows, of all that match, of what the filter shows."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from tests.support.builders import a_client, archived, many_clients
from tests.support.cast import CANARY, Cast
from tests.support.manners import text_of
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor

ZETA = f"Zeta {CANARY}"


def names(answer: Answer) -> list[str]:
    """The companies in a file that came back."""
    assert (answer.status, answer.response.mimetype) == (200, "text/csv")
    return [row["Company"] for row in csv.DictReader(StringIO(answer.response.data.decode("utf-8-sig"), newline=""))]


def pressed(answer: Answer, menu: str, button: str, **ticked: object) -> Answer:
    """Press a line of an export menu, as a browser without a script does: its form goes where the line says."""
    (line,) = [b for b in answer.find(f"//*[@id='{menu}']//button") if button in text_of(b)]
    form_id = line.get("form")
    inside = line.xpath("ancestor::form")
    form = answer.form(form_id) if form_id else answer.form(inside[0].get("action"))
    values = form.fill(**ticked).values
    values.add(line.get("name"), line.get("value"))
    return answer.visitor.open("GET", line.get("formaction"), query=values)


def test_the_page_s_own_menu_exports_what_the_filter_shows(marta: Visitor) -> None:
    page = marta.get("clients.index", q="lodz", per_page=25)
    assert names(pressed(page, "export_menu", "CSV")) == ["Bravo Sp. z o.o."]
    assert names(pressed(marta.get("clients.index"), "export_menu", "CSV")) == ["Acme S.r.l.", "Bravo Sp. z o.o.", ZETA]


def test_the_menu_follows_the_list_when_only_the_list_is_fetched(marta: Visitor) -> None:
    """The menu stands in the page's head; the form that it belongs to comes with the list."""
    part = marta.get("clients.index", q="lodz", htmx="client_list")
    assert part.form("client_export").submit().response.data.count(b"\r\n") == 2


def test_a_filter_is_exported_across_its_pages(marta: Visitor) -> None:
    many_clients(60)
    page = marta.get("clients.index", per_page=25, q="client", sort="-name")
    second = marta.get_url(page.find("//a[@rel='next']")[0].get("href") or "")
    assert names(pressed(second, "export_menu", "CSV")) == [f"Client {n:05d}" for n in range(60)]


def test_of_ticked_rows_those_go_out(marta: Visitor, cast: Cast) -> None:
    page = marta.get("clients.index")
    ticked = pressed(page, "export_selected_menu", "CSV", ids=[cast.bravo.id, cast.acme.id])
    assert names(ticked) == ["Acme S.r.l.", "Bravo Sp. z o.o."]


def test_all_that_match_go_out_whoever_was_ticked(marta: Visitor, cast: Cast) -> None:
    assert names(marta.get("clients.export", all=1, q="lodz", ids=cast.acme.id)) == ["Bravo Sp. z o.o."]


@pytest.mark.parametrize("ids", ["0", "abc", "-1", "99999999999999999999", "999999"])
def test_ticks_that_name_nobody_export_nobody(marta: Visitor, ids: str) -> None:
    assert names(marta.get("clients.export", ids=ids)) == []


@pytest.mark.parametrize("asked", [{}, {"format": "exe"}, {"format": ""}, {"role": "x", "sort": "x", "after": "x"}])
def test_what_is_not_understood_counts_as_not_asked(marta: Visitor, asked: dict[str, str]) -> None:
    assert len(names(marta.get("clients.export", **asked))) == 3


def test_the_file_says_what_it_is_and_of_which_day(
    marta: Visitor, cast: Cast, freeze: Callable[[datetime], None]
) -> None:
    freeze(datetime(2026, 11, 22, 23, 30, tzinfo=UTC))  # in the office it is the next day already
    text = marta.get("clients.export", format="csv")
    assert text.headers["Content-Disposition"] == "attachment; filename=clients-2026-11-23.csv"
    assert text.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert text.headers["Cache-Control"] == "no-store"
    assert text.response.data.startswith(b"\xef\xbb\xbfOur number,Previous number,Company,")
    book = marta.get("clients.export", format="xlsx")
    assert book.headers["Content-Disposition"] == "attachment; filename=clients-2026-11-23.xlsx"
    assert int(book.headers["Content-Length"]) == len(book.response.data)


def test_a_workbook_holds_the_same_clients(marta: Visitor) -> None:
    book = pressed(marta.get("clients.index", q="lodz"), "export_menu", "XLSX")
    with ZipFile(BytesIO(book.response.data)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "Bravo Sp. z o.o." in sheet
    assert "Acme" not in sheet


def test_cells_that_a_spreadsheet_would_run_are_made_harmless(marta: Visitor) -> None:
    a_client("=1+1", phone="+39 011 555 0101")
    assert b",'=1+1," in marta.get("clients.export").response.data
    assert b",'+39 011 555 0101," in marta.get("clients.export").response.data


def test_who_is_archived_is_not_in_the_list_of_clients(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    assert "Acme S.r.l." not in names(marta.get("clients.export", role="any"))


def test_whoever_asks_for_the_headers_gets_no_rows_and_asks_for_none(marta: Visitor) -> None:
    with count_statements() as statements:
        head = marta.open("HEAD", marta.url("clients.export", format="xlsx"))
    assert (head.status, head.response.data) == (200, b"")
    assert not [asked for asked in statements if "party.notes" in asked]


def test_an_export_costs_one_statement_more_than_knowing_who_asks(marta: Visitor) -> None:
    with count_statements() as statements:
        marta.get("clients.export").response.data  # noqa: B018
    assert len(statements) <= 3, "\n".join(statements)


def test_a_portal_user_exports_nothing(carla: Visitor) -> None:
    assert carla.get("clients.export").status == 404
    assert carla.get("archive.export").status == 404
