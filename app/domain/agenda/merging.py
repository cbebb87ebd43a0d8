"""What merging parties does to their activities: those of a card move with its other lines, and who took part stays."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select, update

from app.db import db
from app.domain.agenda.models import ActivityContact
from app.domain.selections import among

_PAST_THE_SESSION = {"synchronize_session": False}


def keep_participants(joined: Mapping[int, int]) -> None:
    """Let whoever took part as a contact that is about to go take part as the one that it is joined to, by its id.

    Called before the former goes. Where both took part in one activity, they do so once.
    """
    if not joined:
        return
    concerned = among(ActivityContact.contact_id, {*joined, *joined.values()})
    asked = select(ActivityContact.id, ActivityContact.activity_id, ActivityContact.contact_id).where(concerned)
    seen: set[tuple[int, int]] = set()
    moved, surplus = [], []
    for id_, activity_id, contact_id in sorted(db.session.execute(asked).all(), key=lambda row: row[2] in joined):
        place = (activity_id, joined.get(contact_id, contact_id))
        if place in seen:
            surplus.append(id_)
        elif contact_id in joined:
            moved.append({"id": id_, "contact_id": place[1]})
        seen.add(place)
    db.session.execute(
        delete(ActivityContact).where(among(ActivityContact.id, surplus)), execution_options=_PAST_THE_SESSION
    )
    if moved:
        db.session.execute(update(ActivityContact), moved)
