"""``make run``, as somebody with a terminal sees it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOGIN = re.compile(r"^(admin|staff|portal)  (\S+@\S+)  (\S+)$", re.MULTILINE)
SETTINGS = ("HOST", "PORT", "DEMO", "DATABASE_URL", "RECAPITO_CONFIG", "INSTANCE_PATH", "FILES_PATH", "SECRET_KEY")


class Run(NamedTuple):
    """How a desk that was started and stopped again looked from outside."""

    seconds: float  # until the address was printed
    output: str
    code: int

    @property
    def logins(self) -> list[tuple[str, str, str]]:
        return LOGIN.findall(self.output)


def start(instance: Path, port: int, **settings: str) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return subprocess.Popen(
        [sys.executable, "scripts/start.py"],
        cwd=ROOT,
        env=environment | {"INSTANCE_PATH": str(instance), "PORT": str(port), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def start_and_stop(instance: Path, port: int, **settings: str) -> Run:
    began = time.monotonic()
    desk = start(instance, port, **settings)
    assert desk.stdout
    lines = []
    try:
        for line in desk.stdout:
            lines.append(line)
            if "answers at http://" in line:
                break
        seconds = time.monotonic() - began
    finally:
        desk.send_signal(signal.SIGINT)
        rest, _ = desk.communicate(timeout=20)
    return Run(seconds, "".join(lines) + rest, desk.returncode)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def test_the_desk_answers_with_its_demo_logins_and_the_second_time_within_five_seconds(
    tmp_path: Path, port: int
) -> None:
    first, second = start_and_stop(tmp_path, port), start_and_stop(tmp_path, port)
    assert f"http://127.0.0.1:{port}/" in first.output
    assert {role for role, _, _ in first.logins} == {"admin", "staff", "portal"}
    assert second.logins == first.logins
    assert second.seconds < 5
    assert (first.code, second.code) == (0, 0)


@pytest.mark.parametrize(
    "settings", [{"HOST": "0.0.0.0"}, {"RECAPITO_CONFIG": "ProductionConfig", "SECRET_KEY": "k" * 40, "DEMO": "1"}]
)
def test_there_is_no_demo_where_others_could_sign_in_with_it(
    tmp_path: Path, port: int, settings: dict[str, str]
) -> None:
    run = start_and_stop(tmp_path, port, **settings)
    assert "answers at" in run.output
    assert run.logins == []


def test_who_opens_the_desk_to_others_can_ask_for_the_demo(tmp_path: Path, port: int) -> None:
    assert start_and_stop(tmp_path, port, HOST="0.0.0.0", DEMO="1").logins


def test_a_port_in_use_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = start_and_stop(tmp_path, port)
    assert run.code == 1
    assert run.output.startswith(f"Port {port} on 127.0.0.1 is not free")
    assert run.output.count("\n") == 1
