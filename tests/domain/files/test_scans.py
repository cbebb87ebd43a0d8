"""The photo or PDF of an item is what opens, whatever its name says; of a photo nothing is kept but the picture."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from app.domain.errors import RuleViolation
from app.domain.files import photos, store
from app.domain.files.photos import LIMIT, THUMBNAIL
from app.domain.files.scans import Scan, receive_scan
from tests.support.builders import a_png
from tests.support.papers import HEIC, a_bomb, a_pdf, a_photo, photos_in_one

pytestmark = pytest.mark.sqlite


def received(data: bytes, name: str = "scan") -> Scan:
    return receive_scan(io.BytesIO(data), name=name)


def stored() -> list[Path]:
    folder = store.path_of("0" * 32).parent.parent
    return [path for path in folder.rglob("*") if path.is_file()]


def picture(blob: str) -> Image.Image:
    return Image.open(io.BytesIO(store.path_of(blob).read_bytes()))


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (a_photo("JPEG"), "letter.pdf", "image/jpeg"),
        (a_photo("PNG"), "letter.exe", "image/png"),
        (a_photo("WEBP"), "letter.svg", "image/webp"),
        (a_pdf(), "letter.jpg", "application/pdf"),
        (a_pdf(3), "", "application/pdf"),
    ],
)
def test_the_type_is_what_opens_and_never_what_the_name_says(
    app: Flask, data: bytes, name: str, content_type: str
) -> None:
    scan = received(data, name)
    assert (scan.file.content_type, scan.file.name) == (content_type, name)
    assert (scan.thumbnail is None) == (content_type == "application/pdf")
    assert store.path_of(scan.file.blob).read_bytes() == data  # nothing was to be taken away


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"<html><script>alert(1)</script>", "This is no whole JPEG, PNG or WebP picture, and no PDF."),
        (b"", "This is no whole JPEG, PNG or WebP picture, and no PDF."),
        (b"MZ" + b"\x00" * 500, "This is no whole JPEG, PNG or WebP picture, and no PDF."),
        (b"GIF89a" + b"\x00" * 40, "This is no whole JPEG, PNG or WebP picture, and no PDF."),
        (a_photo()[:-200], "This is no whole JPEG, PNG or WebP picture, and no PDF."),
        (a_png(600, 600)[:300], "This is no whole JPEG, PNG or WebP picture, and no PDF."),
        (HEIC, "This is a HEIC picture, which most browsers do not show. Send it as JPEG or PDF."),
        (a_pdf()[:-40], "This PDF does not open: it is damaged, or only a part of it."),
        (a_pdf(2)[:300], "This PDF does not open: it is damaged, or only a part of it."),
        (b"%PDF-1.7\n" + b"x" * 400 + b"\n%%EOF", "This PDF does not open: it is damaged, or only a part of it."),
        (a_pdf(password="secret"), "This PDF opens with a password only. Send one without."),
        (a_bomb(), "This picture has more than 50 million pixels. Send a smaller one."),
        (a_bomb(9_000), "This picture has more than 50 million pixels. Send a smaller one."),
    ],
)
def test_what_does_not_open_is_refused_and_nothing_of_it_is_kept(app: Flask, data: bytes, complaint: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        received(data, "letter.pdf")
    assert (refused.value.sentence.msgid, refused.value.field) == (complaint, "file")
    assert stored() == []


def test_twenty_five_megabytes_are_taken_and_a_byte_more_is_not(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert LIMIT == 25 * 1024 * 1024
    monkeypatch.setattr(photos, "LIMIT", len(a_pdf()))
    assert received(a_pdf()).file.size == len(a_pdf())
    with pytest.raises(RuleViolation) as refused:
        received(a_pdf() + b"\n")
    assert refused.value.sentence.msgid == "A photo or PDF has 25 MB at most."


def test_a_byte_more_than_twenty_five_megabytes_is_refused_before_it_is_looked_at(app: Flask) -> None:
    with pytest.raises(RuleViolation) as refused:
        received(b"\x00" * (LIMIT + 1))
    assert refused.value.sentence.msgid == "A photo or PDF has 25 MB at most."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_a_photo_was_taken_is_kept_nowhere(app: Flask, kind: str) -> None:
    scan = received(a_photo(kind, placed=True))
    assert scan.thumbnail
    for file in (scan.file, scan.thumbnail):
        assert picture(file.blob).getexif() == {}
        assert b"Exif" not in store.path_of(file.blob).read_bytes()


def test_of_several_photos_in_one_file_the_first_is_kept_alone(app: Flask) -> None:
    scan = received(photos_in_one())
    kept = picture(scan.file.blob)
    assert (scan.file.content_type, kept.format, getattr(kept, "n_frames", 1)) == ("image/jpeg", "JPEG", 1)
    assert kept.convert("RGB").getpixel((40, 20))[0] > 200
    assert kept.getexif() == {}


def test_a_photo_that_lies_on_its_side_is_shown_upright(app: Flask) -> None:
    scan = received(a_photo(turned=True))
    assert scan.thumbnail
    for file in (scan.file, scan.thumbnail):
        shown = picture(file.blob).convert("RGB")
        assert shown.size == (40, 80)
        red, _, blue = shown.getpixel((20, 10))
        assert red > 200 and blue < 80  # what was left is above now
        assert min(shown.getpixel((20, 70))) > 200


def test_of_a_large_picture_a_small_one_is_shown(app: Flask) -> None:
    scan = received(a_photo(size=(3000, 1500)))
    assert scan.thumbnail
    assert picture(scan.thumbnail.blob).size == (THUMBNAIL, THUMBNAIL // 2)


def test_what_is_transparent_stands_on_white(app: Flask) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    scan = received(out.getvalue())
    assert scan.thumbnail
    assert min(picture(scan.thumbnail.blob).convert("RGB").getpixel((20, 20))) > 250
