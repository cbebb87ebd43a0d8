"""Somebody at the desk who brings a list in, as the tests of its pages do it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.db import db
from app.worker.loop import work_off
from tests.support.visitor import Answer, Visitor


def upload(visitor: Visitor, source: Path | str | bytes, **fields: Any) -> Answer:
    """What answers to the form with this file."""
    form = visitor.get("imports.new").form("import_form").fill(**fields)
    content = source.read_bytes() if isinstance(source, Path) else source
    stream = BytesIO(content.encode() if isinstance(content, str) else content)
    return visitor.open(
        "POST", visitor.url("imports.new"), data={**form.values.to_dict(), "file": (stream, "list.csv")}
    )


def sent(visitor: Visitor, source: Path | str | bytes, **chosen: str) -> Answer:
    """The page that shows how far the reading is. If it asks what the columns hold, that is said as it is guessed."""
    answer = upload(visitor, source)
    assert answer.status == 303, answer.text
    page = answer.follow()
    if page.status == 302:
        page = page.follow().form("columns_form").submit(**chosen).follow()
    return page


def preview_of(visitor: Visitor, source: Path | str | bytes, **chosen: str) -> Answer:
    """The preview, once the worker has read the file."""
    page = sent(visitor, source, **chosen)
    work_off()
    return visitor.get_url(page.path)


def how_many(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0
