"""What the repository must not hold: where packages came from, where it once stood, what is built or secret."""

from __future__ import annotations

import json
import re
from functools import cache

from tests.architecture.house import ROOT, short, tracked

TEXT = {
    "",
    ".css",
    ".html",
    ".ini",
    ".js",
    ".json",
    ".mako",
    ".md",
    ".po",
    ".pot",
    ".py",
    ".sh",
    ".toml",
    ".txt",
    ".yml",
}
# In pieces, so that this file is none of those that it looks for.
REGISTRIES = (
    "registry." + "npmjs",
    "registry." + "yarnpkg",
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "mirror",
)
MACHINES = re.compile(r"(?<![\w./~$}*-])/(?:work|root|Users/\w+)/")
TEMPORARY = re.compile(r"(?<![\w./~$}*-])/tmp/")


@cache
def texts() -> dict[str, str]:
    """Every text file of the repository, but for this one."""
    files = [file for file in tracked() if file.suffix in TEXT and file.name != "test_repository.py"]
    return {short(file): file.read_text(errors="replace") for file in files}


def test_the_lock_of_the_assets_names_what_they_must_be_and_no_place_to_fetch_them_from() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert all("integrity" in package for package in packages.values())
    assert not any("resolved" in package for package in packages.values())


def test_no_file_names_a_registry() -> None:
    assert [f"{name}: {host}" for name, text in texts().items() for host in REGISTRIES if host in text] == []


def test_no_file_names_a_folder_of_somebody_s_machine() -> None:
    assert [f"{name}: {match[0]}" for name, text in texts().items() for match in MACHINES.finditer(text)] == []


def test_nothing_but_a_test_names_a_temporary_folder() -> None:
    assert [name for name, text in texts().items() if not name.startswith("tests/") and TEMPORARY.search(text)] == []


def test_every_requirement_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        pins = [line for line in (ROOT / name).read_text().splitlines() if line and line[0].isalnum()]
        assert pins
        assert [line for line in pins if not re.match(r"[\w.\[\],-]+==\d", line)] == []


def test_no_secret_and_no_database_is_in_it() -> None:
    forbidden = re.compile(r"(^|/)(\.env|secret-key|demo-logins|id_rsa.*|.*\.(db|sqlite3?|pem|key|p12))$")
    assert [short(file) for file in tracked() if forbidden.search(short(file))] == []


def test_nothing_that_is_installed_or_built_is_in_it() -> None:
    built = re.compile(r"^(node_modules|\.venv|instance|test-results|app/static/vendor)(/|$)|\.(pyc|mo)$")
    assert [short(file) for file in tracked() if built.search(short(file))] == []


def test_git_ignores_what_is_built_also_where_it_is_a_link() -> None:
    """A pattern that ends in a slash ignores folders only: a link in their place was once committed."""
    ignored = (ROOT / ".gitignore").read_text().split()
    assert {"/.venv", "/node_modules"} <= set(ignored)
