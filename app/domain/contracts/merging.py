"""What merging parties does to their contracts."""

from __future__ import annotations

from collections.abc import Collection

from app.domain.contracts.models import Contract
from app.domain.selections import lead_to


def merge_contracts(survivor: int, others: Collection[int]) -> None:
    """Let the others' contracts be the survivor's; their numbers, papers and signatures stay."""
    lead_to(survivor, others, Contract.party_id)
