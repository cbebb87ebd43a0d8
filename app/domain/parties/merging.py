"""Who was merged into whom, and what merging does to tags."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, any_, case, func, insert, literal, select, update

from app.db import db, is_postgresql
from app.domain.history.models import Act
from app.domain.parties.models import MergedParty, Party, PartyTag
from app.domain.parties.text import natural_key
from app.domain.selections import among, lead_to


def survivor_of(party_id: int) -> int | None:
    """Into whom a party was merged that is no longer on file; None where it was not, or that one is gone as well."""
    return db.session.scalar(select(MergedParty.survivor_id).where(MergedParty.former_id == party_id))


def bore_number(number: str) -> ColumnElement[bool]:
    """The condition that somebody was merged into a party who had this number.

    The ids are looked up first, by the number: no party is read for it that is none of them.
    """
    key = natural_key(number)
    theirs = select(MergedParty.survivor_id).where(
        MergedParty.number_key == key, MergedParty.number_key != "", MergedParty.survivor_id.is_not(None)
    )
    if is_postgresql():
        return Party.id == any_(func.array(theirs.scalar_subquery()))
    return Party.id.in_(theirs)


def note_merged(act: Act, survivor: int, others: Collection[int], *, number: str | None) -> None:
    """Note where the addresses and numbers of the others lead from now on, and of whoever was merged into them before.

    `number` is the survivor's from now on: where it takes one over, that is no former one.
    """
    is_kept = Party.number.is_(None) | (Party.number == (number or ""))
    noted = select(
        Party.id,
        literal(survivor),
        case((is_kept, ""), else_=Party.number),
        case((is_kept, ""), else_=Party.number_key),
        Party.email,
        Party.created_at,
        literal(act.id),
    ).where(among(Party.id, others))
    columns = ["former_id", "survivor_id", "number", "number_key", "email", "born_at", "act_id"]
    lead_to(survivor, others, MergedParty.survivor_id)
    db.session.execute(insert(MergedParty).from_select(columns, noted.order_by(Party.id)))


def free_numbers(others: Collection[int]) -> None:
    """Take the numbers off parties that are about to go, so that the survivor may take one over."""
    writing = update(Party).where(among(Party.id, others)).values(number=None)
    db.session.execute(writing, execution_options={"synchronize_session": False})


def merge_tags(survivor: int, others: Collection[int]) -> None:
    """Let the survivor bear the tags of all. Those of the others go with them."""
    there = select(PartyTag.tag_id).where(PartyTag.party_id == survivor)
    theirs = (
        select(literal(survivor), PartyTag.tag_id)
        .where(and_(among(PartyTag.party_id, others), PartyTag.tag_id.not_in(there)))
        .distinct()
    )
    db.session.execute(insert(PartyTag).from_select(["party_id", "tag_id"], theirs))
