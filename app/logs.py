"""How the log is written: one line of JSON an event, and nobody's text makes a line of its own (SAFETY.md 23).

An event is a word, and what belongs to it are values of ours: `log.warning("job_failed", extra={"job": 7})`. What
others wrote is in no line: of an exception it says which, and where, but not its text, which may hold what was typed.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TextIO, cast

from flask.logging import wsgi_errors_stream

# What every record has by itself.
_OWN = frozenset(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {"message", "asctime", "taskName"}

_request: Callable[[], str | None] = lambda: None  # noqa: E731  (until the web says how)


def ask_for_request(how: Callable[[], str | None]) -> None:
    """Say, once, how the log learns in which request something happens."""
    global _request
    _request = how


class JsonLines(logging.Formatter):
    """`{"time": "2026-11-18T09:12:00.123Z", "level": "error", "log": "recapito.errors", "event": …}`."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = {"time": at, "level": record.levelname.lower(), "log": record.name, "event": record.getMessage()}
        if request := _request():
            line["request"] = request
        line |= {name: value for name, value in record.__dict__.items() if name not in _OWN}
        if record.exc_info and record.exc_info[1]:
            line |= told(record.exc_info[1])
        return json.dumps(line, default=str)


def told(error: BaseException) -> dict[str, Any]:
    """Which exceptions it was, and where: the causes behind it come first."""
    chain = list(traceback.walk_tb(error.__traceback__))
    where = [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}" for frame, line in chain]
    kinds, cause = [type(error).__name__], error.__cause__ or error.__context__
    while cause is not None and len(kinds) < 10:
        kinds.insert(0, type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return {"errors": kinds, "trace": where}


def init_app() -> None:
    """Write our own log so, of the web and of the worker, and the server's. The root logger belongs to who runs us."""
    for name, level in (("recapito", logging.INFO), ("waitress", logging.WARNING)):
        logger = logging.getLogger(name)
        if not logger.handlers:
            handler = logging.StreamHandler(cast(TextIO, wsgi_errors_stream))
            handler.setFormatter(JsonLines())
            logger.addHandler(handler)
            logger.setLevel(level)
