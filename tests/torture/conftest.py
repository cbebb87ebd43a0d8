"""What the torture needs beside an app and a database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.torture.scene import Stage, running_stage


@pytest.fixture(scope="session")
def whole() -> bool:
    """Whether everything is asked for (`make torture`), and not only the slice that every run of the tests takes."""
    return os.environ.get("TORTURE") == "all"


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """A process in which acts are done and killed."""
    if shutil.which("strace") is None:
        pytest.skip("no strace found")
    with running_stage() as stage:
        yield stage


@pytest.fixture
def tell(record_property: Callable[[str, object], None], database: str) -> Callable[..., None]:
    """Say in the closing table what came of it: `tell("archive", kill_points=40)`."""

    def say(what: str, **figures: Any) -> None:
        record_property("torture", [what, database.partition(":")[0].partition("+")[0], figures])

    return say


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was tried, on which database, how often, and what came of it."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    lines = [
        f"{what:<32} {database:<12} {', '.join(f'{figure} {name}' for name, figure in figures.items()):<60} {report.outcome}"
        for report in reports
        for name, (what, database, figures) in (each for each in report.user_properties if each[0] == "torture")
    ]
    if lines:
        terminalreporter.section("torture")
    for line in sorted(lines):
        terminalreporter.write_line(line)
