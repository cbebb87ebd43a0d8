"""Make ready what git does not hold: virtual environment, dependencies, assets, compiled translations.

Runs before there is a virtual environment, so it needs nothing but Python. Every step first looks whether its work
is done already; when all is, the whole costs a moment.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
TRANSLATIONS = ROOT / "app" / "translations"


class Trouble(Exception):
    """One sentence for the person at the terminal, who does not need a traceback."""


def everything(*, dev: bool = False) -> None:
    """Take every step that is not done yet; ``dev`` adds what tests and checks need."""
    ensure_virtual_environment()
    ensure_dependencies("requirements.txt", *(["requirements-dev.txt"] if dev else []))
    ensure_assets(dev=dev)
    ensure_translations()


def ensure_virtual_environment() -> None:
    """Have a virtual environment in ``.venv`` that works: one left half made, or by a Python since gone, is remade."""
    if (BIN / "python").exists() and _answers(
        [BIN / "python", "-c", "import sys, pip; assert sys.version_info >= (3, 11)"]
    ):
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Trouble(
            f"This Python ({sys.executable}) cannot make virtual environments: "
            "install its venv module (on Debian and Ubuntu the package python3-venv) and try again."
        )
    _say("Making a virtual environment in .venv …")
    _run([sys.executable, "-m", "venv", "--clear", VENV], "The virtual environment could not be made.")


def ensure_dependencies(*lists: str) -> None:
    """Install what the lists name, unless exactly these lists were installed last."""
    wanted = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in lists}
    missing = [name for name in lists if _stamp_of(name) != wanted[name]]
    if not missing:
        return
    _say(f"Installing what {' and '.join(missing)} list{'' if missing[1:] else 's'} …")
    # The lists are complete, so nothing is looked for beside them; and what Python compiles it compiles when it runs.
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile"]
    sources = [part for name in missing for part in ("-r", ROOT / name)]
    _run(
        [BIN / "python", "-m", "pip", "install", *options, *sources],
        "The dependencies could not be installed: is the package index within reach?",
    )
    for name in missing:
        (VENV / f"{name}.sha256").write_text(wanted[name])


def _stamp_of(name: str) -> str:
    stamp = VENV / f"{name}.sha256"
    return stamp.read_text() if stamp.exists() else ""


def ensure_assets(*, dev: bool = False) -> None:
    """Have scripts, icons and fonts in ``app/static/vendor``; the script knows by itself whether they are."""
    if not (ROOT / "app" / "static" / "vendor").exists():
        _say("Installing the front-end assets …")
    options = ["--dev"] if dev else []
    _run(
        [BIN / "python", ROOT / "scripts" / "assets.py", *options],
        "The front-end assets could not be installed.",
        output=subprocess.DEVNULL,
    )


def ensure_translations() -> None:
    """Compile the catalogues when one has changed since."""
    catalogues = list(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))
    if any(_is_older(catalogue.with_suffix(".mo"), catalogue) for catalogue in catalogues):
        _run([BIN / "pybabel", "--quiet", "compile", "--directory", TRANSLATIONS], "The translations do not compile.")


def _is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def _answers(command: Sequence[str | Path]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:  # a link to a Python that is gone
        return False


def _run(command: Sequence[str | Path], otherwise: str, *, output: int | None = None) -> None:
    if subprocess.run(command, cwd=ROOT, stdout=output, check=False).returncode != 0:
        raise Trouble(otherwise)


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    try:
        everything(dev="--dev" in sys.argv[1:])
    except Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(os.EX_TEMPFAIL)
