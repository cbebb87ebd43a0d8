"""A browser's part of the work: one connection that stays open, a cookie, compressed answers."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

import brotli
from flask import Flask

from bench.places import EMAIL, PASSWORD

Headers = dict[str, str]
Received = tuple[int, list[tuple[str, str]], bytes, float]  # status, headers, body, and when it began to come
HIDDEN = re.compile(r'<input[^>]*name="(?P<name>csrf_token|key|seal)"[^>]*value="(?P<value>[^"]*)"')
UNPACK: dict[str, Callable[[bytes], bytes]] = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, with its weight on the wire in bytes, and the seconds that it took to begin and to end."""

    status: int
    headers: Headers
    body: bytes
    weight: int
    began: float
    took: float

    @property
    def text(self) -> str:
        return self.body.decode()

    def hidden(self) -> dict[str, str]:
        """What a form on the page sends along without being asked."""
        return {found["name"]: found["value"] for found in HIDDEN.finditer(self.text)}


class Visitor:
    """Somebody with a browser."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=600)
        self.cookies: dict[str, str] = {}

    def sign_in(self, email: str = EMAIL) -> None:
        """As the admin of the made-up office, or as somebody at the portal."""
        form = self.get("/login").hidden()
        answer = self.post("/login", {**form, "email": email, "password": PASSWORD})
        if answer.status != 303:
            raise RuntimeError(f"Nobody could sign in: {answer.status}")

    def get(self, path: str, *, target: str = "") -> Answer:
        """A page; with a target the part of it that htmx asks for."""
        return self._ask("GET", path, headers={**HTMX, "HX-Target": target} if target else {})

    def drain(self, path: str) -> Answer:
        """A page of any size, of which nothing is kept."""
        started = time.perf_counter()
        self._connection.request("GET", path, headers={"Cookie": self._cookie()})
        response = self._connection.getresponse()
        response.read(1)
        began, weight = time.perf_counter() - started, 1
        while piece := response.read(1_000_000):
            weight += len(piece)
        return Answer(response.status, {}, b"", weight, began, time.perf_counter() - started)

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def post(self, path: str, form: dict[str, str] | list[tuple[str, str]]) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(form).encode(), headers=kind)

    def _ask(self, method: str, path: str, body: bytes | None = None, headers: Headers | None = None) -> Answer:
        sent = {"Accept-Encoding": "gzip, deflate, br", "Accept-Language": "en", **(headers or {})}
        if self.cookies:
            sent["Cookie"] = self._cookie()
        started = time.perf_counter()
        status, received, raw, began = self._send(method, path, body, sent)
        took = time.perf_counter() - started
        for name, line in received:
            if name.lower() == "set-cookie":
                key, _, value = line.partition(";")[0].partition("=")
                self.cookies[key] = value
        answered = dict(received)
        content = UNPACK[answered.get("Content-Encoding", "")](raw)
        return Answer(status, answered, content, len(raw), began - started, took)

    def _send(self, method: str, path: str, body: bytes | None, headers: Headers) -> Received:
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        began = time.perf_counter()
        return response.status, response.getheaders(), response.read(), began


class Inside(Visitor):
    """The same within this process, where the statements can be counted."""

    def __init__(self, app: Flask) -> None:
        self._browser = app.test_client(use_cookies=False)
        self.cookies = {}

    def _send(self, method: str, path: str, body: bytes | None, headers: Headers) -> Received:
        response = self._browser.open(path, method=method, data=body, headers=headers)
        return response.status_code, list(response.headers.items()), response.get_data(), time.perf_counter()
