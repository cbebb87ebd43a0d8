"""Offices in several places: each with a database of either kind, a folder of files, and an app on both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import inform_domain
from app.backup import Migrations
from app.db import db, snapshot
from app.domain.backups.manifest import LEFT_OUT, Manifest
from app.domain.backups.restoring import Restored, restore_backup
from app.domain.backups.writing import make_backup
from app.domain.files import store
from app.web import revision
from tests.support.apps import Apps, disconnect
from tests.support.databases import Databases

Picture = dict[str, list[dict[str, Any]]]


class Place:
    """One of them. What is done `at_work` is done there."""

    def __init__(self, databases: Databases, apps: Apps, *, is_set_up: bool = True) -> None:
        self._databases = databases
        self.address = databases.fresh() if is_set_up else databases.empty()
        self.app = apps.on(self.address)
        self.folder = Path(self.app.instance_path)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        inform_domain(self.app)
        with self.app.app_context():
            yield

    @property
    def environment(self) -> dict[str, str]:
        """What leads another process here."""
        return {"DATABASE_URL": self.address, "INSTANCE_PATH": self.app.instance_path, "RECAPITO_CONFIG": "Config"}

    def back_up(self, file: Path) -> Manifest:
        with self.at_work():
            return back_up(file, secret=self.app.config["SECRET_KEY"])

    def restore(self, file: Path, *, replace: bool = False) -> Restored:
        with self.at_work():
            return restore_backup(file, Migrations(), secret=self.app.config["SECRET_KEY"], replace=replace)

    def picture(self) -> Picture:
        with self.at_work():
            return picture()

    def files(self) -> dict[str, bytes]:
        """The blobs of its store."""
        with self.at_work():
            return {path.name: path.read_bytes() for path in store.folder().glob("??/*")}

    def leave(self) -> None:
        disconnect(self.app)
        self._databases.discard(self.address)


Places = Callable[..., Place]


def back_up(file: Path, *, secret: str = "any") -> Manifest:
    return make_backup(file, version="0.1.0", revision=revision.ours(), secret=secret)


def picture() -> Picture:
    """Every row of every table that a backup holds, as plain values that do not depend on the database.

    Of a JSON column NULL and `null` are told apart.
    """
    with snapshot() as connection:
        there = set(sa.inspect(connection).get_table_names())
        return {
            name: [plain(dict(row)) for row in connection.execute(asked).mappings()]
            for name, asked in as_plain().items()
            if name in there
        }


@cache
def as_plain() -> dict[str, sa.Select[Any]]:
    """What to ask of each table: words and moments as they stand there, JSON as its text."""
    asked = {}
    for table in db.metadata.sorted_tables:
        if table.name not in LEFT_OUT:
            columns = [as_it_stands(column).label(column.name) for column in table.columns]
            asked[table.name] = sa.select(*columns).order_by(table.c.id)
    return asked


def as_it_stands(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if isinstance(column.type, sa.JSON):
        return sa.cast(column, sa.Text)
    return sa.type_coerce(column, sa.String()) if isinstance(column.type, sa.Enum) else column


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: plain_value(value) for name, value in row.items()}


def plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return json.loads(value)
    return value


def without_restores(found: Picture) -> Picture:
    """A picture without what restores themselves record."""
    own = {act["id"] for act in found["act"] if act["deed"] == "restore backup"}
    acts = [act for act in found["act"] if act["id"] not in own]
    return {**found, "act": acts, "event": [event for event in found["event"] if event["act_id"] not in own]}
