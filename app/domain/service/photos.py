"""The photos of equipment: put beside a piece, removed, and given out."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from app.db import db, deed
from app.domain.entries.queries import entry_of
from app.domain.errors import N_, NotFound, RuleViolation, say
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.photos import Photo
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.queries import lock_party
from app.domain.selections import among
from app.domain.service.equipment import EQUIPMENT
from app.domain.service.models import Equipment, EquipmentPhoto

MOST = 20  # of one piece: a list shows them beside each other


@deed
def add_photo(party_id: int, equipment_id: int, photo: Photo, key: str, *, by: Actor) -> Act:
    """Put a photo beside a piece of equipment. The same form twice puts it there once.

    Raises NotFound; RuleViolation at `photo` where there are as many as a list can show. What is refused is forgotten.
    """
    try:
        with store.taken_or_forgotten(photo.file, photo.thumbnail):
            lock_party(party_id)
            equipment = entry_of(EQUIPMENT, party_id, equipment_id)
            asked = {"equipment": equipment_id, "photo": photo.file.sha256}
            act = history.open_act(Deed.ADD_PHOTO, key, by=by, asked=asked)
            _check_room(equipment_id)
    except AlreadyDone as done:
        return done.act
    db.session.add_all([photo.file, photo.thumbnail])
    db.session.flush()
    db.session.add(EquipmentPhoto(equipment_id=equipment_id, file_id=photo.file.id, thumbnail_id=photo.thumbnail.id))
    return _recorded(act, EventKind.PHOTO_ADDED, equipment)


@deed
def remove_photo(party_id: int, equipment_id: int, photo_id: int, key: str, *, by: Actor) -> Act:
    """Take a photo off a piece of equipment, and forget its files. Raises NotFound, AlreadyDone."""
    lock_party(party_id)
    equipment = entry_of(EQUIPMENT, party_id, equipment_id)
    act = history.open_act(Deed.REMOVE_PHOTO, key, by=by, asked={"equipment": equipment_id, "photo": photo_id})
    photo = db.session.get(EquipmentPhoto, photo_id)
    if photo is None or photo.equipment_id != equipment_id:
        raise NotFound(photo_id)
    files = [photo.file_id, photo.thumbnail_id]
    db.session.delete(photo)
    db.session.flush()
    store.forget_unnamed(files)
    return _recorded(act, EventKind.PHOTO_REMOVED, equipment)


def file_of_photo(party_id: int, equipment_id: int, photo_id: int, *, thumbnail: bool = False) -> StoredFile:
    """The picture of a photo, or the small one. Raises NotFound, also for what is on another card."""
    column = EquipmentPhoto.thumbnail_id if thumbnail else EquipmentPhoto.file_id
    asked = select(StoredFile).join(EquipmentPhoto, column == StoredFile.id).join(Equipment)
    found = db.session.scalar(
        asked.where(EquipmentPhoto.id == photo_id, Equipment.id == equipment_id, Equipment.party_id == party_id)
    )
    if found is None:
        raise NotFound(photo_id)
    return found


def photo_files_of(parties: Collection[int]) -> list[int]:
    """The stored files of all photos of these parties' equipment."""
    asked = select(EquipmentPhoto.file_id, EquipmentPhoto.thumbnail_id).join(Equipment)
    return [id_ for row in db.session.execute(asked.where(among(Equipment.party_id, parties))) for id_ in row]


def _check_room(equipment_id: int) -> None:
    there = select(func.count()).where(EquipmentPhoto.equipment_id == equipment_id)
    if (db.session.scalar(there) or 0) >= MOST:
        raise RuleViolation(say(N_("There are %(most)s photos already. Remove one first."), most=MOST), field="photo")


def _recorded(act: Act, kind: EventKind, equipment: Equipment) -> Act:
    db.session.expire(equipment, ["photos"])
    history.record(act, kind, equipment, party_id=equipment.party_id, name=equipment.name)
    act.outcome = {"party_id": equipment.party_id, "entry_id": equipment.id, "name": equipment.name}
    return act
