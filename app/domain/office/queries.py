"""The office as it stands."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.files.models import StoredFile
from app.domain.office.models import ONLY_ID, OfficeRow
from app.domain.office.profile import Logo, Office, OfficeDraft

NAMES = tuple(field.name for field in fields(OfficeDraft))

# Asked at every request, and so put together once.
_OFFICE = (
    select(*(getattr(OfficeRow, name) for name in (*NAMES, "version")))
    .add_columns(StoredFile.blob, StoredFile.content_type, StoredFile.sha256)
    .outerjoin(StoredFile, StoredFile.id == OfficeRow.logo_id)
    .where(OfficeRow.id == ONLY_ID)
)
_standing = Office(name="Recapito")


def set_standing(office: Office) -> None:
    """Say how the office is called and reached until somebody saves it, once, at start."""
    global _standing
    _standing = office


def standing() -> Office:
    """The office of the environment: what holds until somebody saves, and what can be said without a database.

    Its languages are all that the application speaks.
    """
    return _standing


def office() -> Office:
    """The office, by its one row, with its logo: one statement, by primary keys."""
    row = db.session.execute(_OFFICE).first()
    if row is None:
        return _standing
    *own, version, blob, content_type, sha256 = row
    return Office(**values_of(own), version=version, logo=Logo(blob, content_type, sha256) if blob else None)


def values_of(own: list[Any]) -> dict[str, Any]:
    """The columns of a row as the fields of a profile. A language that is no longer spoken is not offered."""
    values = dict(zip(NAMES, own, strict=True))
    values["languages"] = tuple(code for code in _standing.languages if code in values["languages"])
    if values["language"] not in values["languages"]:
        values["languages"] = values["languages"] or _standing.languages
        values["language"] = values["languages"][0]
    return values
