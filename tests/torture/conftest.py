"""What the torture needs beside an app and a database."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(scope="session")
def whole() -> bool:
    """Whether everything is asked for (`make torture`), and not only the slice that every run of the tests takes."""
    return os.environ.get("TORTURE") == "all"


@pytest.fixture
def tell(record_property: Callable[[str, object], None], database: str) -> Callable[..., None]:
    """Say in the closing table what came of it: `tell("archive", kill_points=40)`."""

    def say(what: str, **figures: Any) -> None:
        record_property("torture", [what, database.partition(":")[0].partition("+")[0], figures])

    return say


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was tried, on which database, how often, and what came of it."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    lines = []
    for report in reports:
        for what, database, figures in [value for name, value in report.user_properties if name == "torture"]:
            told = ", ".join(f"{figure} {name.replace('_', ' ')}" for name, figure in figures.items())
            lines.append(f"{what:<28} {database:<12} {told:<48} {report.outcome}")
    if lines:
        terminalreporter.section("torture")
    for line in sorted(lines):
        terminalreporter.write_line(line)
