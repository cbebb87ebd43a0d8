"""The equipment of somebody who is anonymised goes, and its photos with it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath

from sqlalchemy import select

from app.db import db
from app.domain.errors import NN_
from app.domain.files.models import StoredFile
from app.domain.personal import Files, Forgotten, Told
from app.domain.selections import among
from app.domain.service.models import Equipment, EquipmentPhoto
from app.domain.service.photos import photo_files_of

FORGOTTEN = (
    Forgotten(
        Equipment.party_id,
        files_behind=photo_files_of,
        went=NN_("%(n)s piece of equipment", "%(n)s pieces of equipment"),
    ),
)


def photos_of(ids: Collection[int]) -> Files:
    """The photos of their equipment, numbered in the order in which they were added."""
    asked = select(StoredFile.name, StoredFile.blob).join(EquipmentPhoto, EquipmentPhoto.file_id == StoredFile.id)
    rows = db.session.execute(
        asked.join(Equipment).where(among(Equipment.party_id, ids)).order_by(EquipmentPhoto.id)
    ).all()
    return [(f"{n}{PurePath(name).suffix.lower()}", blob) for n, (name, blob) in enumerate(rows, 1)]


TOLD = (Told("equipment", (Equipment.party_id,), files=photos_of, also=frozenset({"equipment_photo"})),)
