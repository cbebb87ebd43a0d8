"""Rooms stay small enough to be seen at a glance (ARCHITECTURE.md 6). Larger ones stand here with their reason."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.house import APP, ROOT, TEMPLATES, folders, modules, short, templates

PYTHON, TEMPLATE, TEST, FUNCTION, FOLDER = 400, 120, 500, 40, 12

LARGE_FOLDERS = {
    "app/blueprints/clients": "one thing that the desk does with its clients a file",
    "app/blueprints/settings": "one page of the settings a file",
    "app/domain/accounts": "a login, and each thing that lets somebody in or keeps them out",
    "app/domain/contacts": "one thing that is done with contacts a file",
    "app/domain/contracts": "one thing that is done with contracts a file, and what they are drawn up from",
    "app/domain/lifecycle": "one deed on whole parties a file, and what they share",
    "app/domain/parties": "one thing about a card a file: its names, numbers, taxes, roles, and what merging joins",
    "app/domain/messaging": "one step of an email from its words to its delivery a file",
    "app/domain/directory/importing": "an import is one thing in many steps: reading, staging, previewing, taking over",
    "app/domain/directory/segments": "what a rule may be about, how it is compared, and what is done with segments",
    "app/templates/components": "one macro a file, found by its name",
    "app/templates/imports": "the steps of an import, and the parts that they share",
    "app/templates/settings": "one page a file, and the parts of the larger ones",
    "app/web": "one habit a file, each named for what it does",
    "tests/blueprints/clients": "one thing that the desk does with its clients a file",
    "tests/blueprints/settings": "one page of the settings a file",
    "tests/browser": "one way of using the pages a file",
    "tests/domain/contacts": "one thing that is done with contacts a file, as in app/domain/contacts",
    "tests/domain/lifecycle": "one deed on whole parties a file, as in app/domain/lifecycle",
    "tests/domain/directory/importing": "one step of an import, or one kind of list, a file",
    "tests/support": "the furniture of all tests, one piece a file",
    "tests/web": "one habit a file, as in app/web",
}
LARGE_FUNCTIONS: dict[str, str] = {}
# Built, or a line of numbers that nobody takes apart.
NO_ROOMS = {"__pycache__", "vendor", "versions", "translations"}


def longer(files: list[Path], lines: int) -> dict[str, int]:
    lengths = {short(file): len(file.read_text().splitlines()) for file in files}
    return {name: length for name, length in lengths.items() if length > lines}


def test_no_module_is_too_long() -> None:
    assert longer(modules(), PYTHON) == {}


def test_no_template_is_too_long() -> None:
    assert longer(templates(), TEMPLATE) == {}


def test_no_test_file_is_too_long() -> None:
    assert longer(modules(ROOT / "tests"), TEST) == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{short(file)}:{node.name}": length
        for file in modules()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION
    }
    assert {name: length for name, length in long.items() if name not in LARGE_FUNCTIONS} == {}


def test_no_folder_is_too_full_without_a_reason_and_no_reason_is_out_of_date() -> None:
    full = {short(folder): rooms(folder) for top in (APP, ROOT / "tests") for folder in [top, *top.rglob("*")]}
    assert {name for name, count in full.items() if count > FOLDER} == set(LARGE_FOLDERS)


def rooms(folder: Path) -> int:
    if not folder.is_dir() or NO_ROOMS & set(folder.parts):
        return 0
    return len([file for file in folder.iterdir() if file.is_file() and file.name != "__init__.py"])


def test_no_file_has_a_name_that_says_nothing() -> None:
    silent = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "tools"}
    assert [short(file) for file in [*modules(), *modules(ROOT / "tests")] if file.stem in silent] == []


def test_every_folder_of_templates_holds_some() -> None:
    assert [name for name in folders(TEMPLATES) if not list((TEMPLATES / name).glob("*.html"))] == []
