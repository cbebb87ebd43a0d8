"""Pictures of signatures, as a tablet or a phone's camera makes them."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw


def a_stroke(
    size: tuple[int, int] = (900, 300),
    *,
    kind: str = "PNG",
    paper: tuple[int, ...] = (255, 255, 255),
    ink: tuple[int, ...] = (0, 0, 0),
    at: tuple[int, int] = (300, 100),
) -> bytes:
    """A picture in which somebody drew one zigzag, 200 pixels wide and 60 high."""
    picture = Image.new("RGB" if len(paper) == 3 else "RGBA", size, paper)
    left, top = at
    points = [(left, top), (left + 60, top + 60), (left + 120, top), (left + 200, top + 60)]
    ImageDraw.Draw(picture).line(points, fill=ink, width=4)
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def blank(size: tuple[int, int] = (900, 300), shade: int = 255) -> bytes:
    out = io.BytesIO()
    Image.new("L", size, shade).save(out, "PNG")
    return out.getvalue()
