"""The pages of an import, as the front desk sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.worker.loop import work_off
from tests.support.visitor import Answer, Visitor

DATA = Path(__file__).parents[2] / "data"


def uploaded(visitor: Visitor, file: Path, **fields: Any) -> Answer:
    """What answers to the form with this file."""
    form = visitor.get("imports.new").form("import_form").fill(**fields)
    with file.open("rb") as stream:
        data = {**form.values.to_dict(), "file": (stream, file.name)}
        return visitor.open("POST", visitor.url("imports.new"), data=data)


def preview_of(visitor: Visitor, file: Path) -> Answer:
    """The preview, once the worker has read the file."""
    answer = uploaded(visitor, file)
    assert answer.status == 303, answer.errors()
    work_off()
    return answer.follow()


def test_the_sample_comes_in_with_a_thousand_new_clients_and_one_duplicate(marta: Visitor) -> None:
    preview = preview_of(marta, DATA / "customers-1000.csv")
    assert preview.says("1,000 rows are new.", "Take over 1,000 clients", "All 1,001", "Duplicates 1", "Wrong 0")
    done = preview.form("take_over").submit().follow()
    assert done.says("1,000 clients are taken over.", "1 duplicate was left out.", "of row 1,000")
