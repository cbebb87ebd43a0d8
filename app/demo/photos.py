"""Photos of the demo office's lockers. Nobody took them: they are drawn when it is seeded."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import BinaryIO

from PIL import Image, ImageDraw
from sqlalchemy import select

from app.db import db
from app.domain.history.actions import new_key
from app.domain.history.models import Actor
from app.domain.service.models import Equipment, EquipmentKind
from app.domain.service.photos import add_photos, received_photos

SIZE = (960, 640)
WALL, FLOOR, PLATE, INK = "#e6e2d8", "#a99f8d", "#f3efe2", "#2b333b"
STEEL, SHADE, SLIT = "#6f8599", "#54687a", "#3f5060"
DOORS, WIDTH, TOP, FOOT = 5, 150, 90, 560


def photograph_lockers(clients: Sequence[int], key: str, *, by: Actor) -> None:
    """Put photos beside the lockers of these clients: the row it stands in, and the door; acts begin with `key`."""
    lockers = select(Equipment).where(Equipment.party_id.in_(clients), Equipment.kind == EquipmentKind.LOCKER)
    for locker in db.session.scalars(lockers.order_by(Equipment.id)).all():
        number = int(locker.name.split()[-1])
        sent = [(_drawn(number), "row.jpg"), (_drawn(number, is_near=True), "door.jpg")]
        with received_photos(sent) as photos:
            add_photos(locker.party_id, locker.id, photos, f"{key}{new_key()}", by=by)


def _drawn(number: int, *, is_near: bool = False) -> BinaryIO:
    """A row of lockers, of which one bears the key; or that one alone."""
    picture = Image.new("RGB", SIZE, WALL)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, FOOT, *SIZE), fill=FLOOR)
    left, place = (SIZE[0] - DOORS * WIDTH) // 2, (number - 1) % DOORS
    for door in range(DOORS):
        _door(draw, left + door * WIDTH, number=number - place + door, has_key=door == place)
    if is_near:
        begins = left + place * WIDTH
        picture = picture.crop((begins - 20, TOP - 20, begins + WIDTH + 20, TOP + 260)).resize((760, 1120))
    sent = io.BytesIO()
    picture.save(sent, "JPEG", quality=80)
    sent.seek(0)
    return sent


def _door(draw: ImageDraw.ImageDraw, left: int, *, number: int, has_key: bool) -> None:
    draw.rectangle((left + 4, TOP, left + WIDTH - 4, FOOT), fill=STEEL, outline=SHADE, width=4)
    for slit in range(4):
        draw.rectangle((left + 40, TOP + 120 + slit * 18, left + WIDTH - 40, TOP + 126 + slit * 18), fill=SLIT)
    draw.rounded_rectangle((left + 45, TOP + 34, left + WIDTH - 45, TOP + 78), 6, fill=PLATE)
    draw.text((left + WIDTH // 2, TOP + 56), f"{number:02d}", fill=INK, anchor="mm", font_size=28)
    draw.ellipse((left + WIDTH - 40, TOP + 220, left + WIDTH - 22, TOP + 238), fill=PLATE if has_key else SLIT)
    if has_key:
        draw.line((left + WIDTH - 31, TOP + 238, left + WIDTH - 31, TOP + 268), fill=PLATE, width=5)
