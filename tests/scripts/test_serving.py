"""``flask serve`` and ``flask worker``, as whatever keeps them running sees them."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds until a test that hangs is given up


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as `flask db upgrade` leaves it."""
    folder = tmp_path_factory.mktemp("migrated")
    own = {"INSTANCE_PATH": str(folder), "DATABASE_URL": "", "RECAPITO_CONFIG": ""}
    subprocess.run(flask("db", "upgrade"), cwd=ROOT, env=os.environ | own, check=True, capture_output=True)
    return folder / "recapito.db"


@pytest.fixture
def environment(tmp_path: Path, migrated: Path) -> dict[str, str]:
    """That of a desk of its own, migrated, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": "", "RECAPITO_CONFIG": "", "PORT": str(port)}
    shutil.copy(migrated, tmp_path)
    return os.environ | own


def flask(*command: str) -> list[str]:
    return [sys.executable, "-m", "flask", *command]


@contextmanager
def running(environment: dict[str, str], *command: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(flask(*command), cwd=ROOT, env=environment, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until_it_listens(port: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", int(port))).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_server_that_is_told_to_end_does_so_in_order(environment: dict[str, str], ending: signal.Signals) -> None:
    with running(environment, "serve") as server:
        wait_until_it_listens(environment["PORT"])
        server.send_signal(ending)
        _, said = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
    assert b"Traceback" not in said


def test_a_server_does_not_start_on_a_database_of_another_revision(environment: dict[str, str]) -> None:
    subprocess.run(flask("db", "downgrade"), cwd=ROOT, env=environment, check=True, capture_output=True)
    with running(environment, "serve") as server:
        _, said = server.communicate(timeout=PATIENCE)
    assert server.returncode == 1
    assert b"flask db upgrade" in said


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells which signals a process catches")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end_does_so_in_order(environment: dict[str, str], ending: signal.Signals) -> None:
    with running(environment, "worker") as worker:
        wait_until_it_catches(worker.pid, ending)
        worker.send_signal(ending)
        _, said = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0
    assert b"Traceback" not in said


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_that_is_closed_leaves_no_half_read_list(
    environment: dict[str, str], tmp_path: Path, ending: signal.Signals
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Company\n" + "".join(f"Company {n}\n" for n in range(50_000)), encoding="utf-8")
    with running(environment, "import-clients", str(file)) as command:
        wait_for_rows(tmp_path / "recapito.db")
        command.send_signal(ending)
        command.communicate(timeout=PATIENCE)
    with sqlite3.connect(tmp_path / "recapito.db") as database:
        left = [database.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("import_run", "import_row")]
    assert left == [(0,), (0,)]


def wait_for_rows(database: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with sqlite3.connect(database) as connection:
            if connection.execute("SELECT 1 FROM import_row LIMIT 1").fetchone():
                return
        time.sleep(0.05)
    raise TimeoutError


def wait_until_it_catches(pid: int, number: signal.Signals) -> None:
    """Until a process has said what it will do at this signal. Any Python catches SIGINT from its start."""
    others = [signal.SIGTERM, number]
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        caught = int(status.partition("SigCgt:")[2].split()[0], 16)
        if all(caught >> (each - 1) & 1 for each in others):
            return
        time.sleep(0.05)
    raise TimeoutError
