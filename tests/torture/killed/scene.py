"""An office made ready for one act: what is on file and in its folder before, put back for every new try."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import make_url
from werkzeug.test import EnvironBuilder

from tests.architecture.house import ROOT
from tests.support.apps import disconnect
from tests.support.rows import Rows, all_rows, put_back
from tests.support.visitor import Form
from tests.torture.wholeness import counters, faults, set_counters, wait_until_alone

Act = dict[str, Any]
File = tuple[bytes, str]


@dataclass(frozen=True)
class Came:
    """What came of one try: whether it was killed, what it had answered by then, and what it had called if watched."""

    killed: bool
    answers: list[dict[str, Any]]
    calls: tuple[str, ...] = ()


class Stage:
    """The process in which acts are done (stage.py)."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def on(self, app: Flask, database: str) -> None:
        """Do what follows on this database and its files."""
        self._ask(database=database, instance=app.instance_path)

    def do(self, act: Act, at: datetime, **order: Any) -> Came:
        """Do an act at a moment. `kill=(call, n)` ends it before its n-th call of that name, `after=s` then."""
        came = self._ask(act={**act, "at": at.isoformat()}, **order)
        return Came(came["killed"], came["answers"], tuple(came.get("calls", ())))

    def _ask(self, **order: Any) -> dict[str, Any]:
        assert self._process.stdin and self._process.stdout
        print(json.dumps(order), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        assert answer, "the stage has fallen"
        came: dict[str, Any] = json.loads(answer)
        return came


@contextmanager
def running_stage() -> Iterator[Stage]:
    command = [sys.executable, "-m", "tests.torture.killed.stage"]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Stage(process)


class Scene:
    """An office before an act. The test's own connections are closed, so that whoever looks next looks anew."""

    def __init__(self, app: Flask, database: str, stage: Stage, act: Act, aside: Path) -> None:
        self._app, self._database, self._stage, self.act = app, database, stage, act
        self._aside = aside
        self.now = datetime.now(UTC) + timedelta(minutes=1)
        stage.on(app, database)
        self._rows = all_rows()
        self.before = without_random(self._rows)
        self._counters = counters()
        disconnect(app)
        if self._file:
            shutil.copyfile(self._file, aside / "before.db")
        self._files = Path(app.config["FILES_PATH"])
        self._files.mkdir(exist_ok=True)
        shutil.copytree(self._files, aside / "files")

    @property
    def _file(self) -> Path | None:
        url = make_url(self._database)
        return Path(url.database or "") if url.drivername == "sqlite" else None

    def put_back(self) -> None:
        """As before the act."""
        if self._file:
            for beside in ("-wal", "-shm"):
                Path(f"{self._file}{beside}").unlink(missing_ok=True)
            shutil.copyfile(self._aside / "before.db", self._file)
        else:
            wait_until_alone()
            put_back(self._rows, all_rows())
            self.count_anew(self._rows)
        shutil.rmtree(self._files)
        shutil.copytree(self._aside / "files", self._files)

    def count_anew(self, now: Rows) -> None:
        """Let PostgreSQL give the ids again that a transaction which came to nothing had taken, to compare."""
        if self._counters:
            set_counters(self._counters, now)
            disconnect(self._app)

    def look(self) -> Rows:
        """What is on file, once nobody else is at it any more."""
        wait_until_alone()
        rows = all_rows()
        disconnect(self._app)
        return without_random(rows)

    def faults(self) -> list[str]:
        """What is wrong with the office as it is now."""
        found = faults()
        disconnect(self._app)
        return found

    def act_now(self, *, later: timedelta = timedelta(0), **order: Any) -> Came:
        """Do the act; with what `Stage.do` takes."""
        return self._stage.do(self.act, self.now + later, **order)


def without_random(rows: Rows) -> Rows:
    """A blob's name is drawn by lot, and only here; everything else is the same in every try."""
    return {**rows, "stored_file": [(id_, "", *rest) for id_, _blob, *rest in rows["stored_file"]]}


def sent(form: Form, *, file: File | None = None, **values: Any) -> Act:
    """What a browser would send for a form as it is filled in; nothing is sent yet."""
    form.fill(**values)
    data: dict[str, Any] = form.values.to_dict(flat=False)
    if file:
        data["file"] = (io.BytesIO(file[0]), file[1])
    builder = EnvironBuilder(path=form.element.get("action"), method="POST", data=data)
    environ = builder.get_environ()
    visitor = form.answer.visitor
    cookie = visitor.client.get_cookie("session")
    assert cookie
    return {
        "path": form.element.get("action"),
        "content_type": environ["CONTENT_TYPE"],
        "body": environ["wsgi.input"].read().hex(),
        "headers": {"Cookie": f"session={cookie.value}", "Referer": f"http://localhost{form.answer.path}"},
    }
