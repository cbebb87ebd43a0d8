"""A paper that somebody sends: a PDF stays as it is, a photo of one becomes a PDF, so that it can be signed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.photos import LIMIT
from app.domain.files.scans import PDF, receive_scan

_LONG_SIDE = 297 / 25.4  # inches of an A4 sheet: a photo of one is shown in its size
_QUALITY = 90


def receive_paper(stream: BinaryIO, *, name: str) -> StoredFile:
    """Check a PDF or photo and write it to the file store, as a PDF; its row is not yet added to the session.

    Raises RuleViolation at `file`, and keeps nothing.
    """
    scan = receive_scan(stream, name=name)
    if scan.file.content_type == PDF:
        return scan.file
    try:
        return keep_paper(_as_pdf(store.path_of(scan.file.blob)), name=name)
    finally:
        scan.forget()


def keep_paper(made: bytes, *, name: str) -> StoredFile:
    """Write a PDF of ours to the file store; its row is not yet added to the session."""
    # Written anew a picture may have grown beyond what a person may send.
    return store.write(io.BytesIO(made), name=name, content_type=PDF, limit=4 * LIMIT)


def _as_pdf(photo: Path) -> bytes:
    """A photo on a page of its own, on white where one sees through it."""
    out = io.BytesIO()
    with Image.open(photo) as image:
        seen: Image.Image = image
        if image.has_transparency_data:
            seen = Image.new("RGB", image.size, "white")
            seen.paste(image, mask=image.convert("RGBA").getchannel("A"))
        dots_an_inch = max(1.0, max(image.size) / _LONG_SIDE)
        seen.convert("RGB").save(out, "PDF", resolution=dots_an_inch, quality=_QUALITY)
    return out.getvalue()
