"""The photos of equipment: put beside a piece, removed, and given out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import delete, func, insert, select

from app.db import db, deed
from app.domain.entries.actions import add_entry, edit_entry
from app.domain.entries.queries import entry_of
from app.domain.errors import N_, NotFound, RuleViolation, say
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.photos import Photo, receive_photo
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.queries import lock_party
from app.domain.selections import among
from app.domain.service.equipment import EQUIPMENT, EquipmentDraft
from app.domain.service.models import Equipment, EquipmentPhoto

MOST = 20  # of one piece: a list shows them beside each other


@dataclass(frozen=True, slots=True)
class PhotoChanges:
    """What becomes of the photos of a piece while it is changed: those that came, and the ids of those that go."""

    added: Sequence[Photo] = ()
    removed: Collection[int] = ()


@contextmanager
def received_photos(sent: Iterable[tuple[BinaryIO, str]]) -> Iterator[list[Photo]]:
    """Photos that came with a form, streams and names: written to the file store, and forgotten unless all goes well.

    Raises RuleViolation at `photo` for the first that is none.
    """
    photos: list[Photo] = []
    try:
        for stream, name in sent:
            photos.append(receive_photo(stream, name=name))
        yield photos
    except BaseException:
        store.forget(*(file for photo in photos for file in (photo.file, photo.thumbnail)))
        raise


@deed
def add_equipment(party_id: int, draft: EquipmentDraft, photos: Sequence[Photo], key: str, *, by: Actor) -> Act:
    """Add a piece of equipment with its photos. Raises as `add_entry`, and RuleViolation at `photo` for too many."""
    act = add_entry(EQUIPMENT, party_id, draft, key, by=by)
    add_photos(party_id, act.outcome["entry_id"], photos, key, by=by)
    return act


@deed
def edit_equipment(
    party_id: int,
    equipment_id: int,
    draft: EquipmentDraft,
    photos: PhotoChanges,
    version: int,
    key: str,
    *,
    by: Actor,
) -> Act:
    """Change a piece of equipment and its photos: all of it or nothing.

    Raises as `edit_entry`, and RuleViolation at `photo` for too many.
    """
    act = edit_entry(EQUIPMENT, party_id, equipment_id, draft, version, key, by=by)
    remove_photos(party_id, equipment_id, photos.removed, key, by=by)
    add_photos(party_id, equipment_id, photos.added, key, by=by)
    return act


@deed
def add_photos(party_id: int, equipment_id: int, photos: Sequence[Photo], key: str, *, by: Actor) -> None:
    """Put photos beside a piece of equipment.

    Raises NotFound, AlreadyDone; RuleViolation at `photo` where there would be more than a list can show.
    """
    if not photos:
        return
    lock_party(party_id)
    equipment = entry_of(EQUIPMENT, party_id, equipment_id)
    asked = {"equipment": equipment_id, "photos": [photo.file.sha256 for photo in photos]}
    act = history.open_act(Deed.ADD_PHOTO, _key_of(key, "added"), by=by, asked=asked)
    _check_room(equipment_id, len(photos))
    ids = store.add_rows([file for photo in photos for file in (photo.file, photo.thumbnail)])
    rows = [
        {"equipment_id": equipment_id, "file_id": ids[photo.file.blob], "thumbnail_id": ids[photo.thumbnail.blob]}
        for photo in photos
    ]
    db.session.execute(insert(EquipmentPhoto), rows)
    _record(act, EventKind.PHOTO_ADDED, equipment)


@deed
def remove_photos(party_id: int, equipment_id: int, photo_ids: Collection[int], key: str, *, by: Actor) -> None:
    """Take photos off a piece of equipment, and forget their files; those that are not its own are left alone.

    Raises NotFound, AlreadyDone.
    """
    if not photo_ids:
        return
    lock_party(party_id)
    equipment = entry_of(EQUIPMENT, party_id, equipment_id)
    asked = {"equipment": equipment_id, "photos": sorted(photo_ids)}
    act = history.open_act(Deed.REMOVE_PHOTO, _key_of(key, "removed"), by=by, asked=asked)
    its = EquipmentPhoto.equipment_id == equipment_id, among(EquipmentPhoto.id, photo_ids)
    gone = delete(EquipmentPhoto).where(*its).returning(EquipmentPhoto.file_id, EquipmentPhoto.thumbnail_id)
    files = [id_ for row in db.session.execute(gone, execution_options={"synchronize_session": False}) for id_ in row]
    if files:
        store.forget_unnamed(files)
        _record(act, EventKind.PHOTO_REMOVED, equipment)


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


def _key_of(key: str, what: str) -> str:
    """What one form does is several acts: each has a key that follows from the form's."""
    return f"{key[:22]}-photos-{what}"


def _check_room(equipment_id: int, added: int) -> None:
    there = select(func.count()).where(EquipmentPhoto.equipment_id == equipment_id)
    if (db.session.scalar(there) or 0) + added > MOST:
        room = N_("A piece of equipment has %(most)s photos at most. Remove some, or choose fewer.")
        raise RuleViolation(say(room, most=MOST), field="photo")


def _record(act: Act, kind: EventKind, equipment: Equipment) -> None:
    db.session.expire(equipment, ["photos"])
    history.record(act, kind, equipment, party_id=equipment.party_id, name=equipment.name)
    act.outcome = {"party_id": equipment.party_id, "entry_id": equipment.id, "name": equipment.name}
