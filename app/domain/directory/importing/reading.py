"""Reading a list: its encoding and delimiter, or its sheet, and its header are found; its rows come one by one."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from app.domain.directory.importing.cells import as_it_was, readable
from app.domain.directory.importing.columns import Meaning, fields_of
from app.domain.directory.importing.encodings import encoding_of, is_marked_or_wide
from app.domain.directory.importing.measuring import COLUMNS, ROWS, TOO_MANY_ROWS
from app.domain.directory.importing.sheets import names_of_sheets, rows_of_sheet
from app.domain.directory.importing.unpacking import is_workbook
from app.domain.errors import N_, RuleViolation, say

LIMIT = 50 * 1024 * 1024  # bytes

EMPTY = N_("The file is empty.")
NO_ROWS = N_("The file has a header, but no rows.")
NO_HEADER = N_("No header was found: the first line names the columns, one of them the company or the last name.")
BINARY = N_("This is neither a text file nor a workbook. Save the list as XLSX or CSV, and choose that file.")
NO_SHEET = N_("The workbook has no sheet with rows.")
TOO_WIDE = N_("The header has %(found)s columns; there is room for %(limit)s.")
TOO_LARGE = N_("The file is larger than 50 MB. Split it, and bring in one part after the other.")

_HEAD = 65_536  # bytes, or characters, that are enough to tell what a file is
_DELIMITERS = ("\t", ";", "|", ",")
_SAMPLES, _OF_ROWS, _OF_LETTERS = 3, 200, 60  # values that a column shows of itself, from how far, and how long
_BINARIES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"SQLite format 3")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_EXCEL_HINT = re.compile(r"sep=(.)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is to be read, and what its columns hold."""

    encoding: str
    delimiter: str
    headers: list[str]
    fields: list[Meaning | None]
    sheet: str = ""  # of a workbook
    sheets: tuple[str, ...] = ()  # all that hold something


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the file: where it begins and ends, and its cells; None when they cannot be told apart."""

    line: int
    last_line: int
    cells: list[str] | None


def shape_of(path: Path, sheet: str = "") -> Shape:
    """Find out how a file is to be read, and on which sheet. Raises RuleViolation, with one sentence, for no list."""
    if path.stat().st_size > LIMIT:
        raise RuleViolation(TOO_LARGE, field="file")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    shape = _shape_of_sheet(path, sheet) if is_workbook(head) else _shape_of_text(path, head)
    if not any(any(letter.isalpha() for letter in header) for header in shape.headers):
        raise RuleViolation(NO_HEADER, field="file")
    if len(shape.headers) > COLUMNS:
        raise RuleViolation(say(TOO_WIDE, found=len(shape.headers), limit=COLUMNS), field="file")
    return shape


def refuse_binary(head: bytes) -> None:
    """Raises RuleViolation for what is no text. A few stray control characters only make their rows wrong."""
    strays = 0 if is_marked_or_wide(head) else len(_CONTROL.findall(head))
    if head.startswith(_BINARIES) or strays > max(8, len(head) // 50):
        raise RuleViolation(BINARY, field="file")


def records(path: Path, shape: Shape) -> Iterator[Record]:
    """The rows after the header, one by one. Blank lines are none."""
    if shape.sheet:
        width = len(shape.headers)
        for line, cells in islice(rows_of_sheet(path, shape.sheet), 1, None):
            yield Record(line, line, _cut(cells, width))
        return
    with _open(path, shape.encoding) as file:
        yield from islice(_rows(file, shape.delimiter), 1, None)


def count_records(path: Path, shape: Shape) -> int:
    """How many rows there are. Raises RuleViolation for none, and at the line of the first one too many."""
    total = 0
    for total, record in enumerate(records(path, shape), 1):
        if total > ROWS:
            raise RuleViolation(say(TOO_MANY_ROWS, limit=ROWS, line=record.line), field="file")
    if not total:
        raise RuleViolation(NO_ROWS, field="file")
    return total


def cells_of(record: Record, *, is_text: bool) -> list[str]:
    """The cells of a row as they were before an export made them harmless; a workbook's never have to be made so."""
    cells = record.cells or []
    return [as_it_was(cell) for cell in cells] if is_text else list(cells)


def samples_of(path: Path, shape: Shape) -> list[list[str]]:
    """A few values of each column, each once, from the first rows."""
    samples = [list[str]() for _ in shape.headers]
    for record in islice(records(path, shape), _OF_ROWS):
        for sample, cell in zip(samples, record.cells or [], strict=False):
            value = " ".join(readable(cell[:1000]).split())[:_OF_LETTERS]
            if value and value not in sample and len(sample) < _SAMPLES:
                sample.append(value)
    return samples


def _shape_of_text(path: Path, head: bytes) -> Shape:
    refuse_binary(head)
    encoding = encoding_of(path)
    with _open(path, encoding) as file:
        text = file.read(_HEAD)
    if not text.strip("\x00 \t\r\n"):
        raise RuleViolation(EMPTY, field="file")
    hint = _EXCEL_HINT.match(text)
    shapes = [_with_delimiter(text, encoding, delimiter) for delimiter in (hint.groups() if hint else _DELIMITERS)]
    return max(shapes, key=lambda shape: (sum(map(bool, shape.fields)), len(shape.headers)))


def _shape_of_sheet(path: Path, sheet: str) -> Shape:
    """The shape of the sheet with this name; of the first one with rows when there is none such."""
    names = names_of_sheets(path)
    if not names:
        raise RuleViolation(NO_SHEET, field="file")
    chosen = sheet if sheet in names else names[0]
    _, cells = next(rows_of_sheet(path, chosen), (0, []))
    headers = _headers_of(_cut(cells, 0))
    return Shape("xlsx", "", headers, list(fields_of(headers)), chosen, tuple(names))


def _cut(cells: list[str], width: int) -> list[str]:
    """A row as wide as its header. Only what holds something makes it wider."""
    wide = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return (cells + [""] * (width - len(cells)))[: max(wide, width)]


def _open(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, errors="replace", newline="")


def _with_delimiter(head: str, encoding: str, delimiter: str) -> Shape:
    header = next(_rows(StringIO(head, newline=""), delimiter), None)
    headers = _headers_of([as_it_was(cell) for cell in (header and header.cells) or []])
    return Shape(encoding, delimiter, headers, list(fields_of(headers)))


def _headers_of(cells: list[str]) -> list[str]:
    return [" ".join(readable(cell[:1000]).split())[:100] for cell in cells]


def _rows(file: TextIO, delimiter: str) -> Iterator[Record]:
    """The header and the rows. Excel's own first line, `sep=;`, is neither."""
    first = file.readline()
    has_hint = bool(_EXCEL_HINT.match(first))
    reader = csv.reader(file if has_hint else chain([first], file), delimiter=delimiter)
    before = line = int(has_hint)
    while True:
        cells: list[str] | None = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell without end, most often after a quotation mark that nobody closed
            pass
        begin, line = line + 1, before + reader.line_num
        if cells is None or any(cell.strip() for cell in cells):
            yield Record(begin, line, cells)
