"""``make check``: everything that can be known of the code without running its tests, two at a time.

A check that passes takes one line; one that fails shows what it said. All of them run, whichever fails.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")


class Check(NamedTuple):
    """What is checked, in a word, and the command that knows."""

    subject: str
    command: list[str]


# The slowest first, so that the other ones run beside it.
CHECKS = [
    Check("types", ["mypy"]),
    Check("templates", ["djlint", "--lint", "--quiet", "app/templates"]),
    Check("migrations", [PYTHON, "scripts/migrations.py"]),
    Check("translations", [PYTHON, "scripts/translations.py", "check"]),
    Check("imports", ["lint-imports", "--no-logo"]),
    Check("style", ["ruff", "check", "--quiet"]),
    Check("format", ["ruff", "format", "--check", "--quiet"]),
]


def main() -> int:
    """Run all checks; 1 when one of them fails."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        passed = list(pool.map(passes, CHECKS))
    return 0 if all(passed) else 1


def passes(check: Check) -> bool:
    """Run one check and print its line, with what it said when it failed."""
    started = time.perf_counter()
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "ok" if done.returncode == 0 else "FAILED: " + " ".join(check.command)
    line = f"{check.subject:13}{time.perf_counter() - started:5.1f} s  {verdict}\n"
    sys.stdout.write(
        line if done.returncode == 0 else f"{line}\n{done.stdout}\n"
    )  # in one piece: two checks run at once
    sys.stdout.flush()
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
