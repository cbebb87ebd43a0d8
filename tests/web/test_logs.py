"""The log has one line of JSON an event, and nobody's text is in it (SAFETY.md 23)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, request

from app import logs
from app.web.guards import public
from tests.support.cast import Cast
from tests.support.visitor import Visitor

PLANTED = (
    "planted-token",
    "planted-password",
    "planted-cookie",
    "planted-body",
    "planted-name",
    "planted@mail.example",
)


@pytest.fixture
def broken(make_app: Callable[..., Flask]) -> Flask:
    """A house in which a view breaks over what somebody sent."""
    app = make_app(PROPAGATE_EXCEPTIONS=False, ACCESS_LOG=True, WTF_CSRF_ENABLED=False)
    app.add_url_rule("/break/<token>", "break", public()(break_over), methods=["GET", "POST"])
    return app


def break_over(token: str) -> str:
    try:
        raise KeyError(request.cookies.get("session"))
    except KeyError as error:
        raise ValueError(token, dict(request.values), request.get_data()) from error


def lines_of(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


@pytest.mark.sqlite
def test_our_mistake_is_one_line_with_the_reference_that_the_page_shows(
    broken: Flask, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    answer = broken.test_client().get("/break/no%0areference=x%0d%0aend?text=%e2%80%a8%1b[2J")
    assert answer.status_code == 500
    assert {record.name for record in caplog.records} == {"recapito.errors", "recapito.requests"}
    mistake, asked = lines_of(capsys.readouterr().err)
    assert (mistake["level"], mistake["log"], mistake["event"]) == ("error", "recapito.errors", "our_mistake")
    assert mistake["errors"] == ["KeyError", "ValueError"]
    assert "break_over" in mistake["trace"][-1]
    assert mistake["request"] == asked["request"] == answer.headers["X-Request-Id"]
    assert mistake["request"] in answer.text


@pytest.mark.sqlite
def test_no_token_password_cookie_or_body_is_in_any_line(broken: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    browser = broken.test_client()
    browser.set_cookie("session", "planted-cookie")
    headers = {"Authorization": "Bearer planted-token", "Referer": "http://localhost/planted-name"}
    form = {"email": "planted@mail.example", "password": "planted-password", "note": "planted-body"}
    for path in ("/break/planted-token?q=planted-name", "/login?next=/planted-name", "/planted-token", "/metrics"):
        for verb in ("GET", "POST", "DELETE"):
            browser.open(path, method=verb, data=form if verb == "POST" else None, headers=headers)
    said = capsys.readouterr().err
    assert {line["event"] for line in lines_of(said)} == {"our_mistake", "request"}
    assert [planted for planted in PLANTED if planted in said] == []


@pytest.mark.sqlite
def test_a_request_is_told_by_its_view_and_not_by_its_address(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = make_app(ACCESS_LOG=True).test_client().get("/clients/4711?q=planted-name")
    (line,) = lines_of(capsys.readouterr().err)
    told = {name: line[name] for name in ("event", "view", "method", "status", "login", "request")}
    assert told == {
        "event": "request",
        "view": "clients.show",
        "method": "GET",
        "status": 303,
        "login": None,
        "request": answer.headers["X-Request-Id"],
    }
    assert line["ms"] > 0


@pytest.mark.sqlite
def test_the_time_of_a_request_that_is_refused_at_the_door_is_told_too(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = make_app(ACCESS_LOG=True).test_client().post("/login", data={"email": "a@b.example"})
    (line,) = lines_of(capsys.readouterr().err)
    assert (line["status"], answer.status_code) == (400, 400)
    assert line["ms"] > 0


def test_a_request_is_told_with_the_login_that_asked(
    app: Flask, marta: Visitor, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    app.config["ACCESS_LOG"] = True
    marta.get("clients.index")
    assert [line["login"] for line in lines_of(capsys.readouterr().err)] == [cast.marta.id]


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\x0bb", "a\x85b", "a\u2028b", "a\x00b", "a\x1b[2Jb", 'a", "b": "c'])
def test_a_value_neither_breaks_its_line_nor_adds_to_it(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.init_app()
    logging.getLogger("recapito.worker").warning("said", extra={"what": text})
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert said.strip().isprintable()
    (line,) = lines_of(said)
    assert line["what"] == text
    assert set(line) == {"time", "level", "log", "event", "what"}


@pytest.mark.sqlite
def test_many_apps_in_one_process_write_an_event_once(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    make_app()
    make_app()
    logging.getLogger("recapito.worker").warning("tested")
    assert len(capsys.readouterr().err.splitlines()) == 1
