"""Equipment in words: its kinds and their pictures."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.domain.service.models import EquipmentKind

KIND_WORDS = {
    EquipmentKind.LOCKER: _l("Locker"),
    EquipmentKind.MAILBOX: _l("Mailbox"),
    EquipmentKind.PHONE_LINE: _l("Phone line"),
    EquipmentKind.PRINTER: _l("Printer"),
    EquipmentKind.ACCESS_CARD: _l("Access card"),
    EquipmentKind.OTHER: _l("Other"),
}
ICONS = {
    EquipmentKind.LOCKER: {"icon": "lock"},
    EquipmentKind.MAILBOX: {"icon": "mailbox"},
    EquipmentKind.PHONE_LINE: {"icon": "phone"},
    EquipmentKind.PRINTER: {"icon": "printer"},
    EquipmentKind.ACCESS_CARD: {"icon": "id-badge-2"},
    EquipmentKind.OTHER: {"icon": "package"},
}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        equipment_kind=lambda kind: str(KIND_WORDS[kind]), equipment_icon=lambda kind: ICONS[kind]["icon"]
    )
