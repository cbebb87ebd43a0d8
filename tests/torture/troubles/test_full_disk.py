"""A full disk: who writes is asked to try again, who reads goes on, and with room again everything works."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from flask import Flask
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url, update

from app.db import db
from app.domain import clock
from app.domain.accounts.models import LoginSession
from app.domain.directory.importing.staging import stage
from tests.domain.directory.importing.lists import A_LIST, begun
from tests.support.apps import disconnect
from tests.support.cast import Cast
from tests.support.postgres import Server
from tests.support.visitor import Form, Visitor
from tests.torture.asking import UPLOADS, asks_to_try_again, file_form, send_file
from tests.torture.colleagues import LOST
from tests.torture.serving import PATIENCE, serving, talking_to
from tests.torture.troubles.disks import Disk, small_disk

LARGE = 2_000_000  # bytes
CLIENTS = 300  # more than fit into pages that are there already


class Ready(NamedTuple):
    """An office in which something is about to be done."""

    luca: Visitor
    acme: int
    run_id: int


@pytest.fixture
def ready(app: Flask, cast: Cast) -> Ready:
    """Luca, signed in, whose session was last seen a while ago; and a list that is read."""
    run_id = begun(A_LIST(CLIENTS))
    stage(run_id)
    luca, acme = Visitor(app).signed_in_as(cast.luca.email), cast.acme.id
    db.session.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(hours=1)))
    db.session.commit()
    disconnect(app)
    return Ready(luca, acme, run_id)


@pytest.mark.sqlite
def test_with_no_room_left_nothing_is_written_everything_is_read_and_with_room_it_goes_on(
    app: Flask, ready: Ready, database: str, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        here = disk.folder / "recapito.db"
        shutil.copy(make_url(database).database or "", here)
        goes_through(app, f"sqlite:///{here}", ready, disk, tmp_path)


@pytest.mark.postgres
def test_with_no_room_left_on_the_disk_of_postgresql_it_is_the_same(
    app: Flask, ready: Ready, database: str, postgres: Server, tmp_path: Path
) -> None:
    with small_disk(postgres.folder / "disk") as disk:
        if not disk.is_its_own:
            pytest.skip("no disk can be mounted here")
        with lying_on(disk, postgres, database):
            goes_through(app, database, ready, disk, tmp_path)


@contextmanager
def lying_on(disk: Disk, postgres: Server, database: str) -> Iterator[None]:
    """The tables of a database lie on this disk."""
    there = disk.folder / "tables"
    there.mkdir()
    shutil.chown(there, (postgres.folder / "data").owner())
    name = Identifier(make_url(database).database or "")
    with psycopg.connect(postgres.address, autocommit=True) as connection:
        connection.execute(SQL("CREATE TABLESPACE small LOCATION {}").format(str(there)))
        connection.execute(SQL("ALTER DATABASE {} SET TABLESPACE small").format(name))
        try:
            yield
        finally:
            wait_until_gone(connection, database)
            connection.execute(SQL("ALTER DATABASE {} SET TABLESPACE pg_default").format(name))
            connection.execute("DROP TABLESPACE small")


def wait_until_gone(connection: psycopg.Connection, database: str) -> None:
    """Until the server, which has been killed, is not connected any more."""
    connected, name = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", make_url(database).database
    deadline = time.monotonic() + PATIENCE
    while connection.execute(connected, [name]).fetchone() != (0,):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def goes_through(app: Flask, database: str, ready: Ready, disk: Disk, tmp_path: Path) -> None:
    """A full disk, and room again, on one and the same server."""
    files = disk.folder / "files"
    shutil.copytree(app.config["FILES_PATH"], files)
    kept = names_in(files)
    with serving(app, database, tmp_path, FILES_PATH=str(files), TMPDIR=str(disk.folder)) as served:
        luca = talking_to(served, ready.luca)
        take_over = luca.get("imports.show", import_id=ready.run_id).form("/take-over")
        uploads = {which: file_form(luca, which, ready.acme) for which in UPLOADS}
        with disk.full(served.pid):
            assert asks_to_try_again(take_over.submit())
            assert [send_file(form, which).status for which, form in uploads.items()] == [503] * len(UPLOADS)
            assert is_turned_away(uploads["import"])
            assert names_in(files) == kept
            for page in ("clients.index", "archive.index", "mail.index", "today.index"):
                assert luca.get(page).status == 200
        assert take_over.submit().status == 303
        assert luca.get("imports.show", import_id=ready.run_id).says(f"{CLIENTS} clients")
        assert [send_file(form, which).status for which, form in uploads.items()] == [303] * len(UPLOADS)
        assert served.is_the_same()


def is_turned_away(form: Form) -> bool:
    """Whether a form too large for memory, which a server puts aside before anybody looks at it, is not taken."""
    try:
        return asks_to_try_again(send_file(form, "import", more=b"\n" * LARGE))
    except LOST:
        return True


def names_in(files: Path) -> set[str]:
    return {path.name for path in files.glob("??/*") if path.is_file()}
