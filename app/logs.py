"""How the log is written: one line an event, and nobody's text makes a line of its own (SAFETY.md 23).

Messages are written as `event=… key=value`, from values of ours: ids, names of classes, words of enums. What others
wrote, as in the text of an exception, stands in quotes at the end.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TextIO, cast

from flask.logging import wsgi_errors_stream


class OneLine(logging.Formatter):
    """`time=2026-11-18T09:12:00Z level=error log=recapito.errors event=… trace="…"`, whatever is in it."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"time={at} level={record.levelname.lower()} log={record.name} {escaped(record.getMessage())}"
        if record.exc_info:
            line += f' trace="{escaped(self.formatException(record.exc_info))}"'
        return line


def init_app() -> None:
    """Write our own log, of the web and of the worker, so. The root logger belongs to whoever runs us."""
    ours = logging.getLogger("recapito")
    if not ours.handlers:
        handler = logging.StreamHandler(cast(TextIO, wsgi_errors_stream))
        handler.setFormatter(OneLine())
        ours.addHandler(handler)
        ours.setLevel(logging.INFO)


def escaped(text: str) -> str:
    """A text in which nothing breaks a line or closes a quote: as within a string of JSON, in ASCII."""
    return json.dumps(text)[1:-1]
