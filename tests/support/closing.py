"""The closing lines of a test run: what ran on PostgreSQL, in Chromium and by strace, which not every machine has."""

import os
from collections.abc import Generator

import pytest

# The mark of the tests that need it, its name, and what to say where it is missing.
ENGINES = [
    ("postgres", "PostgreSQL", "no server found"),
    ("browser", "Chromium", "no browser found"),
    ("strace", "strace", "not found"),
]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """Say after all else what ran by means that may be missing. With CI=true, what could not run has failed."""
    if hasattr(session.config, "workerinput"):
        return (yield)
    terminal = session.config.pluginmanager.getplugin("terminalreporter")
    lines, lacking = [], False
    for mark, name, reason in ENGINES:
        counts = {
            outcome: sum(mark in getattr(report, "keywords", ()) for report in terminal.stats.get(outcome, []))
            for outcome in ("passed", "failed", "error", "skipped")
        }
        ran = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count and outcome != "skipped")
        if ran:
            lines.append(f"{name}: {ran}")
        elif counts["skipped"]:
            lines.append(f"{name}: not run ({reason})")
            lacking = True
    if lacking and os.environ.get("CI") == "true" and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    result = yield
    reports = [report for each in terminal.stats.values() for report in each if getattr(report, "when", "") == "call"]
    if os.environ.get("RECAPITO_LONG") or os.environ.get("TORTURE"):
        lines = [text for each in reports for name, text in each.user_properties if name == "table"] + lines
    for line in lines:
        terminal.write_line(line)
    return result
