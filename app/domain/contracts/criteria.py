"""What a reader of the list of contracts asked to see, as values that an address can hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.contracts.models import ContractKind, ContractState
from app.domain.paging import PageKey


@dataclass(frozen=True, slots=True)
class ContractCriteria:
    """What the reader asked to see; the newest first, or by their days where `within` is asked."""

    q: str = ""  # words of the contract or of its client
    client: int | None = None  # whatever its role and status
    kind: ContractKind | None = None
    state: ContractState | None = None
    within: int | None = None  # days until notice has to be given, or until the end of what does not renew
    per_page: int = 50
    after: PageKey | None = None
    before: PageKey | None = None

    def at_start(self) -> ContractCriteria:
        """The same list, from its first page."""
        return replace(self, after=None, before=None)
