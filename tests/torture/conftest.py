"""What the torture needs beside an app and a database."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

# Whether everything is asked for (`make torture`), and not only the slice that every run of the tests takes.
WHOLE = os.environ.get("TORTURE") == "all"


@pytest.fixture(scope="session")
def whole() -> bool:
    """Whether everything is asked for: then numbers are higher."""
    return WHOLE


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the slice are those that are not marked as long."""
    left_out = [] if WHOLE else [item for item in items if is_long(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def is_long(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("long")
    return mark is not None and (not mark.args or f"[{mark.args[0]}" in item.name)


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
