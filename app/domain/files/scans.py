"""A photo or PDF that somebody sends: checked by what is in it, and put into the file store before any transaction."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from app.domain.errors import N_, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.pdfs import NeedsPassword, NoPdf, begins_like_a_pdf, pages_of
from app.domain.files.photos import LIMIT, Refusals, head_of, receive_photo

PDF = "application/pdf"
OF_SCAN = Refusals(
    "file",
    N_("A photo or PDF has 25 MB at most."),
    N_("This is a HEIC picture, which most browsers do not show. Send it as JPEG or PDF."),
    N_("This is no whole JPEG, PNG or WebP picture, and no PDF."),
)


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
    if begins_like_a_pdf(head_of(stream, OF_SCAN)):
        return _pdf(stream, name)
    photo = receive_photo(stream, name=name, refusals=OF_SCAN)
    return Scan(photo.file, photo.thumbnail)


def _pdf(stream: BinaryIO, name: str) -> Scan:
    try:
        pages_of(stream, size=stream.seek(0, io.SEEK_END))
    except NeedsPassword as error:
        raise RuleViolation(N_("This PDF opens with a password only. Send one without."), field="file") from error
    except NoPdf as error:
        raise RuleViolation(N_("This PDF does not open: it is damaged, or only a part of it."), field="file") from error
    stream.seek(0)
    return Scan(store.write(stream, name=name, content_type=PDF, limit=LIMIT))
