"""Giving a list out, as tests look at it."""

from __future__ import annotations

from sqlalchemy import Select

from app.domain.directory.exporting.columns import HEADERS
from app.domain.directory.exporting.queries import batches_of
from app.domain.directory.selection import Selection

Row = dict[str, str]


def exported(selection: Selection | Select[int]) -> list[Row]:
    """The rows of a selection by their headers."""
    ids = selection.ids if isinstance(selection, Selection) else selection
    return [dict(zip(HEADERS, cells, strict=True)) for rows in batches_of(ids) for cells in rows]


def names(selection: Selection | Select[int]) -> list[str]:
    """Whom a selection gives out: companies, and people by their last name."""
    return [row["Company"] or row["Last name"] for row in exported(selection)]
