"""The sheets of a workbook as rows of text, as a list of comma-separated values would have them.

Only what `unpacking.unpacked` made is read here. Numbers stand as the office writes them, dates as 2026-11-18.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.domain.directory.importing.unpacking import DAMAGED
from app.domain.errors import RuleViolation

SHOWN = 50  # sheets that somebody may pick from
_WHOLE = 1e15  # from here on a spreadsheet itself no longer tells whole numbers apart


@contextmanager
def _opened(path: Path) -> Iterator[CalamineWorkbook]:
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            yield book
    except (CalamineError, ValueError) as error:
        raise RuleViolation(DAMAGED, field="file") from error


def names_of_sheets(path: Path) -> list[str]:
    """The sheets that somebody sees and that hold something, in the order of the workbook."""
    with _opened(path) as book:
        seen = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        return [name for name in seen[:SHOWN] if book.get_sheet_by_name(name).start is not None]


def rows_of_sheet(path: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of one sheet that hold something: the number that the spreadsheet shows at their left, and the cells."""
    with _opened(path) as book:
        for line, cells in enumerate(book.get_sheet_by_name(name).iter_rows(), 1):
            row = [text_of(cell) for cell in cells]
            if any(cell.strip() for cell in row):
                yield line, row


def text_of(cell: Any) -> str:
    """A cell as people write it: 12345678901, 0.5, 2026-11-18, 2026-11-18 10:30, 10:30, TRUE."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _WHOLE else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.strftime("%H:%M") if isinstance(cell, time) else str(cell)
