"""What a form of equipment offers."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.domain.parties.models import Party, PartyStatus

OFFERED = 200


def supplier_names() -> list[str]:
    """The suppliers on file by name, the first few hundred; whoever is missed is typed."""
    on_file = select(Party.name).where(Party.is_supplier, Party.status != PartyStatus.ARCHIVED)
    return list(db.session.scalars(on_file.order_by(Party.sort_name, Party.id).limit(OFFERED)))
