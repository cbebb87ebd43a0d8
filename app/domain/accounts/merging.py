"""What merging parties does to logins: where the portal leads to."""

from __future__ import annotations

from collections.abc import Collection

from app.domain.accounts.models import Login
from app.domain.selections import lead_to


def merge_last_clients(survivor: int, others: Collection[int]) -> None:
    """Let /portal lead to the survivor whoever looked at one of the others last."""
    lead_to(survivor, others, Login.last_client_id)
