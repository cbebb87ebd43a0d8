"""The head of every paper: who the office is, as values that a template reads."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from PIL import Image

# Twice what the head shows at 150 dpi: a larger picture makes the paper heavy, and no reader sees it.
_LARGEST = (720, 240)  # pixels


def letterhead(name: str, lines: Iterable[str], *, accent: str = "", logo: bytes | None = None) -> dict[str, Any]:
    """The office's name, the lines under it, its colour (`#rrggbb`, or none) and its picture, for `data["office"]`.

    `logo` is a whole PNG, JPEG or WebP; what cannot be decoded after all is left out.
    """
    picture = _small(logo) if logo else None
    return {
        "name": name,
        "lines": [line for line in lines if line],
        "accent": accent,
        "logo": list(picture) if picture else None,  # typst takes bytes as numbers
    }


@lru_cache(maxsize=8)
def _small(logo: bytes) -> bytes | None:
    """The picture as a PNG of the size that a head needs."""
    try:
        with Image.open(io.BytesIO(logo), formats=("PNG", "JPEG", "WEBP")) as picture:
            picture.thumbnail(_LARGEST)
            small = io.BytesIO()
            picture.convert("RGBA").save(small, "PNG")
            return small.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
