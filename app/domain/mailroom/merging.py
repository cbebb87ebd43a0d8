"""What merging parties does to their mail."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select, update

from app.db import db
from app.domain.mailroom.models import MailItem
from app.domain.parties.models import Party
from app.domain.selections import among, lead_to


def merge_mail(survivor: int, others: Collection[int]) -> None:
    """Let the others' letters and parcels be the survivor's, whatever became of them; numbers and files stay."""
    latest = select(func.max(Party.last_mail_key)).where(among(Party.id, [survivor, *others])).scalar_subquery()
    writing = update(Party).where(Party.id == survivor).values(last_mail_key=latest)
    db.session.execute(writing, execution_options={"synchronize_session": False})
    lead_to(survivor, others, MailItem.party_id)
