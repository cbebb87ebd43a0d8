"""The lock files hold what pyproject.toml asks for, and nothing of the machine that made them."""

import re
import tomllib
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
