"""`flask serve` as a process of its own, and browsers that talk to it over the wire."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.test import Client

from app.db import db
from tests.architecture.house import ROOT
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

PATIENCE = 60  # seconds until a test that hangs is given up


class Wire:
    """The application at a port of this machine, to whoever thinks that it is here."""

    def __init__(self, port: int) -> None:
        self._port = port

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        headers = {
            name.removeprefix("HTTP_").replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("HTTP_") or name == "CONTENT_TYPE"
        }
        with environ["wsgi.input"] as stream:
            body = stream.read(int(environ.get("CONTENT_LENGTH") or 0))
        address = environ["REQUEST_URI"].partition("?")[0] + (f"?{asked}" if (asked := environ["QUERY_STRING"]) else "")
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        try:
            connection.request(environ["REQUEST_METHOD"], address, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        start_response(f"{answer.status} {answer.reason}", answer.getheaders())
        return [content]


class Serving:
    """A server on the database and the files of a test's app. It can be killed, and started again on its port."""

    def __init__(self, app: Flask, database: str, log: Path, **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.temporary = log.parent / "tmp"  # where it may put what is too large for memory
        self.temporary.mkdir(exist_ok=True)
        self._log = log
        self._environment = os.environ | {
            "RECAPITO_CONFIG": "",
            "DATABASE_URL": database,
            "INSTANCE_PATH": app.instance_path,
            "FILES_PATH": app.config["FILES_PATH"],
            "SECRET_KEY": app.config["SECRET_KEY"],
            "PORT": str(self.port),
            "TMPDIR": str(self.temporary),
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    @property
    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def start(self, *more: str) -> None:
        """Start it, and wait until it answers."""
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "flask", "serve", *more]
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while not self.is_there():
            assert self._process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def is_there(self) -> bool:
        try:
            return Client(Wire(self.port)).get("/healthz").status_code == 200
        except OSError:
            return False

    def is_the_same(self) -> bool:
        """Whether it has run all along."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()


@contextmanager
def serving(app: Flask, database: str, folder: Path, *more: str, **settings: str) -> Iterator[Serving]:
    """A server for the length of a block; with `--no-worker` one that leaves due work undone."""
    db.session.commit()
    served = Serving(app, database, folder / "server.log", **settings)
    served.start(*more)
    try:
        yield served
    finally:
        served.kill()


def browsing(app: Flask, served: Serving, email: str) -> Visitor:
    """Somebody who is signed in, and talks to the server from here on."""
    return talking_to(served, Visitor(app).signed_in_as(email))


def talking_to(served: Serving, visitor: Visitor) -> Visitor:
    """The same somebody, with their cookie, at the server."""
    cookie = visitor.client.get_cookie("session")
    assert cookie
    client: Any = Client(Wire(served.port))
    client.set_cookie("session", cookie.value)
    visitor.client = client
    db.session.commit()
    return visitor
