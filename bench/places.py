"""Where an office of a size lives: made once, migrated when there is something new, kept until the rows change."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
from flask import Flask
from psycopg.sql import SQL, Identifier

from app import create_app
from app.db import db
from app.domain.accounts import staff
from bench import bulk, people
from config import Config
from tests.support.postgres import find_programs

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("BENCH_FOLDER") or Path(tempfile.gettempdir()) / f"recapito-bench-{os.geteuid()}")
EMAIL, PASSWORD = "bench@office.example", "a-long-day-at-the-desk"
# As a newcomer's server is set, but for the memory: 128 MB hold no office of a million.
SETTINGS = "-c shared_buffers=1GB -c max_wal_size=4GB -c listen_addresses=''"


@dataclass(frozen=True, slots=True)
class Place:
    """An instance folder with a database of so many clients."""

    database: str  # sqlite or postgresql
    clients: int
    instance: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to work here."""
        own = {"INSTANCE_PATH": str(self.instance), "DATABASE_URL": self.url, "RECAPITO_CONFIG": "Config"}
        return os.environ | own

    def app(self) -> Flask:
        """The application at work here."""
        return create_app(Config, INSTANCE_PATH=str(self.instance), DATABASE_URL=self.url)


class Sqlite:
    """Files in folders."""

    name = "sqlite"

    def place(self, clients: int) -> Place:
        """The office of a size, made unless it stands."""
        folder = FOLDER / f"{label(clients)}-sqlite"
        if not folder.exists():
            draft = fresh(folder.with_suffix(".part"))
            self._make(Place(self.name, clients, draft, ""), clients)
            draft.rename(folder)
        return up_to_date(Place(self.name, clients, folder, ""))

    @contextmanager
    def copy(self, place: Place) -> Iterator[Place]:
        """The same once more, for deeds that change it."""
        folder = FOLDER / "copy-sqlite"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(place.instance, folder)
        try:
            yield Place(self.name, place.clients, folder, "")
        finally:
            shutil.rmtree(folder)

    def _make(self, place: Place, clients: int) -> None:
        migrate(place)
        bulk.write_to_sqlite(str(place.instance / "recapito.db"), everything(clients))
        finish(place)


class Postgresql:
    """Databases on a server of our own, with the settings that it comes with."""

    name = "postgresql"

    def __init__(self, sockets: Path) -> None:
        self._sockets = sockets

    def place(self, clients: int) -> Place:
        """The office of a size, made unless it stands."""
        name = f"bench_{label(clients)}".replace("-", "_")
        place = Place(self.name, clients, FOLDER / f"{label(clients)}-postgresql", self.address(name))
        with psycopg.connect(self.address("postgres"), autocommit=True) as server:
            if (
                not place.instance.exists()
                or not server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
            ):
                shutil.rmtree(place.instance, ignore_errors=True)
                draft = f"{name}_part"
                server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(draft)))
                server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
                server.execute(SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(draft)))
                folder = fresh(place.instance.with_suffix(".part"))
                self._make(Place(self.name, clients, folder, self.address(draft)), clients)
                server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(draft), Identifier(name)))
                folder.rename(place.instance)
        return up_to_date(place)

    @contextmanager
    def copy(self, place: Place) -> Iterator[Place]:
        """The same once more, for deeds that change it."""
        name, of = "bench_copy", place.url.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(self.address("postgres"), autocommit=True) as server:
            server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
            server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(of)))
            try:
                yield Place(self.name, place.clients, place.instance, self.address(name))
            finally:
                server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    def address(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://recapito@/{name}?host={self._sockets}"

    def _make(self, place: Place, clients: int) -> None:
        migrate(place)
        bulk.write_to_postgresql(place.url, everything(clients))
        finish(place)


Office = Sqlite | Postgresql


@contextmanager
def postgresql() -> Iterator[Postgresql | None]:
    """A PostgreSQL that keeps its databases from run to run and waits for its disk; None where there is none."""
    programs = find_programs()
    if programs is None:
        yield None
        return
    folder = FOLDER / "postgresql"
    owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if not (folder / "data" / "PG_VERSION").exists():
        fresh(folder).chmod(0o755)
        FOLDER.chmod(0o755)  # the server runs as somebody else
        if owner:
            shutil.chown(folder, "postgres")
        run(
            [
                *owner,
                str(programs / "initdb"),
                "-D",
                str(folder / "data"),
                "-A",
                "trust",
                "-U",
                "recapito",
                "-E",
                "UTF8",
                "--locale=C",
            ]
        )
    control = [*owner, str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log")]
    subprocess.run([*control, "-m", "fast", "stop"], capture_output=True, check=False)  # one that a killed run left
    run([*control, "-o", f"-k {folder} {SETTINGS}", "start"])
    try:
        yield Postgresql(folder)
    finally:
        run([*control, "-m", "fast", "stop"])


def label(clients: int) -> str:
    """What a place is kept by: its size, and what its first rows are."""
    some = [household.rows for household in people.households(100)]
    return f"{clients}-{hashlib.sha256(repr(some).encode()).hexdigest()[:8]}"


def fresh(folder: Path) -> Path:
    """An empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def run(command: list[str]) -> None:
    """Raises with what it said when a program fails."""
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{command[-1]} failed: {done.stderr}")


def everything(clients: int) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """All rows of the made-up office."""
    return chain([people.first_rows(clients)], (household.rows for household in people.households(clients)))


def up_to_date(place: Place) -> Place:
    """The place at this version's revision."""
    with place.app().app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    return place


def migrate(place: Place) -> None:
    """Make the tables, and the admin who will look at them."""
    app = place.app()
    with app.app_context():
        flask_migrate.upgrade()
        staff.create_admin(EMAIL, "Bench", PASSWORD)
        db.session.commit()
        db.engine.dispose()


def finish(place: Place) -> None:
    """Let the numbers go on after those that were given."""
    app = place.app()
    with app.app_context():
        for kind, given in (("parties", place.clients), ("mail", place.clients // 2)):
            table = db.metadata.tables["number_range"]
            db.session.execute(table.update().where(table.c.kind == kind).values(next_value=given + 1))
        db.session.commit()
        db.engine.dispose()
