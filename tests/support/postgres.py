"""A PostgreSQL for the tests: the one that ``TEST_DATABASE_URL`` names, else one of our own that ends with the run."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# The whole life of a server of our own, as the user who owns it: $1 is the folder of the programs, $2 its own folder.
# It ends when standard input does: when we close it, and just as well when we are killed, so that no server and no
# folder outlives a test run. Text sorts by language where ICU is built in: whoever forgets COLLATE "C" sees another
# order than on SQLite.
LIFE = """
cd "$2" || exit 1
trap '' INT TERM HUP
create() { "$1"/initdb -D data -A trust -U recapito -E UTF8 --locale=C --no-sync $2 >>log 2>&1; }
create "$1" '--locale-provider=icu --icu-locale=und' || create "$1" '' || { cat log; exit 1; }
"$1"/pg_ctl -D data -l log -w -o "-k '$2' -c listen_addresses='' $3" start >>log 2>&1 || { cat log; exit 1; }
echo ready
cat >/dev/null
"$1"/pg_ctl -D data -m immediate -w stop >/dev/null 2>&1
rm -rf "$2"
"""
# A server that nobody needs tomorrow need not survive a power cut.
SETTINGS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off -c max_connections=200"


# One that has to survive being killed keeps what it has promised; the machine itself goes on.
LASTING = "-c fsync=off -c max_connections=50"


@dataclass(frozen=True)
class Server:
    """A server of our own, which can be stopped and started again."""

    address: str
    folder: Path
    _programs: Path
    _as_owner: tuple[str, ...]
    _settings: str

    def stop(self, how: str = "immediate") -> None:
        """`immediate` is a crash: nobody is asked, and the next start recovers. `fast` ends in order."""
        self._control("-m", how, "stop")

    def start(self) -> None:
        options = f"-k '{self.folder}' -c listen_addresses='' {self._settings}"
        self._control("-l", str(self.folder / "log"), "-o", options, "start")

    def kill(self, pid: int) -> None:
        """Kill one of its processes, whoever owns it."""
        subprocess.run([*self._as_owner, "kill", "-KILL", str(pid)], check=True)

    def _control(self, *command: str) -> None:
        control = [*self._as_owner, str(self._programs / "pg_ctl"), "-D", str(self.folder / "data"), "-w", *command]
        subprocess.run(control, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


@contextmanager
def running_server() -> Iterator[str | None]:
    """The address of a server on which databases may be created; None when this machine has none."""
    if address := os.environ.get("TEST_DATABASE_URL"):
        yield address
        return
    with own_server(SETTINGS) as server:
        yield server.address if server else None


@contextmanager
def own_server(settings: str = LASTING) -> Iterator[Server | None]:
    """A server of our own, for as long as the block lasts; None where its programs are missing."""
    programs = find_programs()
    if programs is None or (os.geteuid() == 0 and not shutil.which("runuser")):
        yield None
        return
    folder = tempfile.mkdtemp(prefix="recapito-postgres-")
    as_owner = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    server = subprocess.Popen(
        [*as_owner, "sh", "-c", LIFE, "sh", programs, folder, settings],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C ends the tests, and only then the server
    )
    assert server.stdin and server.stdout
    try:
        said = server.stdout.readline()
        if said != "ready\n":
            raise RuntimeError(f"PostgreSQL did not start: {said}{server.stdout.read()}")
        address = f"postgresql://recapito@/postgres?host={folder}"
        yield Server(address, Path(folder), programs, tuple(as_owner), settings)
    finally:
        server.stdin.close()
        server.wait(timeout=30)
        server.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path | None:
    """The folder that holds both pg_ctl and initdb: where the PATH's pg_ctl really is, else the newest of Debian's."""
    on_path = shutil.which("pg_ctl")
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    for folder in [*([Path(on_path).resolve().parent] if on_path else []), *debian]:
        if (folder / "pg_ctl").exists() and (folder / "initdb").exists():
            return folder
    return None
