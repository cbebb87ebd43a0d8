"""Setting a paper. Data goes to the template as JSON and is text there: nothing of it is ever read as markup."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from PIL import Image

FAMILY = "Noto Sans"
_HERE = Path(__file__).parent
TEMPLATES, FONTS = _HERE / "templates", _HERE / "fonts"
_SHARP = 110.0  # dots an inch of a picture: a page is as wide as the preview of a large screen
_COLOURS = 48

_NAME = re.compile(r"[a-z_]+")
# Signs that stand for nothing on paper; line breaks and tabs stay.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
# A word longer than a line would run over the edge: it may break after every so many signs.
_LONG_WORD = re.compile(r"\S{31,}")
_EVERY = re.compile(r"(.{30})(?=.)")
_BREAK = "\N{ZERO WIDTH SPACE}"


def pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The paper that a template of ours makes of data (texts, numbers, lists, mappings), in the reader's words already.

    `at` is the moment that the paper bears: the same data at the same moment are the same bytes. Nothing is fetched.
    Takes about 50 ms a page: call it outside the transaction that writes. Raises ValueError for a template that is
    none of ours.
    """
    (made,) = _made(template, data, at, "pdf")
    return made


def pictures(template: str, data: Mapping[str, Any], *, at: datetime) -> list[bytes]:
    """The same paper as pictures (PNG), a page each, to look at where no PDF is shown. Takes what `pdf` takes.

    They are of a few colours, which a page of letters is anyway: 100 KB each, and about 100 ms.
    """
    return [_light(picture) for picture in _made(template, data, at, "png")]


def _light(picture: bytes) -> bytes:
    light = io.BytesIO()
    with Image.open(io.BytesIO(picture), formats=("PNG",)) as page:
        page.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(light, "PNG")
    return light.getvalue()


def _made(template: str, data: Mapping[str, Any], at: datetime, form: Literal["pdf", "png"]) -> list[bytes]:
    file = TEMPLATES / f"{template}.typ"
    if not _NAME.fullmatch(template) or not file.is_file():
        raise ValueError(f"no template is called {template!r}")
    made: Any = typst.compile(  # one page is bytes, several pictures are a list: its stubs know of neither
        file,
        root=TEMPLATES,
        font_paths=fonts(),
        format=form,
        ppi=_SHARP,
        sys_inputs={"data": json.dumps(_printable(data))},
        timestamp=at.replace(microsecond=0),  # a paper knows no finer moment
        package_path=TEMPLATES,  # no package is looked up elsewhere, and so none is fetched
        package_cache_path=TEMPLATES,
    )
    return made if isinstance(made, list) else [made]


@cache
def fonts() -> typst.Fonts:
    """Our own fonts and no others, so that a paper looks alike on every machine. Several threads may share them.

    A family that is missing would be replaced in silence: RuntimeError instead.
    """
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    weights = {font.weight for font in found.fonts() if font.family == FAMILY}
    if not {400, 700} <= weights:
        raise RuntimeError(f"{FAMILY} is not in {FONTS}: run `make assets`")
    return found


def _printable(value: Any) -> Any:
    """Data whose texts hold nothing that a paper cannot show, and no word that does not fit on a line."""
    if isinstance(value, str):
        text = _UNPRINTABLE.sub("", value.replace("\r\n", "\n"))
        return _LONG_WORD.sub(lambda word: _EVERY.sub(rf"\1{_BREAK}", word[0]), text)
    if isinstance(value, Mapping):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return list(value) if value and isinstance(value[0], int) else [_printable(each) for each in value]
    return value
