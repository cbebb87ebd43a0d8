"""Where things stand in this repository."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = APP / "templates"


def templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def modules(folder: Path = APP) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def short(path: Path) -> str:
    """A path as one would say it."""
    return path.relative_to(ROOT).as_posix()


def folders(path: Path) -> set[str]:
    """The areas in a folder."""
    return {each.name for each in path.iterdir() if each.is_dir() and each.name != "__pycache__"}


@cache
def tracked() -> tuple[Path, ...]:
    """The files that belong to the repository: those that git knows or would take, but for what it ignores."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    files = (ROOT / name for name in sorted(set(listed.stdout.split("\0"))) if name)
    return tuple(file for file in files if file.is_file())
