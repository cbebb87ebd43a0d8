"""The lock files hold what pyproject.toml asks for, and nothing of the machine that made them."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LISTS = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-dev.txt": PROJECT["dependency-groups"]["dev"],
}


def locked(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = [re.split(r"[=; ]+", line)[:2] for line in lines if re.match(r"[a-z0-9]", line)]
    return {canonicalize_name(package): version for package, version in pins}


@pytest.mark.parametrize("name", LISTS)
def test_every_dependency_is_locked_at_a_version_that_fits(name: str) -> None:
    pins = locked(name)
    for text in LISTS[name]:
        wanted = Requirement(text)
        version = pins.get(canonicalize_name(wanted.name))
        assert version, f"{wanted.name} is missing: run `make lock`"
        assert version in wanted.specifier, f"{wanted.name} {version} does not fit: run `make lock`"


@pytest.mark.parametrize("name", LISTS)
def test_a_lock_names_packages_and_no_place_that_they_came_from(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--|@", text)


@pytest.mark.parametrize(
    ("folders", "lists"),
    [
        (["app", "migrations"], ["requirements.txt"]),
        (["scripts", "tests"], ["requirements.txt", "requirements-dev.txt"]),
    ],
)
def test_what_is_imported_is_locked(folders: list[str], lists: list[str]) -> None:
    """A package that was only installed by hand is missing on every other machine."""
    pins = {package for name in lists for package in locked(name)}
    distributions = packages_distributions()
    for file, module in imports_below(folders):
        names = {canonicalize_name(name) for name in distributions.get(module, [])}
        assert names & pins, f"{file} imports {module}, which pyproject.toml does not ask for"


def imports_below(folders: Iterable[str]) -> set[tuple[Path, str]]:
    """Each file, with the top-level modules that it imports and that are neither Python's nor ours."""
    ours = {"app", "config", "scripts", "tests", "wsgi", *(file.stem for file in (ROOT / "scripts").glob("*.py"))}
    found = set()
    for file in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            found |= {(file.relative_to(ROOT), name.partition(".")[0]) for name in names}
    return {(file, name) for file, name in found if name not in ours | sys.stdlib_module_names}
