"""``make run``, as somebody with a terminal sees it."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOGIN = re.compile(r"^(admin|staff|portal)  (\S+@\S+)  (\S+)$", re.MULTILINE)
SETTINGS = (
    "HOST",
    "PORT",
    "DEMO",
    "DATABASE_URL",
    "RECAPITO_CONFIG",
    "INSTANCE_PATH",
    "FILES_PATH",
    "SECRET_KEY",
    "TRUSTED_HOSTS",
)


class Run(NamedTuple):
    """How a desk that was started and stopped again looked from outside."""

    output: str
    code: int

    @property
    def logins(self) -> list[tuple[str, str, str]]:
        return LOGIN.findall(self.output)


def start_and_stop(instance: Path, port: int, **settings: str) -> Run:
    """Run the script until it has printed the address, or ends by itself; then press Ctrl-C."""
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    desk = subprocess.Popen(
        [sys.executable, "scripts/start.py"],
        cwd=ROOT,
        env=environment | {"INSTANCE_PATH": str(instance), "PORT": str(port), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert desk.stdout
    patience = threading.Timer(60, desk.kill)
    patience.start()
    lines = []
    for line in desk.stdout:
        lines.append(line)
        if "answers at http://" in line:
            break
    desk.send_signal(signal.SIGINT)
    lines.extend(desk.stdout)
    desk.stdout.close()
    code = desk.wait()
    patience.cancel()
    return Run("".join(lines), code)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def test_the_desk_answers_with_its_demo_logins_and_with_the_same_ones_again(tmp_path: Path, port: int) -> None:
    first, *again = (start_and_stop(tmp_path, port) for _ in range(2))
    assert f"http://127.0.0.1:{port}/" in first.output
    assert {role for role, _, _ in first.logins} == {"admin", "staff", "portal"}
    assert all(run.logins == first.logins for run in again)
    assert {run.code for run in (first, *again)} == {0}


def test_where_others_could_sign_in_the_demo_waits_to_be_asked_for(tmp_path: Path, port: int) -> None:
    assert start_and_stop(tmp_path, port, HOST="0.0.0.0").logins == []
    assert start_and_stop(tmp_path, port, HOST="0.0.0.0", DEMO="1").logins


def test_production_never_sees_the_demo(tmp_path: Path, port: int) -> None:
    run = start_and_stop(tmp_path, port, RECAPITO_CONFIG="ProductionConfig", SECRET_KEY="k" * 40, DEMO="1")
    assert "answers at" in run.output
    assert run.logins == []


def test_a_desk_that_answers_to_some_names_only_is_greeted_too(tmp_path: Path, port: int) -> None:
    run = start_and_stop(tmp_path, port, TRUSTED_HOSTS=".recapito.example, 127.0.0.2")
    assert "answers at" in run.output
    assert run.code == 0


def test_a_configuration_that_does_not_exist_is_told_in_one_sentence(tmp_path: Path, port: int) -> None:
    run = start_and_stop(tmp_path, port, RECAPITO_CONFIG="Production")
    assert run.code == 1
    assert run.output.count("\n") == 1
    assert "RECAPITO_CONFIG is 'Production'" in run.output and "ProductionConfig" in run.output


def test_a_port_in_use_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = start_and_stop(tmp_path, port)
    assert run.code == 1
    assert run.output.startswith(f"Port {port} on 127.0.0.1 is not free")
    assert run.output.count("\n") == 1
