"""PDFs that people send: what opens whole and without a password is one, whatever its name says."""

from __future__ import annotations

from typing import BinaryIO

_HEAD, _TAIL = 1024, 2048  # bytes within which the marks of begin and end stand (ISO 32000-1, annex H)


class NoPdf(ValueError):
    """These bytes are no whole PDF with a page in it."""


class NeedsPassword(ValueError):
    """The PDF opens for those alone who know its password."""


def begins_like_a_pdf(head: bytes) -> bool:
    return b"%PDF-" in head[:_HEAD]


def pages_of(stream: BinaryIO, *, size: int) -> int:
    """How many pages a PDF of `size` bytes has. Raises NoPdf and NeedsPassword.

    A reader repairs one that was cut short, and shows what is left; here the mark of its end has to be there.
    """
    from pypdf import PdfReader  # when one comes: it would make every start of the app a quarter longer

    stream.seek(max(0, size - _TAIL))
    if b"%%EOF" not in stream.read(_TAIL):
        raise NoPdf
    stream.seek(0)
    try:
        reader = PdfReader(stream)
        if reader.is_encrypted and not reader.decrypt(""):
            raise NeedsPassword
        pages = len(reader.pages)
        if pages:
            reader.pages[0].mediabox  # noqa: B018  (raises where the first page is none)
    except NeedsPassword:
        raise
    except Exception as error:  # a broken file may lead the reader anywhere
        raise NoPdf from error
    if not pages:
        raise NoPdf
    return pages
