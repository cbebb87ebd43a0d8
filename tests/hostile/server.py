"""A server process of its own, as an office runs it, and somebody who talks to it byte by byte."""

from __future__ import annotations

import http.client
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from lxml import html

from app.domain.history.actions import new_key

ROOT = Path(__file__).resolve().parent.parent.parent
BOUNDARY = "hostilehostile"
Pairs = list[tuple[str, str]]


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float


@dataclass
class Server:
    """The process, its folders, and the cookie of who is signed in."""

    process: subprocess.Popen[bytes]
    port: int
    instance: Path
    temporary: Path
    log: Path
    cookies: dict[str, str] = field(default_factory=dict)
    forms: dict[str, Pairs] = field(default_factory=dict)  # as they stood, by where they go

    def ask(self, verb: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            connection.request(verb, path, body or None, headers | ({"Content-Type": kind} if kind else {}))
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read(), time.monotonic() - begun)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def form(self, page: str, action: str) -> Pairs:
        """What stands in the form of a page that goes to this address."""
        tree = html.fromstring(self.ask("GET", page).body)
        form = next(form for form in tree.forms if (form.get("action") or page).partition("?")[0] == action)
        return [(name, str(value)) for name, value in form.form_values()]

    def sign_in(self, email: str, password: str) -> None:
        sent = dict(self.form("/login", "/login")) | {"email": email, "password": password}
        assert self.ask("POST", "/login", urlencode(sent).encode(), "application/x-www-form-urlencoded").status == 303

    def send_file(self, page: str, action: str, field_name: str, data: bytes, name: str, **values: str) -> Answer:
        """Fill in a form with a file, under a name that stands in the header as it is."""
        if action not in self.forms:
            self.forms[action] = self.form(page, action)
        values |= {"key": new_key()}
        sent = [(key, values.pop(key, value)) for key, value in self.forms[action] if key != field_name]
        part = f"--{BOUNDARY}\r\nContent-Disposition: form-data"
        parts = [f'{part}; name="{key}"\r\n\r\n{value}\r\n' for key, value in [*sent, *values.items()]]
        quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = f'{part}; name="{field_name}"; filename="{quoted}"\r\nContent-Type: text/html\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self.ask("POST", action, body, f"multipart/form-data; boundary={BOUNDARY}")

    # What it holds ---------------------------------------------------------------------------------------------------

    def rows(self, *tables: str) -> list[int]:
        with closing(sqlite3.connect(self.instance / "recapito.db")) as database:
            return [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]

    def files(self) -> set[Path]:
        """Everything in its folders but the database."""
        found = {path for folder in (self.instance, self.temporary) for path in folder.rglob("*") if path.is_file()}
        return {path for path in found if not path.name.startswith("recapito.db")}

    def most_memory(self) -> int:
        """The most that it ever held, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        return int(found[1]) // 1024


def start(instance: Path, temporary: Path, log: Path) -> Server:
    """Serve the office in this folder on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        "INSTANCE_PATH": str(instance), "DATABASE_URL": "", "RECAPITO_CONFIG": "",
        "HOST": "127.0.0.1", "PORT": str(port), "TMPDIR": str(temporary), "SECRET_KEY": "only-for-tests-" + "x" * 32,
    }  # fmt: skip
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "serve"], cwd=ROOT, env=os.environ | own, stdout=said, stderr=said
        )
    server = Server(process, port, instance, temporary, log)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if server.ask("GET", "/healthz").status == 200:
                return server
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise TimeoutError(log.read_text())
