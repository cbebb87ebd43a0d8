"""A signature as it was drawn: whatever came, what is kept is the ink alone, black on white."""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import Image, ImageOps

from app.domain.errors import N_, RuleViolation
from app.domain.files.photos import LIMIT
from app.domain.files.pictures import NoPicture, TooManyPixels, is_heic, picture_of

LARGEST = (1_200, 480)  # pixels: twice what the paper shows at 300 dpi
_THUMBNAIL = 2_400  # pixels; of a photo of a signature, more would be grain
_INK = 128  # of 255: what is darker, once paper is white, is ink
_CONTRAST = 64  # of 255: below, a picture is one shade and nobody wrote on it
_FEWEST = 60  # pixels of ink; a tap leaves fewer
_MARGIN = 12  # pixels around the ink


def receive_drawing(stream: BinaryIO) -> bytes:
    """The signature in a picture (PNG, JPEG or WebP, by its content), as a small PNG in shades of grey.

    Raises RuleViolation at `drawing` for what is no picture, too large, or shows nothing.
    """
    if stream.seek(0, io.SEEK_END) > LIMIT:
        raise _refusal(N_("A picture of a signature has 25 MB at most."))
    stream.seek(0)
    if is_heic(stream.read(16)):
        raise _refusal(N_("This is a HEIC picture, which most browsers do not show. Send it as JPEG."))
    stream.seek(0)
    try:
        small = picture_of(stream, thumbnail=_THUMBNAIL).thumbnail
    except TooManyPixels as error:
        raise _refusal(N_("This picture has more than 50 million pixels. Send a smaller one.")) from error
    except NoPicture as error:
        raise _refusal(N_("This is no whole JPEG, PNG or WebP picture.")) from error
    return _ink_of(small)


def _ink_of(small: bytes) -> bytes:
    with Image.open(io.BytesIO(small), formats=("JPEG",)) as picture:
        grey = picture.convert("L")
    shades = [shade for shade, pixels in enumerate(grey.histogram()) if pixels]
    if shades[-1] - shades[0] < _CONTRAST:
        raise _refusal(N_("Nothing is drawn yet. Sign in the frame."))
    grey = ImageOps.autocontrast(grey)
    ink = grey.point([255] * _INK + [0] * (256 - _INK))
    box = ink.getbbox()
    if box is None or ink.histogram()[255] < _FEWEST:
        raise _refusal(N_("Nothing is drawn yet. Sign in the frame."))
    left, top, right, bottom = box
    cut = grey.crop(
        (
            max(0, left - _MARGIN),
            max(0, top - _MARGIN),
            min(grey.width, right + _MARGIN),
            min(grey.height, bottom + _MARGIN),
        )
    )
    cut.thumbnail(LARGEST)
    kept = io.BytesIO()
    cut.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _refusal(msgid: str) -> RuleViolation:
    return RuleViolation(msgid, field="drawing")
