"""Workbooks as tests make them: right ones by the office's own writer, wrong ones by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def a_workbook(*rows: Sequence[Any], **sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook whose sheet holds these rows; or several sheets by their names."""
    return written(lambda book: [_write(book, name, lines) for name, lines in (sheets or {"List": rows}).items()])


def written(write: Callable[[Any], object]) -> bytes:
    """A workbook as somebody writes it who knows the writer."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy", "remove_timezone": True}) as book:
        write(book)
    return file.getvalue()


def _write(book: Any, name: str, rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name)
    for line, cells in enumerate(rows):
        sheet.write_row(line, 0, cells)


def by_hand(sheet: str | bytes, shared: str = "", **more: bytes) -> bytes:
    """A workbook whose one sheet is this XML."""
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate([("worksheet", "worksheets/s.xml"), ("sharedStrings", "sharedStrings.xml")])
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r0" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="List" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/worksheets/s.xml": sheet,
    }
    return archive(parts | more)


def a_sheet(*rows: str) -> str:
    """The XML of a sheet with these rows."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def a_text(place: str, text: str) -> str:
    """The XML of a cell."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()
