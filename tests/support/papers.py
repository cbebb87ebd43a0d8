"""What people send as the photo or PDF of a letter, and what only looks like one."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image
from pypdf import PdfWriter

from tests.support.builders import a_png


def a_photo(
    kind: str = "JPEG", size: tuple[int, int] = (80, 40), *, turned: bool = False, placed: bool = False
) -> bytes:
    """A picture whose left half is red; lying on its side, or telling where it was taken."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6  # turn it clockwise to see it upright
    if placed:
        exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 4.0, 12.0), 3: "E", 4: (7.0, 41.0, 3.0)})
    out = io.BytesIO()
    image.save(out, kind, **({"exif": exif} if turned or placed else {}))
    return out.getvalue()


def photos_in_one() -> bytes:
    """Two pictures in one file that begins like a JPEG, as phones make them."""
    first, second = Image.new("RGB", (80, 40), "red"), Image.new("RGB", (80, 40), "blue")
    out = io.BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def a_pdf(pages: int = 1, *, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(210, 297)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def a_bomb(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that says it has side × side pixels."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\x00" * 100_000)), (b"IEND", b"")]
    packed = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    return a_png()[:8] + b"".join(packed)


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64
