"""Nobody is compared with somebody who is anonymised."""

from __future__ import annotations

from app.domain.directory.duplicates.models import ToldApart
from app.domain.personal import Forgotten

FORGOTTEN = (Forgotten(ToldApart.first_id), Forgotten(ToldApart.second_id))
