"""What merging parties does to the lines of a card's list."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from app.domain.entries.models import Entry, EntryWithDefault
from app.domain.selections import keep_one_default, lead_to


def moving(model: type[Entry]) -> Callable[[int, Collection[int]], None]:
    """Let the others' lines be the survivor's; where both have a default, its own stays it."""
    lines: Any = model

    def merge_lines(survivor: int, others: Collection[int]) -> None:
        if issubclass(model, EntryWithDefault):
            per = [getattr(lines, model.default_within)] if model.default_within else []
            keep_one_default(survivor, others, lines.party_id, lines.is_default, *per)
        lead_to(survivor, others, lines.party_id)

    return merge_lines
