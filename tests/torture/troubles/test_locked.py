"""Somebody else holds what is to be written: it is read meanwhile, and written later."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url

from tests.support.cast import Cast
from tests.support.visitor import Answer, Form
from tests.torture.asking import asks_to_try_again, is_read_by_the_worker
from tests.torture.serving import browsing, serving
from tests.web.trouble import somebody_writes

LONGER_THAN_ANYBODY_WAITS = 12  # seconds


class Sent(threading.Thread):
    """A form on its way."""

    answer: Answer

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form
        self.start()

    def run(self) -> None:
        self.answer = self.form.submit()

    def arrived(self) -> Answer:
        self.join()
        return self.answer


@contextmanager
def held(database: str, client_id: int) -> Iterator[None]:
    """Another program writes: on SQLite anything, on PostgreSQL this client."""
    if database.startswith("sqlite"):
        with somebody_writes(database):
            yield
        return
    address = make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        connection.execute("SELECT 1 FROM party WHERE id = %s FOR UPDATE", [client_id])
        yield


@pytest.mark.long
def test_what_another_holds_is_read_meanwhile_and_written_afterwards_by_the_same_server(
    app: Flask, cast: Cast, database: str, tmp_path: Path
) -> None:
    email, acme = cast.marta.email, cast.acme.id
    with serving(app, database, tmp_path) as served:
        marta = browsing(app, served, email)
        form = marta.get("clients.ask_archive", ids=[acme]).form("/archive")
        with held(database, acme):
            sent = Sent(form)
            until = time.monotonic() + LONGER_THAN_ANYBODY_WAITS
            while time.monotonic() < until:
                started = time.monotonic()
                assert marta.get("clients.show", party_id=acme).status == 200
                assert time.monotonic() - started < 5  # a writer would have waited for ten
                time.sleep(0.2)
            assert asks_to_try_again(sent.arrived())
        assert form.submit().status == 303
        assert marta.get("clients.show", party_id=acme).says("Archived")
        assert is_read_by_the_worker(browsing(app, served, email))
        assert served.is_the_same()
