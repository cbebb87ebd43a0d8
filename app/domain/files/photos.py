"""A photo that somebody sends: checked by what is in it, and kept as the upright picture and a small one for lists."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from app.domain.errors import N_, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.pictures import NoPicture, TooManyPixels, is_heic, picture_of

LIMIT = 25 * 1024 * 1024  # bytes
THUMBNAIL = 640  # pixels on each side at most


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture and its small one in the file store; their rows are not yet added."""

    file: StoredFile
    thumbnail: StoredFile


class Refusals(NamedTuple):
    """Why a file is not taken in, by the name of what was asked for, and at which field that is said."""

    field: str
    too_large: str
    heic: str
    no_picture: str


OF_PHOTO = Refusals(
    "photo",
    N_("A photo has 25 MB at most."),
    N_("This is a HEIC picture, which most browsers do not show. Send it as JPEG."),
    N_("This is no whole JPEG, PNG or WebP picture."),
)


def receive_photo(stream: BinaryIO, *, name: str, refusals: Refusals = OF_PHOTO) -> Photo:
    """Check a photo and write it to the file store. What opens is what counts, not its name.

    Nothing is kept but the upright picture: neither where it was taken nor by whom. Raises RuleViolation, and keeps
    nothing.
    """
    if is_heic(head_of(stream, refusals)):
        raise RuleViolation(refusals.heic, field=refusals.field)
    try:
        return _write_photo(stream, name)
    except TooManyPixels as error:
        too_many = N_("This picture has more than 50 million pixels. Send a smaller one.")
        raise RuleViolation(too_many, field=refusals.field) from error
    except NoPicture as error:
        raise RuleViolation(refusals.no_picture, field=refusals.field) from error


def head_of(stream: BinaryIO, refusals: Refusals) -> bytes:
    """The first bytes of a file, by which it is told what it is. Raises RuleViolation for one that is too large."""
    if stream.seek(0, io.SEEK_END) > LIMIT:
        raise RuleViolation(refusals.too_large, field=refusals.field)
    stream.seek(0)
    head = stream.read(1024)
    stream.seek(0)
    return head


def _write_photo(stream: BinaryIO, name: str) -> Photo:
    """Write a picture to the file store. Raises NoPicture and TooManyPixels, and keeps nothing."""
    picture = picture_of(stream, thumbnail=THUMBNAIL)
    small = store.write(io.BytesIO(picture.thumbnail), name=name, content_type="image/jpeg", limit=LIMIT)
    # Written anew a picture may have grown beyond what a person may send.
    whole = io.BytesIO(picture.data)
    try:
        return Photo(store.write(whole, name=name, content_type=picture.content_type, limit=4 * LIMIT), small)
    except BaseException:
        store.forget(small)
        raise
