"""What merging parties does to the log of emails."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import update

from app.db import db
from app.domain.messaging.models import Email
from app.domain.selections import among, lead_to


def merge_emails(survivor: int, others: Collection[int]) -> None:
    """Let what was written about the others stand with the survivor. To whom it went, and what it said, stays."""
    lead_to(survivor, others, Email.party_id)


def merge_recipients(kept: int, dying: Collection[int]) -> None:
    """Let emails to logins that are about to go be those of the one that stays, for they went to the same person."""
    writing = update(Email).where(among(Email.login_id, dying)).values(login_id=kept)
    db.session.execute(writing, execution_options={"synchronize_session": False})
