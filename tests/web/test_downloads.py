"""Files of rows: complete, in pieces, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.directory.exporting.csv_file import csv_of
from app.domain.directory.importing.cells import harmless

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_calculate_is_made_a_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "1=1", "a@b.example", "'1", " =1", "Ł"])
def test_other_texts_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=20))
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    text = b"".join(csv_of(["a", "b"], [rows])).decode()
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [["a", "b"], *([harmless(cell) for cell in row] for row in rows)]


def test_a_long_file_is_sent_in_pieces_while_it_is_read() -> None:
    taken = []

    def batches() -> Iterator[list[list[str]]]:
        for n in range(3):
            taken.append(n)
            yield [["x" * 65_536]]

    pieces = csv_of(["head"], batches())
    next(pieces)
    assert taken == []
    next(pieces)
    assert taken == [0]
    assert len(list(pieces)) == 2


def test_a_file_that_breaks_off_is_not_taken_for_a_whole_one() -> None:
    def batches() -> Iterator[list[list[str]]]:
        yield [["x"]]
        raise OSError("the database went away")

    with pytest.raises(OSError, match="went away"):
        list(csv_of(["head"], batches()))
