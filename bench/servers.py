"""A server process under observation: what it costs in time and memory, with what its database costs."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.places import ROOT, Place

PATIENCE = 60.0  # seconds until a server that does not start is given up


class Server:
    """A process that answers on a port, and the database processes that work for it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, database: str = "") -> None:
        self.process = process
        self.port = port
        self._database = database

    def cpu(self) -> tuple[float, float]:
        """Seconds of processor time until now: of the server, and of the database beside it."""
        return clock_of(self.process.pid), sum(map(clock_of, self._backends()))

    def memory(self) -> float:
        """The server's share of the machine's memory (PSS), in MB."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024

    def peak_memory(self) -> float:
        """The most that the process ever held, in MB."""
        return peak_of(self.process.pid)

    def _backends(self) -> list[int]:
        if not self._database:
            return []
        with psycopg.connect(self._database, autocommit=True) as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return [pid for (pid,) in found]


def peak_of(pid: int) -> float:
    """The most that a process ever held (VmHWM), in MB; nothing when it has just ended.

    Not what `wait4` tells: that remembers how large the process was that started it.
    """
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0) / 1024


def clock_of(pid: int) -> float:
    """The processor time that a process has used, in seconds: clock_getcpuclockid(3), by its number."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:  # it has just ended
        return 0.0


@contextmanager
def serving(place: Place, *, worker: bool = False) -> Iterator[Server]:
    """The production server, on an office."""
    command = ["-m", "flask", "serve", *([] if worker else ["--no-worker"])]
    with running(command, place.environment, place.url) as server:
        yield server


@contextmanager
def running(command: list[str], environment: dict[str, str], database: str = "") -> Iterator[Server]:
    """A Python process that listens on the PORT that it is given."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment | {"PORT": str(port)}, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(process, port)
        yield Server(process, port, database)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when somebody listens there."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The server did not start.")
