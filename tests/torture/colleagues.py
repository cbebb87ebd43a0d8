"""People who work at the same time, on a real server, whatever happens to it."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.db import db, only_reading
from app.domain.history.models import Act
from tests.support.visitor import Visitor
from tests.torture.serving import PATIENCE, Serving, browsing

LOST = (OSError, http.client.HTTPException)  # what a browser sees of a server that is gone


class Colleague(threading.Thread):
    """Archives a client and restores it, again and again, until told to stop or the server is gone.

    Whom the office is too busy for (503) tries again, with the form as it is.
    """

    def __init__(self, visitor: Visitor, client_id: int) -> None:
        super().__init__()
        self.visitor, self.client_id = visitor, client_id
        self.sent: list[dict[str, Any]] = []
        self.answered = self.refused = 0
        self.stop = threading.Event()
        self.failed: list[BaseException] = []

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                for endpoint, action in (("clients.ask_archive", "/archive"), ("archive.ask_restore", "/restore")):
                    self._do(endpoint, action)
        except LOST:
            pass
        except BaseException as error:
            self.failed.append(error)

    def _do(self, endpoint: str, action: str) -> None:
        while (page := self.visitor.get(endpoint, ids=[self.client_id])).status == 503:
            self._wait()
        assert page.status == 200, (page.status, page.response.headers)
        form = page.form(action)
        self.sent.append({"url": form.element.get("action"), "data": form.values})
        while (status := self.repeat()) == 503:
            self._wait()
        assert status == 303, (status, self.sent[-1])
        self.answered += 1

    def _wait(self) -> None:
        self.refused += 1
        time.sleep(0.05)

    def repeat(self) -> int:
        """Send the last one, again if it was sent before."""
        return self.visitor.open("POST", **self.sent[-1]).status

    @property
    def keys(self) -> list[str]:
        return [one["data"]["key"] for one in self.sent]


@contextmanager
def at_work(app: Flask, served: Serving, email: str, clients: Iterable[int]) -> Iterator[list[Colleague]]:
    """One colleague for each client, at work within the block."""
    colleagues = [Colleague(browsing(app, served, email), client) for client in clients]
    for colleague in colleagues:
        colleague.start()
    try:
        yield colleagues
    finally:
        for colleague in colleagues:
            colleague.stop.set()
        for colleague in colleagues:
            colleague.join()
    raise_what_failed(colleagues)


def raise_what_failed(colleagues: list[Colleague]) -> None:
    for colleague in colleagues:
        if colleague.failed:
            raise colleague.failed[0]


def wait_for(colleagues: list[Colleague], *, more: int) -> None:
    """Until so many more of their acts are answered."""
    deadline, answers = time.monotonic() + PATIENCE, answered(colleagues) + more
    while answered(colleagues) < answers:
        assert time.monotonic() < deadline
        raise_what_failed(colleagues)
        time.sleep(0.002)


def answered(colleagues: list[Colleague]) -> int:
    return sum(colleague.answered for colleague in colleagues)


def is_done_once(colleague: Colleague) -> bool:
    """Whether each of the acts that somebody asked for is there, once; it found their client so, or made it so."""
    with only_reading():
        made = list(db.session.scalars(select(Act.outcome).where(Act.key.in_(colleague.keys))))
    return [outcome["changed"] + outcome["already"] for outcome in made] == [1] * len(colleague.keys)
