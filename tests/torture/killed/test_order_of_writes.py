"""What a row names is on the disk before the row is: the file, and its name in the folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.db import db
from tests.support.cast import Cast
from tests.support.visitor import Visitor
from tests.torture.killed.acts import upload
from tests.torture.killed.scene import Scene, Stage

pytestmark = pytest.mark.strace


@pytest.mark.sqlite
def test_a_file_and_its_name_are_written_out_before_its_row(
    app: Flask, cast: Cast, database: str, stage: Stage, tmp_path: Path
) -> None:
    asked_for = upload(Visitor(app).signed_in_as(cast.luca.email), cast)
    db.session.commit()
    calls = Scene(app, database, stage, asked_for, tmp_path).act_now(log=str(tmp_path / "calls")).calls
    named = calls.index("rename")
    the_row = calls.index("pwrite64", named)
    assert calls[named - 1] == "fsync"
    assert calls[named + 1 : named + 3] == ("fsync", "fsync")
    assert named + 3 <= the_row
