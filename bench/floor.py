"""The floor of a page: the same finished page from a bare Flask view.

Nobody does it with less: the least SQL that yields the page's data, as plain tuples, and one flat template that puts
them in. No session, no guard, no ORM, no translation, no component. The template is made of the real page, and proved:
what it renders is the real page, letter by letter. It goes over the wire compressed, as ours does.

``python -m bench.floor SPECS.json`` serves them, with the server that serves the real ones.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import psycopg
import waitress
from flask import Flask
from jinja2 import Environment

from app.cli import THREADS
from app.web import compression

Answer = list[Sequence[Any]]
REPEATED = re.compile(
    r'<tr class="row".*?</tr>|<a class="found__option".*?</a>|<li class="card-list__item.*?</li>', re.DOTALL
)
MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DATE = re.compile(r"\d{4}-\d\d-\d\d( [\d:.]+)?")


@dataclass(frozen=True, slots=True)
class Question:
    """What the database is asked, and which columns of its answer are dates (SQLite has none of its own)."""

    sql: str
    values: list[Any]
    dates: list[int]


@dataclass(frozen=True, slots=True)
class Floor:
    """A page's questions, the first of which yields the rows, and the template that takes the answers."""

    questions: list[Question]
    template: str


class Database:
    """A connection for each thread, and nothing between it and who asks."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._local = threading.local()

    def ask(self, sql: str, values: list[Any]) -> Answer:
        """All rows."""
        if not hasattr(self._local, "execute"):
            self._local.execute = self._connect()
        rows: Answer = self._local.execute(sql, values or ()).fetchall()
        return rows

    def _connect(self) -> Callable[..., Any]:
        if not self._address.startswith("postgresql:"):
            return sqlite3.connect(self._address).execute
        execute = psycopg.connect(self._address, autocommit=True).execute
        return lambda sql, values: execute(sql.replace("?", "%s"), values or None)

    def answer(self, questions: list[Question]) -> dict[str, Any]:
        """What the template asks for: the rows of the first question, and every value of the others."""
        rows, *others = [shown(self.ask(each.sql, each.values), each.dates) for each in questions]
        return {"rows": rows, "once": [value for answer in others for row in answer for value in row]}


def floor_of(html: str, asked: list[tuple[str, list[Any]]], database: Database) -> Floor:
    """The floor of a finished page. Raises ValueError when these questions do not yield it."""
    questions = [Question(sql, values, dates_in(database.ask(sql, values))) for sql, values in asked]
    context = database.answer(questions)
    template = template_of(html, context["rows"], context["once"])
    if Environment(autoescape=True).from_string(template).render(context) != html:
        raise ValueError("the floor is not the page")
    return Floor(questions, template)


def template_of(html: str, rows: Answer, once: Sequence[Any]) -> str:
    """The page with every value replaced by its place in the answers; what repeats is a loop."""
    names = [f"once[{place}]" for place in range(len(once))]
    found = list(REPEATED.finditer(html))[: len(rows)]
    if not found:
        return with_places(html, once, names)
    edges = [match.start() for match in found] + [found[-1].end()]
    shapes: dict[str, list[int]] = {}
    for place, row in enumerate(rows[: len(found)]):
        piece = html[edges[place] : edges[place + 1]]
        shapes.setdefault(with_places(piece, row, [f"row[{k}]" for k in range(len(row))]), []).append(place)
    head, tail = with_places(html[: edges[0]], once, names), with_places(html[edges[-1] :], once, names)
    # Rows that differ in more than their values take another branch: the most frequent one first.
    first, *rest = sorted(shapes, key=lambda shape: -len(shapes[shape]))
    branches = "".join(f"{{% elif loop.index0 in {tuple(shapes[shape])} %}}{shape}" for shape in rest)
    row = f"{{% if loop.index0 in {tuple(shapes[first])} %}}{first}{branches}{{% endif %}}" if rest else first
    return f"{head}{{% for row in rows[:{len(found)}] %}}{row}{{% endfor %}}{tail}"


def with_places(text: str, values: Sequence[Any], names: Sequence[str]) -> str:
    """A text in which these values, wherever they stand, are places of a template."""
    found = {escape(str(v)): name for v, name in zip(values, names, strict=True) if v is not None and len(str(v)) > 1}
    if not found:
        return as_it_is(text)
    pattern = re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))))
    parts, last = [], 0
    for match in pattern.finditer(text):
        parts += [as_it_is(text[last : match.start()]), f"{{{{ {found[match.group()]} }}}}"]
        last = match.end()
    return "".join([*parts, as_it_is(text[last:])])


def as_it_is(text: str) -> str:
    """A text that a template does not touch."""
    return f"{{% raw %}}{text}{{% endraw %}}" if "{" in text or text.endswith("\n") else text


def dates_in(answer: Answer) -> list[int]:
    """The columns that hold dates."""
    return [place for place, value in enumerate(answer[0] if answer else ()) if is_date(value)]


def is_date(value: Any) -> bool:
    return isinstance(value, date) or (isinstance(value, str) and bool(DATE.fullmatch(value)))


def shown(rows: Answer, dates: list[int]) -> Answer:
    """Rows as an English page shows them."""
    return (
        [[day(value) if place in dates else value for place, value in enumerate(row)] for row in rows]
        if dates
        else rows
    )


def day(value: Any) -> str:
    """2 Jan 2020."""
    if value is None:
        return ""
    when = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{when.day} {MONTHS[when.month]} {when.year}"


def bare_app(address: str, floors: list[Floor]) -> Flask:
    """One view a page, at /0, /1, …"""
    app, database = Flask(__name__), Database(address)
    app.jinja_env.autoescape = True
    compression.init_app(app)
    templates = [app.jinja_env.from_string(floor.template) for floor in floors]

    @app.get("/<int:number>")
    def show(number: int) -> str:
        return templates[number].render(database.answer(floors[number].questions))

    return app


def save(file: Path, address: str, floors: list[Floor]) -> None:
    """Write down what `python -m bench.floor` serves."""
    file.write_text(json.dumps({"address": address, "floors": [asdict(floor) for floor in floors]}))


def load(file: Path) -> tuple[str, list[Floor]]:
    """What was written down."""
    saved = json.loads(file.read_text())
    floors = [Floor([Question(**each) for each in floor["questions"]], floor["template"]) for floor in saved["floors"]]
    return saved["address"], floors


if __name__ == "__main__":
    waitress.serve(bare_app(*load(Path(sys.argv[1]))), port=int(os.environ["PORT"]), threads=THREADS, host="127.0.0.1")
