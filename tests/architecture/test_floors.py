"""Who may import whom, by the contracts in pyproject.toml (ARCHITECTURE.md 2), and what those cannot see."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import APP, ROOT, modules, short

DOMAIN, BLUEPRINTS = APP / "domain", APP / "blueprints"


def test_the_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def calls(file: Path) -> Iterator[tuple[str, str]]:
    """What a module calls, as it is written (`clock.now`), and where."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), f"{short(file)}:{node.lineno}"


def imports(file: Path) -> Iterator[tuple[str, str]]:
    """What a module imports, by its first name, and where."""
    for node in ast.walk(ast.parse(file.read_text())):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        yield from ((name.partition(".")[0], f"{short(file)}:{node.lineno}") for name in names)  # type: ignore[attr-defined]


def callers(folder: Path, *names: str) -> list[str]:
    """Where something is called, whoever's method it is."""
    return [where for file in modules(folder) for name, where in calls(file) if name.rpartition(".")[2] in names]


def importers(folder: Path, *names: str) -> list[str]:
    return [where for file in modules(folder) for name, where in imports(file) if name in names]


def test_blueprints_hold_no_query_and_never_commit() -> None:
    assert callers(BLUEPRINTS, "select", "commit", "flush", "execute") == []


def test_a_deed_never_commits() -> None:
    """Whoever calls it decides: the web by its status code, a command or the worker by itself."""
    assert callers(DOMAIN, "commit") == []


def test_the_domain_asks_the_clock_and_nobody_else_for_the_time() -> None:
    asked = [(name, where) for file in modules(DOMAIN) for name, where in calls(file) if file.name != "clock.py"]
    own = {"now", "today", "utcnow", "fromtimestamp"}
    assert [where for name, where in asked if name.rpartition(".")[2] in own and not name.startswith("clock.")] == []


def test_only_the_delivery_talks_to_a_mail_server() -> None:
    assert [where for where in importers(APP, "smtplib", "aiosmtplib") if not where.startswith("app/email/")] == []


def test_whatever_is_drawn_is_drawn_by_secrets() -> None:
    assert importers(APP, "random") == []


def test_nothing_that_is_read_can_run() -> None:
    assert importers(APP, "pickle", "marshal", "shelve") == []
    assert [where for file in modules() for name, where in calls(file) if name in {"eval", "exec"}] == []


def test_only_the_app_factory_and_the_web_know_htmx() -> None:
    strange = [
        where for where in importers(APP, "htmx_flask") if not where.startswith(("app/web/", "app/extensions.py"))
    ]
    assert strange == []
