"""A PostgreSQL for the tests: the one that ``TEST_DATABASE_URL`` names, else one of our own that ends with the run."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
SETTINGS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


@contextmanager
def running_server() -> Iterator[str | None]:
    """The address of a server on which databases may be created; None when this machine has none."""
    if address := os.environ.get("TEST_DATABASE_URL"):
        yield address
        return
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
        [*as_owner, "sh", "-c", LIFE, "sh", programs, folder, SETTINGS],
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
        yield f"postgresql://recapito@/postgres?host={folder}"
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
