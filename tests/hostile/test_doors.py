"""Every door that takes a file, and every file that somebody may send who means harm: none breaks the server, none
keeps it busy, what is refused leaves nothing, and what is given out again is what it was found to be."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from app.db import db
from app.domain.accounts.permissions import StaffRole
from tests.hostile.files import MAKERS, NAMES, a_png_of, file_called
from tests.hostile.server import Answer, Server, start
from tests.support.apps import disconnect, make
from tests.support.builders import PASSWORD, a_client, a_login, a_mail_item
from tests.support.databases import Databases

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells how much a process holds"),
]

# The doors: the page, where its form goes, what the file is called there, and what else is filled in.
DOORS = {
    "mail/new": ("/mail/new?client=1", "/mail/new", "file", {"sender": "x", "client": "1"}),
    "mail/file": ("/mail/1", "/mail/1/file", "file", {}),
    "logo": ("/settings/office", "/settings/office/logo", "logo", {}),
    "import": ("/clients/import", "/clients/import", "file", {}),
}
# What reads the file of a letter is the same at its two doors: both are tried in the long form.
USUAL = list(DOORS) if os.environ.get("RECAPITO_LONG") else [door for door in DOORS if door != "mail/file"]
KEEPERS = ("stored_file", "mail_item", "import_run", "act")
DUE = "state IN ('ready', 'running') AND run_at <= CURRENT_TIMESTAMP"
CAP, MEMORY = 5, 600  # seconds an answer; megabytes the process, where the largest picture takes 256 by itself


@pytest.fixture
def server(databases_of: Callable[[str], Databases], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An office with a client, a letter and an admin, served by a process of its own."""
    folder = tmp_path_factory.mktemp("hostile")
    instance, temporary = folder / "instance", folder / "tmp"
    instance.mkdir()
    temporary.mkdir()
    template = databases_of("sqlite").fresh()
    Path(make_url(template).database or "").rename(instance / "recapito.db")
    app: Flask = make(f"sqlite:///{instance / 'recapito.db'}", instance)
    with app.app_context():
        a_mail_item(a_client(), "Enel")
        a_login("luca@example.com", "Luca", StaffRole.ADMIN)
        db.session.commit()
    disconnect(app)
    server = start(instance, temporary, folder / "log")
    try:
        server.sign_in("luca@example.com", PASSWORD)
        yield server
    finally:
        server.process.kill()
        server.process.wait()


def test_no_file_and_no_name_breaks_a_door_keeps_it_busy_or_gets_out_of_the_store(server: Server) -> None:
    """One server for all of them, so that what one leaves behind meets the next."""
    for what in MAKERS:
        for door in USUAL:
            taken = check(server, door, file_called(what), "list.xlsx" if door == "import" else "letter.pdf", what)
            if taken and door.startswith("mail"):
                is_given_out_as_it_was_found(server)
            if taken and door == "logo":
                is_a_picture_alone(server)
    for name in NAMES:
        assert check(server, "mail/new", a_png_of(20, 20), name)
        is_given_out_as_it_was_found(server)
        check(server, "mail/file", a_png_of(20, 20), name)
        check(server, "logo", a_png_of(32, 32), name)
        check(server, "import", b"Company,City\nAcme,Bari\n", name)
    stands_and_nothing_lies_about(server)


def check(server: Server, door: str, data: bytes, name: str, what: str = "") -> bool:
    """Send a file, and see that nothing is wrong with the answer. Returns whether it was taken."""
    which = f"{what or ascii(name)} at {door}"
    rows, files = server.rows(*KEEPERS), server.files()
    answer = sent(server, door, data, name)
    assert answer.status in {303, 409, 413, 422}, f"{which}: {answer.status} {answer.body[-500:]!r}"
    assert server.process.poll() is None, which
    assert not re.search(rb"<script>(document|x)", answer.body), which
    if answer.status != 303:
        assert server.rows(*KEEPERS) == rows, which
        assert server.files() <= files, which  # an earlier one may have been tidied away meanwhile
    if answer.seconds > CAP:  # the machine may have had something else to do
        assert sent(server, door, data, name).seconds < CAP, which
    return answer.status == 303


def sent(server: Server, door: str, data: bytes, name: str) -> Answer:
    page, action, field, values = DOORS[door]
    return server.send_file(page, action, field, data, name, **values)


def is_a_picture_alone(server: Server) -> None:
    logo = server.ask("GET", "/office/logo")
    assert logo.headers["Content-Type"] in {"image/png", "image/jpeg", "image/webp"}
    assert "sandbox" in logo.headers["Content-Security-Policy"]
    assert logo.headers["X-Content-Type-Options"] == "nosniff"


def is_given_out_as_it_was_found(server: Server) -> None:
    """The file of the latest letter: its checked type, its own policy, and a name that nobody chose."""
    with closing(sqlite3.connect(server.instance / "recapito.db")) as database:
        asked = "SELECT max(id) FROM mail_item WHERE file_id IS NOT NULL"
        mail_id = database.execute(asked).fetchone()[0]
        number = database.execute("SELECT number FROM mail_item WHERE id = ?", (mail_id,)).fetchone()[0]
    for query in ("", "?download"):
        answer = server.ask("GET", f"/mail/{mail_id}/file{query}")
        assert answer.status == 200
        assert answer.headers["Content-Type"] in {"image/png", "image/jpeg", "image/webp", "application/pdf"}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy or answer.headers["Content-Type"] == "application/pdf"
        named = rf"{'attachment' if query else 'inline'}; filename=\"?{re.escape(number)}\.(png|jpg|webp|pdf)\"?"
        assert re.fullmatch(named, answer.headers["Content-Disposition"])


def stands_and_nothing_lies_about(server: Server) -> None:
    """Whatever the worker made of the lists, it is done with them; and nothing is outside the file store."""
    deadline = time.monotonic() + 60
    with closing(sqlite3.connect(server.instance / "recapito.db")) as database:
        while waiting := database.execute(f"SELECT count(*) FROM job WHERE {DUE}").fetchone()[0]:
            assert time.monotonic() < deadline, waiting
            time.sleep(0.1)
    assert server.ask("GET", "/healthz").status == 200
    said = server.log.read_text(errors="replace")
    assert "Traceback" not in said
    assert "our_mistake" not in said
    assert list(server.temporary.rglob("*")) == []
    assert {path.relative_to(server.instance).parts[0] for path in server.files()} <= {"files"}
    assert not Path("/tmp/climbed.txt").exists()
    assert server.most_memory() < MEMORY
