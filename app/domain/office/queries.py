"""The office as it stands."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from sqlalchemy import column, exists, literal, select, table

from app.db import db
from app.domain.files.models import StoredFile
from app.domain.jobs.actions import UNCONFIRMED
from app.domain.office.models import ONLY_ID, OfficeRow
from app.domain.office.profile import Logo, Office, OfficeDraft

NAMES = tuple(field.name for field in fields(OfficeDraft))

# Asked at every request, and so put together once. There is one row of it, whether somebody has saved or not.
_ONE = select(literal(ONLY_ID).label("id")).subquery()
# The cards stand above the office: of their fields it only looks whether there is one.
_FIELDS = table("custom_field", column("retired_at"))
_HAS_FIELDS = exists().select_from(_FIELDS).where(_FIELDS.c.retired_at.is_(None))
_OFFICE = (
    select(UNCONFIRMED.label("is_unconfirmed"), _HAS_FIELDS.label("has_custom_fields"), OfficeRow.id)
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
    """The office, by its one row, with its logo, whether it was restored and waits, and whether its cards have fields
    of its own: one statement, by keys.
    """
    is_unconfirmed, has_fields, id_, *own, version, blob, content_type, sha256 = db.session.execute(_OFFICE).one()
    if id_ is None:
        return replace(_standing, is_unconfirmed=bool(is_unconfirmed), has_custom_fields=bool(has_fields))
    picture = Logo(blob, content_type, sha256) if blob else None
    saved = Office(**values_of(own), version=version, logo=picture, is_unconfirmed=is_unconfirmed)
    return replace(saved, has_custom_fields=bool(has_fields))


def values_of(own: list[Any]) -> dict[str, Any]:
    """The columns of a row as the fields of a profile. A language that is no longer spoken is not offered."""
    values = dict(zip(NAMES, own, strict=True))
    values["languages"] = tuple(code for code in _standing.languages if code in values["languages"])
    if values["language"] not in values["languages"]:
        values["languages"] = values["languages"] or _standing.languages
        values["language"] = values["languages"][0]
    return values
