"""Reading a list: its encoding, delimiter and header are found; its rows come one by one, however long it is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from app.domain.directory.importing.cells import readable
from app.domain.directory.importing.columns import NAMING, Field, fields_of
from app.domain.directory.importing.encodings import encoding_of
from app.domain.errors import N_, RuleViolation

LIMIT = 50 * 1024 * 1024  # bytes

EMPTY = N_("The file is empty.")
NO_ROWS = N_("The file has a header, but no rows.")
NO_HEADER = N_("No header was found: the first line names the columns, one of them the company or the last name.")
WORKBOOK = N_("This is a workbook. Save it as CSV in your spreadsheet, and choose that file.")
BINARY = N_("This is no text file. Save the list as CSV, and choose that file.")
TOO_LARGE = N_("The file is larger than 50 MB. Split it, and bring in one part after the other.")

_HEAD = 65_536  # bytes, or characters, that are enough to tell what a file is
_DELIMITERS = ("\t", ";", "|", ",")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BINARIES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"SQLite format 3")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_EXCEL_HINT = re.compile(r"sep=(.)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is to be read, and what its columns hold."""

    encoding: str
    delimiter: str
    headers: list[str]
    fields: list[Field | None]


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the file: where it begins and ends, and its cells; None when they cannot be told apart."""

    line: int
    last_line: int
    cells: list[str] | None


def shape_of(path: Path) -> Shape:
    """Find out how a file is to be read. Raises RuleViolation, with one sentence, for what is no list of clients."""
    if path.stat().st_size > LIMIT:
        raise RuleViolation(TOO_LARGE, field="file")
    refuse_binary(path)
    encoding = encoding_of(path)
    with _open(path, encoding) as file:
        head = file.read(_HEAD)
    if not head.strip("\x00 \t\r\n"):
        raise RuleViolation(EMPTY, field="file")
    hint = _EXCEL_HINT.match(head)
    shapes = [_with_delimiter(head, encoding, delimiter) for delimiter in (hint.groups() if hint else _DELIMITERS)]
    shape = max(shapes, key=lambda shape: (sum(map(bool, shape.fields)), len(shape.headers)))
    if NAMING.isdisjoint(shape.fields):
        raise RuleViolation(NO_HEADER, field="file")
    return shape


def refuse_binary(path: Path) -> None:
    """Raises RuleViolation for what is no text. A few stray control characters only make their rows wrong."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_WORKBOOKS):
        raise RuleViolation(WORKBOOK, field="file")
    is_utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    strays = 0 if is_utf16 else len(_CONTROL.findall(head))
    if head.startswith(_BINARIES) or strays > max(8, len(head) // 50):
        raise RuleViolation(BINARY, field="file")


def records(path: Path, shape: Shape) -> Iterator[Record]:
    """The rows after the header, one by one. Blank lines are none."""
    with _open(path, shape.encoding) as file:
        yield from islice(_rows(file, shape.delimiter), 1, None)


def count_records(path: Path, shape: Shape) -> int:
    """How many rows there are. Raises RuleViolation for none."""
    total = sum(1 for _ in records(path, shape))
    if not total:
        raise RuleViolation(NO_ROWS, field="file")
    return total


def _open(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, errors="replace", newline="")


def _with_delimiter(head: str, encoding: str, delimiter: str) -> Shape:
    header = next(_rows(StringIO(head, newline=""), delimiter), None)
    headers = [" ".join(readable(cell[:1000]).split())[:100] for cell in (header and header.cells) or []]
    return Shape(encoding, delimiter, headers, fields_of(headers))


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
