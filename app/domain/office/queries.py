"""The office as it stands."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from sqlalchemy import literal, select

from app.db import db
from app.domain.files.models import StoredFile
from app.domain.jobs.actions import UNCONFIRMED
from app.domain.office.models import ONLY_ID, OfficeRow
from app.domain.office.profile import Logo, Office, OfficeDraft

NAMES = tuple(field.name for field in fields(OfficeDraft))

# Asked at every request, and so put together once. There is one row of it, whether somebody has saved or not.
_ONE = select(literal(ONLY_ID).label("id")).subquery()
_OFFICE = (
    select(UNCONFIRMED.label("is_unconfirmed"), OfficeRow.id)
    .add_columns(*(getattr(OfficeRow, name) for name in (*NAMES, "version")))
    .add_columns(StoredFile.blob, StoredFile.content_type, StoredFile.sha256)
    .select_from(_ONE)
    .outerjoin(OfficeRow, OfficeRow.id == _ONE.c.id)
    .outerjoin(StoredFile, StoredFile.id == OfficeRow.logo_id)
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
    """The office, by its one row, with its logo, and whether it was restored and waits: one statement, by keys."""
    is_unconfirmed, id_, *own, version, blob, content_type, sha256 = db.session.execute(_OFFICE).one()
    if id_ is None:
        return replace(_standing, is_unconfirmed=True) if is_unconfirmed else _standing
    picture = Logo(blob, content_type, sha256) if blob else None
    return Office(**values_of(own), version=version, logo=picture, is_unconfirmed=is_unconfirmed)


def values_of(own: list[Any]) -> dict[str, Any]:
    """The columns of a row as the fields of a profile. A language that is no longer spoken is not offered."""
    values = dict(zip(NAMES, own, strict=True))
    values["languages"] = tuple(code for code in _standing.languages if code in values["languages"])
    if values["language"] not in values["languages"]:
        values["languages"] = values["languages"] or _standing.languages
        values["language"] = values["languages"][0]
    return values
