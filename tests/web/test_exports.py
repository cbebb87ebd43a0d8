"""A file that is made while it is sent: at once, in pieces, and never short without a word."""

from __future__ import annotations

import http.client
import logging
import threading
from collections.abc import Iterator

import pytest
import waitress.server
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.domain.directory.exporting import queries
from app.web import exports
from tests.support.builders import many_clients
from tests.support.cast import Cast
from tests.support.visitor import Visitor


def one_batch_and_then_nothing(_ids: object, _fields: object = ()) -> Iterator[list[list[str]]]:
    yield [["C-0001", "", "Acme"]]
    raise OperationalError("SELECT", {}, Exception("the disk is gone"))


def nothing_at_all(_ids: object, _fields: object = ()) -> Iterator[list[list[str]]]:
    raise OperationalError("SELECT", {}, Exception("the disk is gone"))
    yield []


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """Where this app is served as it is served in an office."""
    server = waitress.server.create_server(app, host="127.0.0.1", port=0, threads=1)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
    thread.join(5)
    server.task_dispatcher.shutdown()
    server.trigger.close()


def test_a_list_comes_in_pieces(marta: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 10)
    many_clients(25)
    with marta.client.get("/clients/export") as answer:
        pieces = list(answer.iter_encoded())
    assert [piece.count(b"\r\n") for piece in pieces] == [1, 10, 10, 8]
    assert "Content-Length" not in answer.headers
    assert "Content-Encoding" not in answer.headers


def test_a_database_that_is_gone_before_the_first_row_is_told_by_a_page(
    marta: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "batches_of", nothing_at_all)
    for wanted in ("csv", "xlsx"):
        answer = marta.get("clients.export", format=wanted)
        assert (answer.status, answer.headers.get("Content-Disposition")) == (503, None)


def test_a_workbook_that_cannot_be_read_to_its_end_is_told_by_a_page(
    marta: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "batches_of", one_batch_and_then_nothing)
    assert marta.get("clients.export", format="xlsx").status == 503


@pytest.mark.sqlite
def test_a_text_that_cannot_be_read_to_its_end_does_not_pass_for_a_whole_one(
    port: int, marta: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(exports, "batches_of", one_batch_and_then_nothing)
    cookie = marta.client.get_cookie("session")
    assert cookie
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    asking.request("GET", "/clients/export", headers={"Cookie": f"session={cookie.value}"})
    answer = asking.getresponse()
    assert answer.status == 200
    with pytest.raises(http.client.IncompleteRead) as short:
        answer.read()
    assert b"Acme" in short.value.partial
    assert told_by(caplog, "rows", "end") == [[1, "broken"]]


def test_the_log_says_who_took_how_many_and_nobody_s_name(
    marta: Visitor, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "recapito.exports")
    for wanted in ("csv", "xlsx"):
        marta.get("clients.export", format=wanted, q="acme").response.data  # noqa: B018
    told = told_by(caplog, "msg", "list", "format", "login", "rows", "end")
    assert told == [["export", "clients", wanted, cast.marta.id, 1, "whole"] for wanted in ("csv", "xlsx")]


def told_by(caplog: pytest.LogCaptureFixture, *names: str) -> list[list[object]]:
    """What the log of exports says, line by line, as far as these names go."""
    records = [vars(record) for record in caplog.records if record.name == "recapito.exports"]
    return [[record[name] for name in names] for record in records]


def test_whoever_goes_before_the_end_is_told_of_in_the_log(
    marta: Visitor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, "recapito.exports")
    monkeypatch.setattr(queries, "BATCH", 1)
    with marta.client.get("/clients/export") as answer:
        next(answer.iter_encoded())
    assert told_by(caplog, "end") == [["left"]]
