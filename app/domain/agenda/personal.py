"""The activities of somebody who is anonymised go."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.db import db
from app.domain.agenda.models import Activity, ActivityContact, ActivityType
from app.domain.contacts.models import Contact
from app.domain.errors import NN_
from app.domain.personal import Forgotten, Record, Told, record_of
from app.domain.selections import among

FORGOTTEN = (Forgotten(Activity.party_id, went=NN_("%(n)s activity", "%(n)s activities")),)

_COLUMNS = (
    ActivityType.word.label("type"),
    ActivityType.name.label("type_name"),
    Activity.title,
    Activity.description,
    Activity.starts_at,
    Activity.ends_at,
    Activity.is_all_day,
    Activity.is_done,
)


def activities_told(ids: Collection[int]) -> list[Record]:
    """What was planned and done with them."""
    asked = select(*_COLUMNS).join(ActivityType, Activity.type_id == ActivityType.id)
    rows = db.session.execute(asked.where(among(Activity.party_id, ids)).order_by(Activity.id))
    return [record_of(row) for row in rows]


def taken_part_in(ids: Collection[int]) -> list[Record]:
    """In what they took part as somebody's contact: when, and of what type; the words are about that client."""
    asked = (
        select(ActivityType.word.label("type"), Activity.starts_at, Activity.ends_at)
        .join(ActivityType, Activity.type_id == ActivityType.id)
        .join(ActivityContact, ActivityContact.activity_id == Activity.id)
        .join(Contact, ActivityContact.contact_id == Contact.id)
    )
    rows = db.session.execute(asked.where(among(Contact.person_id, ids)).order_by(Activity.id))
    return [record_of(row) for row in rows]


TOLD = (
    Told("activities", (Activity.party_id,), records=activities_told),
    Told(
        "activities_taken_part_in",
        (Activity.party_id,),
        records=taken_part_in,
        also=frozenset({"activity_contact"}),
    ),
)
