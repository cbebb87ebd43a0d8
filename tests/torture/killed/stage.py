"""Where acts are done that may not survive: a process of its own, which forks for every act it is asked for.

It reads one JSON object a line and answers each with one. The app is made once, so that an act costs its fork and its
own work; it goes through the real door, guard, transaction and vote included. The clock stands, so that an act leaves
the same rows each time.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import Client

from app.domain import clock
from app.domain.directory.importing import creating, staging
from app.worker.loop import work_off
from tests.support.apps import disconnect, make

# What SQLite, the file store and a PostgreSQL connection change the world with; and what such a connection hears, for
# whoever dies before the answer to its COMMIT does not know what became of it.
WRITES = (
    *("write", "pwrite64", "writev", "pwritev", "fsync", "fdatasync", "ftruncate", "fallocate", "unlink", "unlinkat"),
    *("rename", "renameat", "renameat2", "link", "linkat", "mkdir", "mkdirat", "sendto", "sendmsg", "recvfrom"),
)
CALL = re.compile(r"^(?:\d+ +)?(\w+)\(", re.MULTILINE)
LONGEST = 60  # seconds that anything may take
ANY_PROCESS, SET_PTRACER = ctypes.c_ulong(-1), 0x59616D61  # linux/prctl.h


def do_all(app: Flask, act: dict[str, Any], out: int) -> None:
    """An act, or several in turn; what came of each is said at once."""
    for one in act.get("acts", [act]):
        os.write(out, json.dumps(do(app, one)).encode() + b"\n")


def do(app: Flask, act: dict[str, Any]) -> dict[str, Any]:
    """The act itself: a request, or all that is due for the worker."""
    if act.get("worker"):
        staging.PIECE = creating.PIECE = act["worker"]
        with app.app_context():
            return {"status": work_off()}
    answer = Client(app, use_cookies=False).open(
        act["path"],
        method="POST",
        data=bytes.fromhex(act["body"]),
        headers=act["headers"],
        content_type=act["content_type"],
    )
    return {"status": answer.status_code, "leads_to": answer.headers.get("Location")}


def fork(app: Flask, act: dict[str, Any], out: int, *, traced: bool) -> int:
    """A child that does the act, says on `out` what came of it, and takes leave of the database in order."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    signal.alarm(LONGEST)
    try:
        if traced:
            wait_for_tracer()
        with clock.frozen(datetime.fromisoformat(act["at"])):
            do_all(app, act, out)
        disconnect(app)
        code = 0
    except BaseException as error:
        os.write(out, json.dumps({"error": repr(error)}).encode() + b"\n")
    finally:
        os._exit(code)


def wait_for_tracer() -> None:
    """Until strace watches this process. It may come from beside, where only parents may come unasked."""
    ctypes.CDLL(None).prctl(SET_PTRACER, ANY_PROCESS, 0, 0, 0)
    deadline = time.monotonic() + 10
    while "TracerPid:\t0\n" in Path("/proc/self/status").read_text(encoding="ascii"):
        if time.monotonic() > deadline:
            raise TimeoutError("strace does not come")
        time.sleep(0.001)
    time.sleep(0.002)  # seized, it has yet to be stopped once


def carry_out(app: Flask, order: dict[str, Any]) -> dict[str, Any]:
    """One act: watched (`log`), killed as it is about to make a certain call (`kill`), after a while, or in peace."""
    ear, mouth = os.pipe()
    watch = watching(order)
    pid = fork(app, order["act"], mouth, traced=bool(watch))
    os.close(mouth)
    tracer = subprocess.Popen([*watch, "-p", str(pid)], stderr=subprocess.DEVNULL) if watch else None
    if after := order.get("after"):
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)  # it is our child: ended or not, nobody else has its number
    with os.fdopen(ear, "rb") as said:
        answers = [json.loads(line) for line in said if line.endswith(b"\n")]
    _, status = os.waitpid(pid, 0)
    if tracer:
        tracer.wait()
    came = {"killed": os.WIFSIGNALED(status), "answers": answers}
    if log := order.get("log"):
        calls = CALL.findall(Path(log).read_text(encoding="utf-8", errors="replace"))
        came["calls"] = [call for call in calls if call in WRITES]
    return came


def watching(order: dict[str, Any]) -> list[str]:
    """How strace is called, if at all. It counts each kind of call apart."""
    if log := order.get("log"):
        return ["strace", "-f", "-qq", "-s", "0", "-e", f"trace={','.join(WRITES)}", "-o", log]
    if kill := order.get("kill"):
        call, which = kill
        inject = f"inject={call}:signal=KILL:when={which}"
        return ["strace", "-f", "-qq", "-s", "0", "-e", f"trace={call}", "-e", inject, "-o", "/dev/null"]
    return []


def main() -> None:
    """Serve orders until nobody gives any more."""
    app: Flask | None = None
    for line in sys.stdin:
        order = json.loads(line)
        came: dict[str, Any] = {}
        if "database" in order:
            app = make(order["database"], Path(order["instance"]))
            app.test_client().get("/healthz")
            disconnect(app)
        elif app:
            came = carry_out(app, order)
        sys.stdout.write(f"{json.dumps(came)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
