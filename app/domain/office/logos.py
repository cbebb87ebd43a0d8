"""What a picture is, by its first bytes: type and size in pixels, read without decoding it.

A picture of a few kilobytes may unpack to gigabytes, and a file's name proves nothing; so neither counts. SVG is a
document that can run scripts, and no picture here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from app.domain.errors import N_, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile

LIMIT = 1024 * 1024  # bytes
SMALLEST, LARGEST = 16, 4096  # pixels on each side

_PNG = b"\x89PNG\r\n\x1a\n"
# The marks of a JPEG that say how large it is; 0xC4, 0xC8 and 0xCC in their midst say something else.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # marks that nothing follows


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture of a type that every browser shows."""

    content_type: str
    width: int  # pixels
    height: int


def receive_logo(stream: BinaryIO, *, name: str) -> StoredFile:
    """Put a logo into the file store, before any transaction; its row is not yet added.

    Raises RuleViolation at `logo`, and keeps nothing, for what is too large, or no PNG, JPEG or WebP.
    """
    head = stream.read(LIMIT + 1)
    if len(head) > LIMIT:
        raise RuleViolation(N_("A logo has 1 MB at most."), field="logo")
    picture = picture_in(head)
    if picture is None:
        raise RuleViolation(N_("This is no whole PNG, JPEG or WebP picture."), field="logo")
    if max(picture.width, picture.height) > LARGEST or min(picture.width, picture.height) < SMALLEST:
        raise RuleViolation(N_("A logo has 16 to 4,096 pixels on each side."), field="logo")
    stream.seek(0)
    return store.write(stream, name=name, content_type=picture.content_type, limit=LIMIT)


def picture_in(data: bytes) -> Picture | None:
    """The picture that these bytes are, from the first to the last; None when they are none or only its beginning."""
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    return None


def _png(data: bytes) -> Picture | None:
    """PNG (W3C): a signature, then chunks; the first one, IHDR, holds the size, the last one is IEND."""
    size, at = None, len(_PNG)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if size is None:
            if kind != b"IHDR" or length != 13 or len(data) < at + 25:
                return None
            size = struct.unpack_from(">II", data, at + 8)
        at += 12 + length
        if kind == b"IEND":
            return Picture("image/png", *size) if at == len(data) else None
    return None


def _jpeg(data: bytes) -> Picture | None:
    """JPEG (ITU-T T.81): segments, each a mark and its length, until the data; it ends with a mark of its own."""
    size, at = None, 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xFF or mark in _JPEG_ALONE:
            at += 1 if mark == 0xFF else 2
            continue
        if mark in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = width, height
        if mark == 0xDA:  # from here on the data
            return Picture("image/jpeg", *size) if size and data.rstrip(b"\x00").endswith(b"\xff\xd9") else None
        at += 2 + int(struct.unpack_from(">H", data, at + 2)[0])
    return None


def _webp(data: bytes) -> Picture | None:
    """WebP (RFC 9649): a RIFF file whose first chunk says how large it is, in one of three ways."""
    (length,) = struct.unpack_from("<I", data, 4)
    if length + 8 != len(data) or len(data) < 30:
        return None
    kind = data[12:16]
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return Picture("image/webp", width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L" and data[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", data, 21)
        return Picture("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8X":
        width, height = (int.from_bytes(data[start : start + 3], "little") + 1 for start in (24, 27))
        return Picture("image/webp", width, height)
    return None
