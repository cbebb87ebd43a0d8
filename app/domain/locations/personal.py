"""The locations of somebody who is anonymised go."""

from __future__ import annotations

from app.domain.errors import NN_
from app.domain.locations.models import Location
from app.domain.personal import Forgotten, Told

FORGOTTEN = (Forgotten(Location.party_id, went=NN_("%(n)s location", "%(n)s locations")),)
TOLD = (Told("locations", (Location.party_id,)),)
