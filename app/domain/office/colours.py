"""The office's colour, and what follows from it in the light and in the dark.

Contrast is that of WCAG 2.2 (relative luminance of sRGB, ratio 1 to 21): text needs 4.5:1 on its ground
(1.4.3), a control 3:1 (1.4.11).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

WHITE, BLACK = "#ffffff", "#000000"
READABLE, SEEN = 4.5, 3
# The papers of tokens.css on which links of this colour stand.
CANVAS, DARK_PAPER = "#f6f7f9", "#131922"

_HEX = re.compile(r"#[0-9a-f]{6}")
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Palette:
    """Each role of the accent, first in the light, then in the dark."""

    accent: tuple[str, str]  # under white text
    hover: tuple[str, str]  # the same, pressed
    link: tuple[str, str]  # text, and the ring of the focus, on paper


def is_colour(text: str) -> bool:
    """Whether this is a colour as we keep it: #rrggbb, in small letters."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 (none) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour: 0 is black, 1 is white."""
    red, green, blue = (channel / 255 for channel in _channels(colour))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def carries_white(colour: str) -> bool:
    """Whether white text can be read on it."""
    return contrast(colour, WHITE) >= READABLE


def palette_of(colour: str) -> Palette:
    """What follows from an accent that carries white text.

    In the dark a deep colour would sink into the paper: there it is lightened until a button is seen, which leaves
    white text readable, and links further, until they are read as easily as the text around them.
    """
    bright = _first(WHITE, colour, lambda mixed: contrast(mixed, DARK_PAPER) >= SEEN)
    return Palette(
        accent=(colour, bright),
        hover=(mix(colour, BLACK, 0.16), mix(bright, BLACK, 0.1)),
        link=(
            _first(BLACK, colour, lambda mixed: contrast(mixed, CANVAS) >= READABLE),
            _first(WHITE, colour, lambda mixed: contrast(mixed, DARK_PAPER) >= 7),
        ),
    )


def mix(colour: str, other: str, share: float) -> str:
    """A colour with a share (0 to 1) of another one in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _first(towards: str, colour: str, is_enough: Callable[[str], bool]) -> str:
    """The colour with as little of another one as is enough."""
    steps = (mix(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next((mixed for mixed in steps if is_enough(mixed)), towards)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
