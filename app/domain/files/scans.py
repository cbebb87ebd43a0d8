"""A photo or PDF that somebody sends: checked by what is in it, and put into the file store before any transaction."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from app.domain.errors import N_, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.pdfs import NeedsPassword, NoPdf, begins_like_a_pdf, pages_of
from app.domain.files.photos import LIMIT, write_photo
from app.domain.files.pictures import NoPicture, TooManyPixels, is_heic

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Scan:
    """A checked file and, of a picture, a small one; their rows are not yet added."""

    file: StoredFile
    thumbnail: StoredFile | None = None

    def forget(self) -> None:
        """What was sent twice was written twice."""
        store.forget(self.file, self.thumbnail)


def receive_scan(stream: BinaryIO, *, name: str) -> Scan:
    """Check a photo or PDF and write it to the file store. What opens is what counts, not its name.

    Of a photo nothing is kept but the upright picture: neither where it was taken nor by whom. Raises RuleViolation
    at `file`, and keeps nothing.
    """
    size = stream.seek(0, io.SEEK_END)
    if size > LIMIT:
        raise RuleViolation(N_("A photo or PDF has 25 MB at most."), field="file")
    stream.seek(0)
    head = stream.read(1024)
    stream.seek(0)
    if begins_like_a_pdf(head):
        return _pdf(stream, name, size)
    if is_heic(head):
        raise RuleViolation(
            N_("This is a HEIC picture, which most browsers do not show. Send it as JPEG or PDF."), field="file"
        )
    return _picture(stream, name)


def _pdf(stream: BinaryIO, name: str, size: int) -> Scan:
    try:
        pages_of(stream, size=size)
    except NeedsPassword as error:
        raise RuleViolation(N_("This PDF opens with a password only. Send one without."), field="file") from error
    except NoPdf as error:
        raise RuleViolation(N_("This PDF does not open: it is damaged, or only a part of it."), field="file") from error
    stream.seek(0)
    return Scan(store.write(stream, name=name, content_type=PDF, limit=LIMIT))


def _picture(stream: BinaryIO, name: str) -> Scan:
    try:
        photo = write_photo(stream, name=name)
    except TooManyPixels as error:
        too_many = N_("This picture has more than 50 million pixels. Send a smaller one.")
        raise RuleViolation(too_many, field="file") from error
    except NoPicture as error:
        raise RuleViolation(N_("This is no whole JPEG, PNG or WebP picture, and no PDF."), field="file") from error
    return Scan(photo.file, photo.thumbnail)
