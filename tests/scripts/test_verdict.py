"""``.ci/run``: the verdict on a fresh clone."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FAKE = "#!/bin/sh\necho $(basename $0) $* CI=$CI\n"


def test_checks_and_tests_run_and_what_cannot_run_counts_as_failed(tmp_path: Path) -> None:
    clone, tools = tmp_path / "clone", tmp_path / "tools"
    (clone / ".ci").mkdir(parents=True)
    tools.mkdir()
    shutil.copy(ROOT / ".ci" / "run", clone / ".ci" / "run")
    for name in ("make", "pg_ctl", "chromium"):
        (tools / name).write_text(FAKE)
        (tools / name).chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    environment["PATH"] = f"{tools}{os.pathsep}{environment['PATH']}"
    done = subprocess.run([clone / ".ci" / "run"], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["make check CI=true", "make test CI=true"]
