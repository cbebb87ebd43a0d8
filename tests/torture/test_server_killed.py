"""A server that is killed while eight people work: every act is there once, and whoever repeats gets its answer."""

from __future__ import annotations

import http.client
import random
import threading
import time
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.db import db, only_reading
from app.domain.history.models import Act
from tests.support.builders import many_clients
from tests.support.cast import Cast
from tests.support.visitor import Visitor
from tests.torture.serving import PATIENCE, browsing, serving
from tests.torture.wholeness import faults, faults_of_the_acts

PEOPLE = 8
LOST = (OSError, http.client.HTTPException)  # what a browser sees of a server that is gone


class Colleague(threading.Thread):
    """Archives a client and restores it, again and again, until the server is gone."""

    def __init__(self, visitor: Visitor, client_id: int) -> None:
        super().__init__()
        self.visitor, self.client_id = visitor, client_id
        self.sent: list[dict[str, Any]] = []
        self.answered = 0

    def run(self) -> None:
        try:
            while True:
                for endpoint, action in (("clients.ask_archive", "/archive"), ("archive.ask_restore", "/restore")):
                    form = self.visitor.get(endpoint, ids=[self.client_id]).form(action)
                    self.sent.append({"url": form.element.get("action"), "data": form.values})
                    assert self.repeat() == 303
                    self.answered += 1
        except LOST:
            pass

    def repeat(self) -> int:
        """Send the last one, again if it was sent before."""
        return self.visitor.open("POST", **self.sent[-1]).status


def test_who_repeats_after_a_crash_gets_the_one_act(
    app: Flask, cast: Cast, database: str, tmp_path: Path, whole: bool, tell: Any
) -> None:
    email, rounds = cast.marta.email, 6 if whole else 1
    clients = many_clients(PEOPLE)
    with serving(app, database, tmp_path, "--no-worker") as served:
        people = [browsing(app, served, email) for _ in clients]
        sent = 0
        for _ in range(rounds):
            colleagues = [Colleague(visitor, client) for visitor, client in zip(people, clients, strict=True)]
            for colleague in colleagues:
                colleague.start()
            wait_for(colleagues, answers=random.randint(8, 40))
            served.kill()
            for colleague in colleagues:
                colleague.join()
            served.start("--no-worker")
            assert [colleague.repeat() for colleague in colleagues] == [303] * PEOPLE
            assert [colleague.repeat() for colleague in colleagues] == [303] * PEOPLE
            for colleague in colleagues:
                made = outcomes([one["data"]["key"] for one in colleague.sent])
                assert len(made) == len(colleague.sent)
                assert [outcome["changed"] for outcome in made] == [1] * len(made)
            assert (faults(), faults_of_the_acts()) == ([], [])
            sent += sum(len(colleague.sent) for colleague in colleagues)
    tell("server killed under load", times=rounds, acts_sent=sent, people=PEOPLE)


def wait_for(colleagues: list[Colleague], *, answers: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while sum(colleague.answered for colleague in colleagues) < answers:
        assert all(colleague.is_alive() for colleague in colleagues)
        assert time.monotonic() < deadline
        time.sleep(0.002)


def outcomes(keys: list[str]) -> list[dict[str, Any]]:
    with only_reading():
        return list(db.session.scalars(select(Act.outcome).where(Act.key.in_(keys))))
