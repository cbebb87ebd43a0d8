"""A paper that somebody sends: a PDF stays as it is, a photo of it becomes one."""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import Image

from app.domain.errors import N_, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.pdfs import NeedsPassword, NoPdf, begins_like_a_pdf, pages_of
from app.domain.files.photos import LIMIT, THUMBNAIL
from app.domain.files.pictures import NoPicture, TooManyPixels, is_heic, picture_of

PDF = "application/pdf"
_LONG_SIDE = 297 / 25.4  # inches of an A4 sheet: a photo of one is shown in its size
_QUALITY = 90


def receive_paper(stream: BinaryIO, *, name: str) -> StoredFile:
    """Check a PDF or photo and write it to the file store, as a PDF. What opens is what counts, not its name.

    Of a photo nothing is kept but the upright picture: neither where it was taken nor by whom. The row is not yet
    added to the session. Raises RuleViolation at `file`, and keeps nothing.
    """
    size = stream.seek(0, io.SEEK_END)
    if size > LIMIT:
        raise RuleViolation(N_("A photo or PDF has 25 MB at most."), field="file")
    stream.seek(0)
    head = stream.read(1024)
    stream.seek(0)
    if is_heic(head):
        raise RuleViolation(
            N_("This is a HEIC picture, which most browsers do not show. Send it as JPEG or PDF."), field="file"
        )
    if not begins_like_a_pdf(head):
        return keep_paper(_photo_as_pdf(stream), name=name)
    _check(stream, size)
    stream.seek(0)
    return store.write(stream, name=name, content_type=PDF, limit=LIMIT)


def keep_paper(made: bytes, *, name: str) -> StoredFile:
    """Write a PDF of ours to the file store; its row is not yet added to the session."""
    # Written anew a picture may have grown beyond what a person may send.
    return store.write(io.BytesIO(made), name=name, content_type=PDF, limit=4 * LIMIT)


def _check(stream: BinaryIO, size: int) -> None:
    try:
        pages_of(stream, size=size)
    except NeedsPassword as error:
        raise RuleViolation(N_("This PDF opens with a password only. Send one without."), field="file") from error
    except NoPdf as error:
        raise RuleViolation(N_("This PDF does not open: it is damaged, or only a part of it."), field="file") from error


def _photo_as_pdf(stream: BinaryIO) -> bytes:
    """A photo on a page of its own, white where one sees through it."""
    try:
        picture = picture_of(stream, thumbnail=THUMBNAIL)
    except TooManyPixels as error:
        too_many = N_("This picture has more than 50 million pixels. Send a smaller one.")
        raise RuleViolation(too_many, field="file") from error
    except NoPicture as error:
        raise RuleViolation(N_("This is no whole JPEG, PNG or WebP picture, and no PDF."), field="file") from error
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture.data)) as image:
        seen = image
        if image.has_transparency_data:
            seen = Image.new("RGB", image.size, "white")
            seen.paste(image, mask=image.convert("RGBA").getchannel("A"))
        dots = max(1.0, max(image.size) / _LONG_SIDE)
        seen.convert("RGB").save(out, "PDF", resolution=dots, quality=_QUALITY)
    return out.getvalue()
