"""PostgreSQL crashes, is away, and comes back: the same server and its worker go on, and no act is lost or doubled."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url

from app.db import db
from tests.support.apps import disconnect
from tests.support.builders import many_clients
from tests.support.cast import Cast
from tests.support.postgres import Server
from tests.torture.asking import asks_to_try_again, is_read_by_the_worker
from tests.torture.colleagues import at_work, is_done_once, wait_for
from tests.torture.serving import browsing, serving
from tests.torture.wholeness import faults, faults_of_the_acts

pytestmark = pytest.mark.postgres
PEOPLE = 4


def test_while_the_database_is_away_everybody_is_asked_to_try_again_and_then_the_same_server_goes_on(
    app: Flask, cast: Cast, database: str, postgres: Server, tmp_path: Path
) -> None:
    email, acme = cast.luca.email, cast.acme.id
    with serving(app, database, tmp_path) as served:
        luca = browsing(app, served, email)
        form = luca.get("clients.ask_archive", ids=[acme]).form("/archive")
        disconnect(app)
        postgres.stop()
        assert asks_to_try_again(luca.get("clients.index"))
        assert asks_to_try_again(form.submit())
        time.sleep(1)  # the worker looks in vain, too
        postgres.start()
        assert luca.get("clients.index").status == 200
        assert form.submit().status == 303
        assert form.submit().status == 303
        assert luca.get("clients.show", party_id=acme).says("Archived")
        assert is_read_by_the_worker(luca)
        assert served.is_the_same()


def test_no_act_is_lost_or_doubled_when_the_database_crashes_under_load(
    app: Flask,
    cast: Cast,
    database: str,
    postgres: Server,
    tmp_path: Path,
    whole: bool,
    tell: Callable[..., None],
) -> None:
    email, clients, crashes = cast.marta.email, many_clients(PEOPLE), 6 if whole else 2
    with serving(app, database, tmp_path, "--no-worker") as served:
        with at_work(app, served, email, clients) as colleagues:
            disconnect(app)
            for crash in range(crashes):
                wait_for(colleagues, more=PEOPLE)
                if crash % 2:
                    kill_a_connection(postgres, database)
                else:
                    postgres.stop("immediate")
                    postgres.start()
            wait_for(colleagues, more=PEOPLE)
        assert served.is_the_same()
    assert all(is_done_once(colleague) for colleague in colleagues)
    assert (faults(), faults_of_the_acts()) == ([], [])
    db.session.rollback()
    tell(
        "database killed under load",
        crashes=crashes,
        acts=sum(len(colleague.sent) for colleague in colleagues),
        refused=sum(colleague.refused for colleague in colleagues),
    )


def kill_a_connection(postgres: Server, database: str) -> None:
    """kill -9 for the process behind one connection: PostgreSQL then ends all the others too, and recovers."""
    name = make_url(database).database
    with psycopg.connect(postgres.address) as connection:
        (pid,) = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [name]).fetchone() or (0,)
    assert pid
    postgres.kill(pid)
