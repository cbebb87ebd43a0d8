"""What the tests of merging do again and again."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.directory.selection import picked
from app.domain.history.models import SYSTEM, Act, Actor
from app.domain.lifecycle.merging import MergeChoices, merge_parties
from app.domain.parties.models import Party
from tests.support.builders import a_key


def merged(
    keep: Party,
    *others: Party,
    taken: Mapping[str, int] | None = None,
    may_see: Collection[int] = (),
    key: str = "",
    by: Actor = SYSTEM,
) -> Act:
    """These, merged into the first."""
    selection = picked([keep.id, *(party.id for party in others)])
    act = merge_parties(selection, MergeChoices(keep.id, taken or {}, may_see), key or a_key(), by=by)
    db.session.commit()
    return act


def link_of(client_id: int, person_id: int) -> Contact:
    """The one link between a client and a person."""
    return db.session.scalars(
        select(Contact).where(Contact.client_id == client_id, Contact.person_id == person_id)
    ).one()


def on_file(*ids: int) -> list[bool]:
    """Whether these parties are on file."""
    there = set(db.session.scalars(select(Party.id).where(Party.id.in_(ids))))
    return [id_ in there for id_ in ids]
