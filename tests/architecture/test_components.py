"""Every component is one macro in one file, used and shown in the workshop; every icon that is named is drawn."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from jinja2 import nodes

from tests.architecture.house import APP, ROOT, TEMPLATES, modules, short, templates
from tests.architecture.reading import JINJA, called_in

COMPONENTS, WORKSHOP = TEMPLATES / "components", TEMPLATES / "workshop"
NAMES = sorted(file.stem for file in COMPONENTS.glob("*.html"))
# Shown by every page of the desk, nothing that is seen, or others, which are shown, put together for a deed.
EVERYWHERE = {"rail", "rail_entry", "keys", "asked", "selected", "link", "question"}
SPRITE = APP / "static" / "vendor" / "icons.svg"


def called(files: list[Path]) -> set[str]:
    return {name for file in files for name in called_in(file.read_text())}


def assets() -> ModuleType:
    """The script that draws the sprite."""
    spec = importlib.util.spec_from_file_location("assets", ROOT / "scripts" / "assets.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", NAMES)
def test_a_component_is_one_macro_of_its_own_name(name: str) -> None:
    tree = JINJA.parse((COMPONENTS / f"{name}.html").read_text())
    assert [macro.name for macro in tree.find_all(nodes.Macro)] == [name]


def test_every_component_that_is_called_exists() -> None:
    assert called(templates()) - set(NAMES) == set()


def test_every_component_is_used_by_some_page() -> None:
    """What only the workshop shows is kept for nobody."""
    pages = [file for file in templates() if WORKSHOP not in file.parents]
    assert set(NAMES) - called(pages) == set()


def test_the_workshop_shows_every_component() -> None:
    shown = called(list(WORKSHOP.glob("*.html")))
    while more := called([COMPONENTS / f"{name}.html" for name in shown]) - shown:
        shown |= more
    assert set(NAMES) - shown - EVERYWHERE == set()


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    named = {name for name, where in assets().icons_in_use(APP).items() if where}
    assert named
    assert named - set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text())) == set()


def test_every_template_is_used_and_every_template_that_is_used_exists() -> None:
    there = {file.relative_to(TEMPLATES).as_posix() for file in templates()}
    used: set[str] = set()
    for file in [*templates(), *modules()]:
        source = file.read_text()
        used |= set(re.findall(r"""["']([a-z_]+(?:/[a-z_]+)+\.html)["']""", source))
        for stem in re.findall(r"""["']([a-z_]+/[a-z_/]*_)["'] ~""", source):  # a tab's name follows
            used |= {name for name in there if name.startswith(stem)}
    assert {name for name in there - used if not name.startswith("components/")} == set()
    assert used - there == set()


def test_no_page_draws_an_icon_by_hand() -> None:
    drawn = [short(file) for file in templates() if "<svg" in file.read_text() and COMPONENTS not in file.parents]
    assert drawn == []
