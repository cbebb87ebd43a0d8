"""Pictures that people send: what opens whole is one, whatever its name says; what is kept tells no place.

A picture of a few kilobytes may unpack to gigabytes, so its pixels are counted before they are decoded.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps

# SAFETY.md 13: some phones take 50 million; more than twice this Pillow refuses by itself.
MAX_PIXELS = 50_000_000
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# What a large picture took goes back to the system at once: blocks of more than 32 MB glibc maps each by itself. Those
# of 16 MB, Pillow's own choice, stay with the thread that asked for them, a quarter of a gigabyte with each thread.
Image.core.set_block_size(64 * 1024 * 1024)  # type: ignore[attr-defined]  # as PILLOW_BLOCK_SIZE would

CONTENT_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_COPIED = 16_000_000  # pixels of a picture that may be copied whole
_QUALITY = 90  # of what is written anew; from about here on nobody sees a difference
# What a camera writes beside the picture: place, time, its owner, remarks.
_TOLD = ("exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop")
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})


class NoPicture(ValueError):
    """These bytes are no whole JPEG, PNG or WebP picture."""


class TooManyPixels(ValueError):
    """The picture would unpack to more than MAX_PIXELS."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture, upright, with nothing beside its pixels; and a small one of it."""

    data: bytes
    content_type: str
    thumbnail: bytes  # a JPEG
    width: int  # pixels
    height: int


def is_heic(head: bytes) -> bool:
    """Whether a file begins like the pictures of some phones, which no browser but Safari shows."""
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS


def picture_of(stream: BinaryIO, *, thumbnail: int) -> Picture:
    """Decode a picture whole, and make a small one of at most `thumbnail` pixels on each side.

    One that tells where it was taken, or lies on its side, is written anew. Raises NoPicture and TooManyPixels.
    """
    try:
        with Image.open(stream, formats=tuple(CONTENT_TYPES)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixels
            image.load()
            return _settled(image, stream, thumbnail)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except TooManyPixels:
        raise
    except Exception as error:  # decoders raise whatever a broken file leads them to
        raise NoPicture from error


def _settled(image: Image.Image, stream: BinaryIO, size: int) -> Picture:
    # Some phones put several pictures into one JPEG, each with what it tells; the first is the photo.
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    tells = image.format != kind or any(image.info.get(name) for name in _TOLD)
    ImageOps.exif_transpose(image, in_place=True)
    small = _written(_small(image, size), "JPEG")
    if tells:
        data = _written(image, kind)
    else:
        stream.seek(0)
        data = stream.read()
    return Picture(data, CONTENT_TYPES[kind], small, *image.size)


def _small(image: Image.Image, size: int) -> Image.Image:
    """A small picture, on white where one sees through; the large one is not copied for it."""
    scale = min(1.0, size / max(image.size))
    sides = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image = _thinned(image, sides)
    if image.has_transparency_data:
        seen = image.convert("RGBA").resize(sides, reducing_gap=3.0)
        paper = Image.new("RGB", sides, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return (image if image.mode in {"L", "RGB"} else image.convert("RGB")).resize(sides, reducing_gap=3.0)


def _thinned(image: Image.Image, sides: tuple[int, int]) -> Image.Image:
    """A large picture of a kind that Pillow would copy whole, once or twice, before it makes it small: fewer pixels.

    Of 50 million that one sees through, the copies would take 600 MB. Black and white is smoothed, in a byte each.
    """
    if image.width * image.height <= _COPIED or image.mode in {"L", "RGB"}:
        return image
    if image.mode == "1":
        return image.convert("L")
    close = (min(image.width, 4 * sides[0]), min(image.height, 4 * sides[1]))
    return image.resize(close, Image.Resampling.NEAREST)


def _written(image: Image.Image, kind: str) -> bytes:
    """A picture as a file without anything beside it but the profile of its colours."""
    image.info = {name: image.info[name] for name in ("icc_profile", "transparency") if name in image.info}
    out = io.BytesIO()
    more = {} if kind == "PNG" else {"quality": _QUALITY}
    image.save(out, kind, icc_profile=image.info.get("icc_profile"), **more)
    return out.getvalue()
