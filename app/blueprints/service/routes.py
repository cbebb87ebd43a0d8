from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.blueprints.service import bp
from app.blueprints.service.forms import EquipmentForm, InterventionForm
from app.domain import clock
from app.web.entries import EntryDoors

EQUIPMENT_DOORS = EntryDoors(
    bp,
    EquipmentForm,
    one="equipment",
    tab="equipment",
    fields="service/_equipment.html",
    new_title=_l("New equipment"),
    stands_with=lambda client_id, piece: (
        _l("Show these interventions"),
        url_for("clients.interventions", party_id=client_id, equipment=piece.id),
    ),
)
EQUIPMENT_DOORS.hang()

INTERVENTION_DOORS = EntryDoors(
    bp,
    InterventionForm,
    one="intervention",
    tab="interventions",
    fields="service/_intervention.html",
    new_title=_l("New intervention"),
    begins_with=lambda _client: {"day": clock.today(), "technician_ids": [current_user.login_id]},
)
INTERVENTION_DOORS.hang()
