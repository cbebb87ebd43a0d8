"""The folder of blobs: whole or not at all, and swept of what nobody names."""

import hashlib
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.db import db
from app.domain import clock
from app.domain.files import store
from app.domain.files.models import StoredFile


def stored(content: bytes = b"Customer Id,Name\n1,Acme\n", *, name: str = "list.csv", limit: int = 1000) -> StoredFile:
    return store.write(io.BytesIO(content), name=name, content_type="text/csv", limit=limit)


def blobs(app: Flask) -> list[Path]:
    return [path for path in Path(app.config["FILES_PATH"]).glob("*/*") if path.is_file()]


def made_old(blob: str, *, hours: float) -> None:
    then = (clock.now() - timedelta(hours=hours)).timestamp()
    os.utime(store.path_of(blob), (then, then))


def test_what_was_written_is_there_with_its_size_and_fingerprint(app: Flask) -> None:
    content = os.urandom(2_500_000)  # more than one read
    file = stored(content, limit=len(content))
    assert store.path_of(file.blob).read_bytes() == content
    assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (file.name, file.content_type) == ("list.csv", "text/csv")


def test_a_file_s_own_name_says_nothing_about_where_it_lies(app: Flask) -> None:
    for name in ("../../etc/passwd", "/etc/passwd", "CON", "a\x00b", "x" * 1000):
        file = stored(name=name)
        path = store.path_of(file.blob).resolve()
        assert path.is_relative_to(Path(app.config["FILES_PATH"]).resolve())
        assert (len(file.blob), len(file.name) <= 255) == (32, True)


def test_the_same_content_twice_is_two_blobs(app: Flask) -> None:
    assert stored().blob != stored().blob


def test_what_is_too_large_leaves_nothing_behind(app: Flask) -> None:
    assert stored(b"x" * 1000).size == 1000
    before = blobs(app)
    with pytest.raises(store.TooLarge):
        stored(b"x" * 1001)
    assert blobs(app) == before


def test_what_breaks_off_leaves_nothing_behind(app: Flask) -> None:
    class Cut(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.write(Cut(), name="list.csv", content_type="text/csv", limit=10)
    assert blobs(app) == []


def test_the_sweeper_takes_what_is_old_and_named_by_nobody(app: Flask) -> None:
    kept, orphan, young = stored(), stored(), stored()
    db.session.add(kept)
    db.session.commit()
    for file, hours in ((kept, 1000.0), (orphan, 25), (young, 23)):
        made_old(file.blob, hours=hours)
    unfinished = store.path_of(kept.blob).with_name("0" * 32 + ".part")
    unfinished.write_bytes(b"half")
    then = (clock.now() - timedelta(days=2)).timestamp()
    os.utime(unfinished, (then, then))
    assert store.sweep() == 2
    assert {path.name for path in blobs(app)} == {kept.blob, young.blob}
    assert store.sweep() == 0


def test_there_is_nothing_to_sweep_where_nothing_was_ever_stored(app: Flask) -> None:
    assert not Path(app.config["FILES_PATH"]).exists()
    assert store.sweep() == 0
