"""The equipment of somebody who is anonymised goes."""

from __future__ import annotations

from app.domain.errors import NN_
from app.domain.personal import Forgotten, Told
from app.domain.service.models import Equipment

FORGOTTEN = (Forgotten(Equipment.party_id, went=NN_("%(n)s piece of equipment", "%(n)s pieces of equipment")),)
TOLD = (Told("equipment", (Equipment.party_id,)),)
