"""What is written of a piece of equipment, and what has to be right in it (PRODUCT.md 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.db import db
from app.domain.entries.books import Book
from app.domain.errors import N_, NN_, RuleViolation, count, say
from app.domain.parties.models import Party
from app.domain.parties.text import fold
from app.domain.service.interventions import YEARS
from app.domain.service.models import Equipment, EquipmentKind, Intervention

STAYS = NN_(
    "It stays: %(n)s intervention on this card was on it, or is planned.",
    "It stays: %(n)s interventions on this card were on it, or are planned.",
)

DAYS = ("bought_on", "warranty_until", "handed_out_on", "returned_on")


@dataclass(frozen=True, slots=True)
class EquipmentDraft:
    """A piece of equipment as the desk wrote it."""

    name: str
    kind: EquipmentKind = EquipmentKind.OTHER
    serial: str = ""
    place: str = ""
    supplier: str = ""
    bought_on: date | None = None
    warranty_until: date | None = None
    handed_out_on: date | None = None
    returned_on: date | None = None
    note: str = ""


def serial_key(serial: str) -> str | None:
    """By what a serial number is known: without case, accents and blanks. None where there is none."""
    return "".join(fold(serial).split()) or None


def wrong_in_equipment(draft: EquipmentDraft) -> Iterator[RuleViolation]:
    """The rules that a piece of equipment breaks by itself: it has a name, and its days come one after the other."""
    if not draft.name:
        yield RuleViolation(N_("Equipment needs a name."), field="name")
    days = ((name, getattr(draft, name)) for name in DAYS)
    for name in [name for name, day in days if day and day.year not in YEARS]:
        yield RuleViolation(N_("This is not a day that anybody means. Look at the year."), field=name)
    if draft.bought_on and draft.warranty_until and draft.warranty_until < draft.bought_on:
        yield RuleViolation(N_("The warranty cannot end before it was bought."), field="warranty_until")
    if draft.returned_on and draft.handed_out_on is None:
        yield RuleViolation(N_("Write the day on which it was handed out, too."), field="handed_out_on")
    elif draft.returned_on and draft.handed_out_on and draft.returned_on < draft.handed_out_on:
        yield RuleViolation(N_("It cannot be returned before it was handed out."), field="returned_on")


def wrong_among_equipment(draft: EquipmentDraft, besides: int) -> Iterator[RuleViolation]:
    """A serial number is one piece's in the whole office, whichever client has it."""
    key = serial_key(draft.serial)
    if key is None:
        return
    same = select(Equipment.name, Party.name).join(Party, Party.id == Equipment.party_id)
    taken = db.session.execute(same.where(Equipment.serial_key == key, Equipment.id != besides)).first()
    if taken:
        name, client = taken
        told = say(N_("This serial number is that of %(name)s, of %(client)s."), name=name, client=client)
        yield RuleViolation(told, field="serial")


def as_columns(draft: EquipmentDraft) -> dict[str, Any]:
    """A draft as it is kept: with the key by which its serial number is the only one."""
    return {**asdict(draft), "serial_key": serial_key(draft.serial)}


def files_of(equipment: Equipment) -> list[int]:
    """The stored files of its photos."""
    return [id_ for photo in equipment.photos for id_ in (photo.file_id, photo.thumbnail_id)]


def why_it_stays(equipment: Equipment) -> Iterator[RuleViolation]:
    """Equipment on which somebody worked, or is to, is not removed: what was done would be done on nothing."""
    on_it = select(func.count()).select_from(Intervention).where(Intervention.equipment_id == equipment.id)
    if there := db.session.scalar(on_it):
        yield RuleViolation(count(STAYS, there))


EQUIPMENT = Book(
    Equipment,
    EquipmentDraft,
    name_of=lambda equipment: equipment.name,
    wrong_in=wrong_in_equipment,
    wrong_among=wrong_among_equipment,
    kept_as=as_columns,
    files_of=files_of,
    wrong_to_remove=why_it_stays,
)
