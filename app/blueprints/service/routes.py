from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.blueprints.service import bp
from app.blueprints.service.forms import EquipmentForm, PhotoForm
from app.web.entries import EntryDoors

EQUIPMENT_DOORS = EntryDoors(
    bp,
    EquipmentForm,
    one="equipment",
    tab="equipment",
    fields="service/_equipment.html",
    above="service/_photos.html",
    shown_besides=lambda _client: {"photo_form": PhotoForm(formdata=None)},
    new_title=_l("New equipment"),
)
EQUIPMENT_DOORS.hang()
