"""The history page, and what it shows as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.domain.history.models import SYSTEM, EventKind
from app.domain.lifecycle.archiving import ArchiveChoices
from app.domain.reporting import history
from app.web.events import kind_text
from tests.support.builders import a_client, archived, many_clients
from tests.support.cast import Cast
from tests.support.statements import count_statements
from tests.support.visitor import Visitor

PAGE = 6


def table(luca: Visitor, **asked: object) -> list[list[str]]:
    """The rows of the file, its head first."""
    response = luca.client.get(luca.url("settings.export_history", **asked))
    assert response.status_code == 200 and response.mimetype == "text/csv"
    text = response.get_data().decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_staff_without_the_right_read_so_and_clients_find_nothing_there(marta: Visitor, carla: Visitor) -> None:
    for endpoint in ("settings.history", "settings.export_history"):
        assert (marta.get(endpoint).status, carla.get(endpoint).status) == (403, 404)


def test_everything_stands_there_newest_first_with_a_way_to_the_act_and_the_client(luca: Visitor, cast: Cast) -> None:
    archived(cast.acme, choices=ArchiveChoices("Moved away", None), by=cast.by_marta)
    page = luca.get("settings.history")
    assert page.rows()[0] == "Archived by Marta Wójcik: “Moved away”"
    assert page.find("//tbody/tr[1]//a/@href")[-1] == f"/clients/{cast.acme.id}"


def test_filters_stand_in_the_address_and_in_the_form(luca: Visitor, cast: Cast) -> None:
    archived(cast.acme, by=cast.by_marta)
    shown = luca.get("settings.history").form("history_filters").submit(by=str(cast.marta.id), kind="archived")
    assert len(shown.rows()) == 1 and shown.find("//a[contains(@href, 'history.csv')]/@href") == [
        f"/settings/history.csv?by={cast.marta.id}&kind=archived"
    ]
    assert shown.form("history_filters").values["kind"] == "archived"
    assert luca.get("settings.history", party="bravo").rows() == luca.get("settings.history", party="BRAVO ").rows()
    assert luca.get("settings.history", party="nobody at all").says("Nothing like this happened.", "Clear filters")


@pytest.mark.parametrize(
    "asked",
    [
        {"by": "999999"},
        {"by": "٣"},
        {"kind": "exploded"},
        {"since": "yesterday"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"after": "9" * 17 + "-1"},
        {"before": "x", "after": "-"},
        {"party": "\x00%_\\"},
    ],
)
def test_what_is_not_understood_counts_as_not_asked(luca: Visitor, asked: dict[str, str]) -> None:
    page = luca.get("settings.history", **asked)
    assert page.status == 200 and page.find("//*[contains(@class, 'field__error')]") == []
    if "after" not in asked:
        assert page.rows()
    assert luca.client.get(luca.url("settings.export_history", **asked)).status_code == 200


def test_pages_lead_forth_and_back_and_keep_the_filter(luca: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(60):
        a_client(f"Client {n}")
    first = luca.get("settings.history", kind="registered")
    second = luca.get_url(first.find("//a[@rel='next']/@href")[0])
    assert len(first.rows()) == 50 and second.rows() and "kind=registered" in second.path
    back = luca.get_url(second.find("//a[@rel='prev']/@href")[0])
    assert back.find("//tbody/tr//a/@href") == first.find("//tbody/tr//a/@href")


def test_the_list_alone_can_be_fetched(luca: Visitor) -> None:
    part = luca.get("settings.history", htmx="history_list")
    assert not part.is_whole and part.find("//*[@id='history_list']")


def test_the_file_holds_what_the_page_shows_in_the_office_s_time(
    luca: Visitor, app: Flask, freeze: Callable[[datetime], None]
) -> None:
    freeze(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    client = a_client("Gennaro & Figli, S.n.c.")
    rows = table(luca, party="gennaro")
    assert rows == [
        ["Time", "What happened", "By", "Reason", "Number", "Client", "Fields"],
        ["2026-07-02 00:30:00+02:00", "Put on file by Recapito", "Recapito", "", client.number, client.name, ""],
    ]


def test_the_file_is_the_whole_of_it_however_long_and_harmless_to_a_spreadsheet(
    luca: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "BATCH", 7)
    for name in ("=1+1", "+39", "-1", "@SUM(A1)"):
        archived(a_client(name), choices=ArchiveChoices("=cmd", None))
    for n in range(40):
        a_client(f"Client {n}")
    rows = table(luca)[1:]
    assert len(rows) == len(table(luca, kind="registered")[1:]) + len(table(luca, kind="archived")[1:]) + len(
        [row for row in rows if "contact" in row[1] or "Portal access" in row[1]]
    )
    assert {row[5] for row in rows if row[3]} == {"'=1+1", "'+39", "'-1", "'@SUM(A1)"}
    assert {row[3] for row in rows} == {"", "'=cmd"}


def test_a_page_costs_six_statements_and_a_file_one_more_a_thousand(luca: Visitor, cast: Cast) -> None:
    many_clients(5)
    for asked in ({}, {"party": "acme"}, {"by": str(cast.marta.id), "since": "2026-01-01"}):
        with count_statements() as statements:
            assert luca.client.get(luca.url("settings.history", **asked)).status_code == 200
        assert len(statements) <= PAGE, "\n".join(statements)
        assert not any("count(" in statement.lower() for statement in statements)
        with count_statements() as statements:
            assert luca.client.get(luca.url("settings.export_history", **asked)).get_data()
        assert len(statements) <= PAGE, "\n".join(statements)


def test_every_kind_of_event_can_be_asked_for_by_a_name_of_its_own(app: Flask) -> None:
    with app.test_request_context():
        words = [kind_text(kind) for kind in EventKind]
    assert len(set(words)) == len(words) and not any("%" in word for word in words)
    assert SYSTEM.name == "Recapito"
