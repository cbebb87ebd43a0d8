"""A photo as it is kept: the upright picture, which tells neither place nor owner, and a small one for lists."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.pictures import picture_of

LIMIT = 25 * 1024 * 1024  # bytes
THUMBNAIL = 640  # pixels on each side at most


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture and its small one in the file store; their rows are not yet added."""

    file: StoredFile
    thumbnail: StoredFile


def write_photo(stream: BinaryIO, *, name: str) -> Photo:
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
