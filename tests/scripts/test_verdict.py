"""``.ci/run``: the verdict on a fresh clone."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SAYS_WHAT_IT_IS_ASKED = '#!/bin/sh\necho "$(basename "$0") $*" CI=$CI >&2\n'
TOOLS = ("bash", "basename", "dirname", "env", "id", "sh", "timeout")
VERDICT = ["make check CI=true", "make test CI=true"]
UPDATE = "apt-get update -qq CI=true"


def installing(package: str) -> str:
    return f"apt-get install -qq --yes --no-install-recommends {package} CI=true"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone on a machine with nothing but a shell, ``make`` and ``apt-get``, which say what they are asked."""
    clone = tmp_path / "clone"
    (clone / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", clone / ".ci" / "run")
    (tmp_path / "bin").mkdir()
    for name in TOOLS:
        where = shutil.which(name)
        assert where
        (tmp_path / "bin" / name).symlink_to(where)
    add(clone, "make", "apt-get", "sudo")
    (tmp_path / "bin" / "sudo").write_text('#!/bin/sh\nshift\nexec "$@"\n')
    return clone


def add(clone: Path, *names: str, says: str = SAYS_WHAT_IT_IS_ASKED) -> None:
    """Put programs on the machine."""
    for name in names:
        program = clone.parent / "bin" / name
        program.write_text(says)
        program.chmod(0o755)


def run(clone: Path, **environment: str) -> list[str]:
    """Run it; what its programs were asked, but for PostgreSQL's, which may lie beside the PATH."""
    done = subprocess.run(
        [clone / ".ci" / "run"],
        env={"PATH": str(clone.parent / "bin"), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in done.stderr.splitlines() if "postgresql" not in line]


def test_checks_and_tests_run_and_what_cannot_run_counts_as_failed(clone: Path) -> None:
    add(clone, "pg_ctl", "strace", "chromium-headless-shell")
    assert run(clone) == VERDICT


def test_a_machine_with_nothing_gets_a_browser_and_what_kills_at_every_write(clone: Path) -> None:
    add(clone, "pg_ctl")
    asked = [UPDATE, installing("strace"), UPDATE, installing("chromium-headless-shell")]
    assert run(clone) == [*asked, *VERDICT]


def test_where_the_browser_has_no_package_of_that_name_another_is_asked_for(clone: Path) -> None:
    add(clone, "pg_ctl", "strace")
    add(clone, "apt-get", says=SAYS_WHAT_IT_IS_ASKED + 'case "$*" in *headless*) exit 1;; esac\n')
    asked = [UPDATE, installing("chromium-headless-shell"), UPDATE, installing("chromium")]
    assert run(clone) == [*asked, *VERDICT]


def test_where_nothing_can_be_installed_the_browser_that_is_there_does(clone: Path) -> None:
    add(clone, "pg_ctl", "strace", "chromium")
    add(clone, "apt-get", says="#!/bin/sh\nexit 1\n")
    assert run(clone) == VERDICT


def test_what_one_process_compiles_is_kept_for_the_others(clone: Path) -> None:
    add(clone, "pg_ctl", "strace", "chromium")
    add(clone, "make", says='#!/bin/sh\necho "$* keeps: ${PYTHONDONTWRITEBYTECODE-yes}" >&2\n')
    said = run(clone, PYTHONDONTWRITEBYTECODE="1")
    assert [line for line in said if line.startswith("check")] == ["check keeps: yes"]
