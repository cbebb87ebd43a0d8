"""Of a signature the ink is kept, whatever it was drawn with; what shows none is refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.domain.errors import RuleViolation
from app.domain.files.photos import LIMIT
from app.domain.signing.drawings import LARGEST, receive_drawing
from tests.domain.signing.strokes import a_stroke, blank
from tests.support.papers import HEIC, a_bomb, a_pdf

NOTHING = "Nothing is drawn yet. Sign in the frame."


def received(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(receive_drawing(io.BytesIO(data))))


@pytest.mark.parametrize(
    "data",
    [
        a_stroke(),
        a_stroke(kind="JPEG"),
        a_stroke(kind="WEBP"),
        a_stroke(paper=(0, 0, 0, 0), ink=(0, 0, 0, 255)),  # a canvas that nobody painted white
        a_stroke(paper=(196, 190, 170), ink=(30, 40, 120), kind="JPEG"),  # a photo of blue ink on paper
    ],
    ids=["png", "jpeg", "webp", "seen through", "photo of ink"],
)
def test_the_ink_is_cut_out_and_stands_dark_on_white(data: bytes) -> None:
    drawing = received(data)
    assert (drawing.format, drawing.mode) == ("PNG", "L")
    assert 200 <= drawing.width <= 240
    assert 60 <= drawing.height <= 100
    darkest, lightest = drawing.getextrema()
    assert darkest < 40
    assert lightest > 230


def test_a_large_picture_becomes_a_small_one() -> None:
    drawing = received(a_stroke((6_000, 4_000), at=(100, 100), kind="JPEG"))
    assert drawing.width <= LARGEST[0]
    assert drawing.height <= LARGEST[1]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "This is no whole JPEG, PNG or WebP picture."),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h9'/></svg>",
            "This is no whole JPEG, PNG or WebP picture.",
        ),
        (a_pdf(), "This is no whole JPEG, PNG or WebP picture."),
        (a_stroke()[:-40], "This is no whole JPEG, PNG or WebP picture."),
        (HEIC, "This is a HEIC picture, which most browsers do not show. Send it as JPEG."),
        (a_bomb(), "This picture has more than 50 million pixels. Send a smaller one."),
        (bytes(LIMIT + 1), "A picture of a signature has 25 MB at most."),
        (blank(), NOTHING),
        (blank(shade=0), NOTHING),
        (blank(shade=128), NOTHING),
        (blank((1, 1)), NOTHING),
    ],
    ids=["nothing", "svg", "pdf", "cut short", "heic", "bomb", "too large", "white", "black", "grey", "one pixel"],
)
def test_what_is_no_signature_is_refused_at_its_field(data: bytes, complaint: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        receive_drawing(io.BytesIO(data))
    assert (refused.value.sentence.msgid, refused.value.field) == (complaint, "drawing")
