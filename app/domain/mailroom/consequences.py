"""What acts on whole clients mean for the post: mail that waits for them at the desk."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, case, func, select

from app.db import db
from app.domain.mailroom.models import MailItem
from app.domain.mailroom.queries import WAITING
from app.domain.parties.models import Party

NAMED = 5


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """How many items wait, for how many clients, and the first few of these by name."""

    items: int
    clients: int
    named: list[tuple[int, str]]


def mail_waiting(parties: Select[int]) -> WaitingMail:
    """The mail that waits for these parties, in one statement."""
    waits = case((WAITING, 1), else_=0) == 1  # asked of their mail: no index is looked for by all that waits
    here = (
        select(MailItem.party_id, func.count().label("how_many"))
        .where(waits, MailItem.party_id.in_(parties))
        .group_by(MailItem.party_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Party.id, Party.name, func.count().over(), func.sum(here.c.how_many).over())
        .join(here, here.c.party_id == Party.id)
        .order_by(Party.sort_name, Party.id)
        .limit(NAMED)
    ).all()
    named = [(id_, name) for id_, name, *_ in rows]
    return WaitingMail(int(rows[0][3]), rows[0][2], named) if rows else WaitingMail(0, 0, [])
