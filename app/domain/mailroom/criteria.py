"""What a reader of the mail list asked to see, as values that an address can hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.domain.mailroom.models import MailKind, MailState
from app.domain.paging import PageKey


@dataclass(frozen=True, slots=True)
class MailCriteria:
    """What the reader asked to see; newest first."""

    q: str = ""  # words of the item or of its client
    client: int | None = None  # whatever its role and status
    kind: MailKind | None = None
    state: MailState | None = None
    since: date | None = None  # the office's days of receipt, both of them included
    until: date | None = None
    per_page: int = 50
    after: PageKey | None = None
    before: PageKey | None = None

    def at_start(self) -> MailCriteria:
        """The same list, from its first page."""
        return replace(self, after=None, before=None)
