"""The log has one line an event, and nobody's text makes a line of its own (SAFETY.md 23)."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

import pytest
from flask import Flask, request

from app.logs import OneLine
from app.web.guards import public

FORGED = "no such thing\ntime=2026-01-01T00:00:00Z level=error log=recapito.errors event=our_mistake reference=x"


def line_of(message: str, error: Exception | None = None, *args: object) -> str:
    """What is written of an event."""
    exc_info = None
    if error is not None:
        try:
            raise error
        except type(error):
            exc_info = sys.exc_info()
    record = logging.LogRecord("recapito.errors", logging.ERROR, __file__, 1, message, args, exc_info)
    record.created = 0.0
    return OneLine().format(record)


@pytest.mark.parametrize("text", [FORGED, "a\rb", "a\x0bb", "a\x85b", "a\u2028b", "a\x00b", "a\x1b[2Jb"])
def test_a_text_does_not_break_the_line_that_it_stands_in(text: str) -> None:
    for line in (line_of("event=our_mistake", ValueError(text)), line_of("event=said text=%s", None, text)):
        assert len(line.splitlines()) == 1
        assert line.isprintable()
        assert line.startswith("time=1970-01-01T00:00:00Z level=error log=recapito.errors event=")


def test_a_text_does_not_close_the_quotes_that_it_stands_in() -> None:
    line = line_of("event=our_mistake", ValueError('it" reference="x'))
    assert line.endswith('ValueError: it\\" reference=\\"x"')


@pytest.fixture
def broken(make_app: Callable[..., Flask]) -> Flask:
    """A house in which a view breaks over what somebody sent."""
    app = make_app(PROPAGATE_EXCEPTIONS=False)
    app.add_url_rule("/break", "break", public()(break_over))
    return app


def break_over() -> str:
    raise ValueError(request.args["text"])


@pytest.mark.sqlite
def test_our_mistake_is_one_line_whatever_it_broke_over(
    broken: Flask, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    answer = broken.test_client().get("/break?text=no%0areference=x%0d%0aend")
    assert answer.status_code == 500
    assert [record.name for record in caplog.records] == ["recapito.errors"]  # nobody else says it in lines of theirs
    (line,) = capsys.readouterr().err.splitlines()
    assert " level=error log=recapito.errors event=our_mistake reference=" in line
    assert r"ValueError: no\nreference=x\r\nend" in line
    assert line.partition("reference=")[2][:8] in answer.text


@pytest.mark.sqlite
def test_many_apps_in_one_process_write_an_event_once(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    make_app()
    make_app()
    logging.getLogger("recapito.worker").warning("event=tested")
    assert len(capsys.readouterr().err.splitlines()) == 1
