"""A list of parties as a file to keep, made while it is sent: it needs no more room for a million than for ten."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from enum import StrEnum
from io import SEEK_END
from typing import BinaryIO

from flask import Response, request
from wtforms import SelectChoice, SelectField

from app.domain import clock
from app.domain.directory.criteria import Shelf
from app.domain.directory.exporting.columns import Head, heads_of
from app.domain.directory.exporting.queries import Cells, batches_of
from app.domain.directory.exporting.xlsx_file import xlsx_of
from app.domain.directory.selection import Selection, all_that_match
from app.web.custom_fields import shown_fields
from app.web.downloads import CSV, csv_answer
from app.web.identity import current_actor
from app.web.party_lists import PartyFilter, SelectionForm

log = logging.getLogger("recapito.exports")

PIECE = 65_536  # bytes


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


TYPES = {
    Format.CSV: CSV,
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportForm(SelectionForm):
    """What of a list goes out: the ticked rows; without any, all that the filter in the address shows."""

    format = SelectField(choices=[SelectChoice(wanted.value) for wanted in Format])

    def selection(self, shelf: Shelf) -> Selection:
        if not self.ids.raw_data:
            return all_that_match(PartyFilter(request.args, shelf=shelf).criteria())
        return super().selection(shelf)

    @property
    def wanted(self) -> Format:
        """What is not understood counts as not asked."""
        return Format(self.format.data) if self.format.data in set(Format) else Format.CSV


def export_of(shelf: Shelf) -> Response:
    """The file that the address asks for. Whoever only wants its headers gets them without its rows."""
    form = ExportForm(request.args)
    name = f"{shelf.value}-{clock.today().isoformat()}.{form.wanted.value}"
    response = Response()
    if request.method != "HEAD":
        fields = shown_fields()
        heads, rows = heads_of(fields), told(batches_of(form.selection(shelf).ids, fields), shelf, form.wanted)
        is_book, words = form.wanted is Format.XLSX, [head.words for head in heads]
        response = workbook(heads, rows) if is_book else csv_answer(words, rows, name=name)
    response.content_type = TYPES[form.wanted]
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def workbook(heads: Sequence[Head], rows: Iterator[list[Cells]]) -> Response:
    """Written whole, and then sent: a workbook is told by its end."""
    file = xlsx_of(rows, heads)
    length = file.seek(0, SEEK_END)
    file.seek(0)
    response = Response(pieces_of(file), headers={"Content-Length": str(length)})
    response.call_on_close(file.close)  # also when nobody reads it
    return response


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """A file, closed at its end."""
    with file:
        while piece := file.read(PIECE):
            yield piece


def told(batches: Iterator[list[Cells]], shelf: Shelf, wanted: Format) -> Iterator[list[Cells]]:
    """These batches; at their end the log says who took how many, and whether they are all."""
    who, rows, end = current_actor().id, 0, "broken"
    try:
        for batch in batches:
            rows += len(batch)
            yield batch
        end = "whole"
    except GeneratorExit:
        end = "left"
        raise
    finally:
        told = {"list": shelf.value, "format": wanted.value, "login": who, "rows": rows, "end": end}
        log.info("export", extra=told)
