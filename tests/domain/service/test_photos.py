"""Photos of equipment: what is kept of them, how many, and that their files go with whatever names them."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import select

from app.db import db
from app.domain.entries.actions import remove_entry
from app.domain.errors import NotFound, RuleViolation
from app.domain.files import photos as files_photos
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.photos import receive_photo
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.service import photos
from app.domain.service.equipment import EQUIPMENT
from app.domain.service.models import EquipmentPhoto
from app.domain.service.photos import add_photo, file_of_photo, remove_photo
from tests.domain.lifecycle.forgetting import anonymised
from tests.domain.lifecycle.merging.cards import merged
from tests.domain.lifecycle.test_personal_data import handed_over
from tests.domain.lifecycle.test_purging import purged
from tests.support.builders import a_key, a_png, archived
from tests.support.cast import Cast
from tests.support.entries import a_photo_of, a_piece
from tests.support.papers import a_pdf, a_photo


def files() -> int:
    db.session.expire_all()
    return db.session.query(StoredFile).count()


def test_a_photo_keeps_nothing_that_tells_where_it_was_taken(cast: Cast) -> None:
    sent = a_photo(placed=True)
    assert Image.open(io.BytesIO(sent)).getexif()
    piece = a_piece(cast.acme)
    photo = a_photo_of(piece.id, sent)
    for is_small in (False, True):
        kept = store.path_of(file_of_photo(cast.acme.id, piece.id, photo, thumbnail=is_small).blob).read_bytes()
        assert not Image.open(io.BytesIO(kept)).getexif()


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        (b"no picture", "no whole JPEG"),
        (a_png()[:50], "no whole JPEG"),
        (a_pdf(), "no whole JPEG"),
        (b"\0\0\0\x18ftypheic" + bytes(64), "HEIC"),
    ],
    ids=["text", "cut", "pdf", "heic"],
)
def test_what_is_no_photo_is_refused_at_its_field_and_kept_nowhere(cast: Cast, sent: bytes, complaint: str) -> None:
    before = store.count_blobs()
    with pytest.raises(RuleViolation, match=complaint) as refused:
        receive_photo(io.BytesIO(sent), name="photo.jpg")
    assert refused.value.field == "photo" and store.count_blobs() == before


def test_a_photo_of_more_than_25_mb_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_photos, "LIMIT", len(a_png()) - 1)
    with pytest.raises(RuleViolation, match="25 MB"):
        receive_photo(io.BytesIO(a_png()), name="photo.png")


def test_the_same_form_twice_adds_one_photo_and_forgets_what_it_brought_again(cast: Cast) -> None:
    piece, key = a_piece(cast.acme), a_key()
    for _ in range(2):
        photo = receive_photo(io.BytesIO(a_png()), name="photo.png")
        add_photo(cast.acme.id, piece.id, photo, key, by=SYSTEM)
        db.session.commit()
    assert len(piece.photos) == 1 and (files(), store.count_blobs()) == (2, 2)


def test_there_are_twenty_at_most_and_what_is_refused_is_forgotten(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST", 2)
    piece = a_piece(cast.acme)
    a_photo_of(piece.id)
    a_photo_of(piece.id)
    with pytest.raises(RuleViolation, match="photos already") as refused:
        a_photo_of(piece.id)
    db.session.rollback()
    assert refused.value.field == "photo" and (files(), store.count_blobs()) == (4, 4)


def test_a_photo_that_is_removed_goes_with_its_files_and_the_history_tells_of_both(cast: Cast) -> None:
    piece = a_piece(cast.acme, "Locker 12")
    photo, kept = a_photo_of(piece.id), a_photo_of(piece.id)
    remove_photo(cast.acme.id, piece.id, photo, a_key(), by=SYSTEM)
    db.session.commit()
    assert files() == 2 and [one.id for one in piece.photos] == [kept]
    kinds = [EventKind.PHOTO_ADDED, EventKind.PHOTO_ADDED, EventKind.PHOTO_REMOVED]
    told = db.session.execute(select(Event.kind, Event.details).where(Event.kind.in_(kinds)).order_by(Event.id)).all()
    assert [(kind, details["name"]) for kind, details in told] == [(kind, "Locker 12") for kind in kinds]


def test_a_photo_of_another_client_or_piece_is_not_there(cast: Cast) -> None:
    ours, other, theirs = a_piece(cast.acme), a_piece(cast.acme), a_piece(cast.zeta)
    photo = a_photo_of(theirs.id)
    for party, piece in ((cast.acme, ours), (cast.acme, theirs), (cast.zeta, other)):
        with pytest.raises(NotFound):
            file_of_photo(party.id, piece.id, photo)
        with pytest.raises(NotFound):
            remove_photo(party.id, piece.id, photo, a_key(), by=SYSTEM)
        db.session.rollback()
    assert file_of_photo(cast.zeta.id, theirs.id, photo)


def test_a_piece_that_is_removed_takes_the_files_of_its_photos_along(cast: Cast) -> None:
    piece, other = a_piece(cast.acme), a_piece(cast.acme)
    for one in (piece, piece, other):
        a_photo_of(one.id)
    remove_entry(EQUIPMENT, cast.acme.id, piece.id, a_key(), by=SYSTEM)
    db.session.commit()
    assert files() == 2 and db.session.query(EquipmentPhoto).count() == 1


def test_whoever_is_deleted_for_good_takes_the_files_along_and_nobody_else_s(cast: Cast) -> None:
    a_photo_of(a_piece(cast.zeta).id)
    kept = a_photo_of(a_piece(cast.acme).id)
    archived(cast.zeta, by=cast.by_marta)
    purged(cast, cast.zeta, with_people=True)
    assert files() == 2 and [photo.id for photo in db.session.query(EquipmentPhoto)] == [kept]


def test_whoever_is_anonymised_takes_the_files_along_and_nobody_else_s(cast: Cast) -> None:
    a_photo_of(a_piece(cast.zeta).id)
    kept = a_photo_of(a_piece(cast.acme).id)
    archived(cast.zeta, by=cast.by_marta)
    anonymised(cast, cast.zeta)
    assert files() == 2 and [photo.id for photo in db.session.query(EquipmentPhoto)] == [kept]


def test_a_merge_brings_the_photos_along(cast: Cast) -> None:
    piece = a_piece(cast.bravo)
    photo = a_photo_of(piece.id)
    merged(cast.acme, cast.bravo)
    assert file_of_photo(cast.acme.id, piece.id, photo) and files() == 2


def test_personal_data_hold_the_equipment_and_its_photos(cast: Cast) -> None:
    piece = a_piece(cast.acme, "Locker 12", serial="SN-9")
    a_photo_of(piece.id)
    records, others = handed_over(cast.acme)
    (told,) = records["equipment"]
    assert (told["name"], told["serial"], told["kind"]) == ("Locker 12", "SN-9", "other")
    assert others["equipment/1.png"] == a_png()
