"""A logo is a whole picture of a known type and a bearable size, whatever its name says."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from flask import Flask

from app.domain.errors import RuleViolation
from app.domain.files import store
from app.domain.office.logos import LIMIT, Picture, picture_in, receive_logo
from tests.support.builders import a_png


def a_jpeg(width: int, height: int) -> bytes:
    """The skeleton of one: an application segment, the frame, the data's mark, the end."""
    app = b"\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 9
    frame = b"\xff\xc2\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + app + b"\xff" + frame + b"\xff\xda\x00\x08" + b"\x00" * 12 + b"\xff\xd9"


def a_webp(kind: bytes, body: bytes) -> bytes:
    chunk = kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def lossy(width: int, height: int) -> bytes:
    return a_webp(b"VP8 ", b"\x10\x02\x00\x9d\x01\x2a" + struct.pack("<HH", width, height) + b"\x00" * 8)


def lossless(width: int, height: int) -> bytes:
    return a_webp(b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\x00" * 9)


def extended(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return a_webp(b"VP8X", b"\x00" * 4 + size + b"\x00" * 8)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (a_png(300, 80), "image/png"),
        (a_jpeg(300, 80), "image/jpeg"),
        (lossy(300, 80), "image/webp"),
        (lossless(300, 80), "image/webp"),
        (extended(300, 80), "image/webp"),
    ],
)
def test_type_and_size_are_read_from_the_first_bytes(data: bytes, content_type: str) -> None:
    assert picture_in(data) == Picture(content_type, 300, 80)


@pytest.mark.parametrize("whole", [a_png(), a_jpeg(64, 32), lossy(64, 32), lossless(64, 32), extended(64, 32)])
def test_a_picture_that_breaks_off_is_none_wherever_it_does(whole: bytes) -> None:
    assert [end for end in range(len(whole)) if picture_in(whole[:end])] == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\x00" * 40,
        b"%PDF-1.7",
        a_png() + b"<script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + b"\xff" * 1000,
        b"RIFF\x16\x00\x00\x00WEBPVP8 " + b"\x00" * 14,
    ],
)
def test_what_is_no_picture_of_these_types_is_refused(data: bytes) -> None:
    assert picture_in(data) is None


def stored() -> list[Path]:
    folder = store.path_of("0" * 32).parent.parent
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (a_png() + b"\x00" * LIMIT, "A logo has 1 MB at most."),
        (b"<svg></svg>", "This is no whole PNG, JPEG or WebP picture."),
        (a_png(15, 64), "A logo has 16 to 4,096 pixels on each side."),
        (extended(4097, 64), "A logo has 16 to 4,096 pixels on each side."),
        (extended(1 << 24, 1 << 24), "A logo has 16 to 4,096 pixels on each side."),
    ],
)
def test_nothing_is_kept_of_what_is_refused(app: Flask, data: bytes, sentence: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        receive_logo(io.BytesIO(data), name="logo.png")
    assert (refused.value.sentence.msgid, refused.value.field) == (sentence, "logo")
    assert stored() == []


@pytest.mark.sqlite
def test_what_is_kept_bears_the_type_of_its_content_whatever_its_name_says(app: Flask) -> None:
    file = receive_logo(io.BytesIO(a_png()), name="logo.jpg.svg")
    assert (file.content_type, file.size) == ("image/png", len(a_png()))
    assert store.path_of(file.blob).read_bytes() == a_png()
