"""An upload that breaks off, or never comes to its end, leaves no row, no file, and nobody waiting (SAFETY.md 13)."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder

from tests.support.cast import Cast
from tests.support.rows import all_rows, changes
from tests.support.visitor import Form
from tests.torture.asking import UPLOADS, file_form, send_file
from tests.torture.serving import PATIENCE, Serving, browsing, serving

LARGE = 2_000_000  # bytes: more than a server, or a form's reader, keeps in memory
SLOW = 12  # more than there are threads


def request_of(form: Form, which: str) -> bytes:
    """A whole request with a large file, byte for byte."""
    *_page, field, file = UPLOADS[which]
    data = {**form.values.to_dict(), field: (io.BytesIO(file + b"\n" * LARGE), "a-file")}
    environ = EnvironBuilder(path=form.element.get("action"), method="POST", data=data).get_environ()
    with environ["wsgi.input"] as stream:
        body = stream.read()
    cookie = form.answer.visitor.client.get_cookie("session")
    assert cookie
    lines = (
        f"POST {environ['PATH_INFO']} HTTP/1.1",
        "Host: localhost",
        f"Cookie: session={cookie.value}",
        f"Content-Type: {environ['CONTENT_TYPE']}",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def half_sent(served: Serving, request: bytes, *, part: float = 0.5) -> Iterator[socket.socket]:
    """A line on which the rest of the request does not come; it is closed at the end of the block."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as line:
        line.sendall(request[: int(len(request) * part)])
        yield line


@pytest.mark.long("postgresql")
def test_what_breaks_off_leaves_nothing_and_what_is_slow_holds_up_nobody(
    app: Flask, cast: Cast, database: str, tmp_path: Path
) -> None:
    email, acme = cast.luca.email, cast.acme.id
    with serving(app, database, tmp_path, "--no-worker") as served:
        luca = browsing(app, served, email)
        forms = {which: file_form(luca, which, acme) for which in UPLOADS}
        requests = [request_of(form, which) for which, form in forms.items()]
        before = all_rows()
        for request in requests:
            break_off(served, request)
        with ExitStack() as lines:
            for request in requests * (SLOW // len(requests)):
                line = lines.enter_context(half_sent(served, request))
                line.sendall(request[len(request) // 2 :][:1])
            assert luca.get("clients.index").status == 200
            assert held_open(served)
            assert left_over(app, served) == []
        wait_until_let_go(served)
        assert changes(before, all_rows()) == []
        assert left_over(app, served) == []
        assert [send_file(form, which).status for which, form in forms.items()] == [303] * len(forms)
        assert served.is_the_same()


def break_off(served: Serving, request: bytes) -> None:
    """At its beginning, in the middle, and just before its end."""
    for part in (0.01, 0.5, 0.999):
        with half_sent(served, request, part=part):
            pass


def left_over(app: Flask, served: Serving) -> list[Path]:
    """What lies in the store, and where the server puts what is too large for memory."""
    folders = (Path(app.config["FILES_PATH"]), served.temporary)
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def wait_until_let_go(served: Serving) -> None:
    """Until the server has noticed that nobody is on those lines, and holds nothing of what came on them."""
    deadline = time.monotonic() + PATIENCE
    while held_open(served):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def held_open(served: Serving) -> int:
    """How many files without a name the server holds: in them requests wait for their end."""
    found = 0
    for link in Path(f"/proc/{served.pid}/fd").glob("*"):
        with suppress(FileNotFoundError):
            found += str(served.temporary) in str(link.readlink())
    return found
