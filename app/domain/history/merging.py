"""What merging parties does to their history: one timeline."""

from __future__ import annotations

from collections.abc import Collection

from app.domain.history.models import Event
from app.domain.selections import lead_to


def merge_events(survivor: int, others: Collection[int]) -> None:
    """Let what happened to the others stand on the survivor's timeline. What it happened to stays said."""
    lead_to(survivor, others, Event.party_id)
