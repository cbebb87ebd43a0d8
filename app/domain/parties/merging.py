"""Who was merged into whom, and what merging does to tags."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, any_, case, func, insert, literal, or_, select, update

from app.db import db, is_postgresql
from app.domain.history.models import Act
from app.domain.parties.models import MergedParty, Party, PartyTag
from app.domain.parties.text import natural_key
from app.domain.selections import among, lead_to

NUMBERS = ("number", "second_number", "customer_account", "supplier_account")  # each is somebody's alone


class KnownBy(NamedTuple):
    """By what somebody is known on pages and in lists of others: their columns of these names."""

    name: str = ""
    sort_name: str = ""
    email: str = ""
    pec: str = ""
    tax_id: str = ""
    tax_key: str = ""
    registration_id: str = ""
    phone: str = ""
    phone_e164: str = ""


def known_by(party: Party) -> dict[str, str]:
    """By what somebody is known who is about to be merged: the event keeps it, for whoever anonymises the survivor."""
    return {name: value for name in KnownBy._fields if (value := getattr(party, name))}


def survivor_of(party_id: int) -> int | None:
    """Into whom a party was merged that is no longer on file; None where it was not, or that one is gone as well."""
    return db.session.scalar(select(MergedParty.survivor_id).where(MergedParty.former_id == party_id))


def bore_number(number: str) -> ColumnElement[bool]:
    """The condition that somebody was merged into a party who had this number.

    The ids are looked up first, by the number: no party is read for it that is none of them.
    """
    key = natural_key(number)
    either = or_(
        and_(MergedParty.number_key == key, MergedParty.number_key != ""),
        and_(MergedParty.second_number_key == key, MergedParty.second_number_key != ""),
    )
    theirs = select(MergedParty.survivor_id).where(either, MergedParty.survivor_id.is_not(None))
    if is_postgresql():
        return Party.id == any_(func.array(theirs.scalar_subquery()))
    return Party.id.in_(theirs)


def note_merged(act: Act, survivor: int, others: Collection[int], columns: Mapping[str, Any]) -> None:
    """Note where the addresses and numbers of the others lead from now on, and of whoever was merged into them before.

    `columns` are the survivor's from now on: where it takes a number or an account over, that is no former one.
    """
    theirs = {columns[name] for name in NUMBERS if columns[name]}
    noted = select(
        Party.id,
        literal(survivor),
        *(
            case((or_(number.is_(None), number.in_(theirs)), ""), else_=getattr(Party, key))
            for name in NUMBERS
            for number in (getattr(Party, name),)
            for key in ((name, f"{name}_key") if hasattr(Party, f"{name}_key") else (name,))
        ),
        Party.email,
        Party.created_at,
        literal(act.id),
    ).where(among(Party.id, others))
    numbers = ["number", "number_key", "second_number", "second_number_key", "customer_account", "supplier_account"]
    filled = ["former_id", "survivor_id", *numbers, "email", "born_at", "act_id"]
    lead_to(survivor, others, MergedParty.survivor_id)
    db.session.execute(insert(MergedParty).from_select(filled, noted.order_by(Party.id)))


def free_numbers(others: Collection[int]) -> None:
    """Take the numbers off parties that are about to go, so that the survivor may take one over."""
    writing = update(Party).where(among(Party.id, others)).values(dict.fromkeys(NUMBERS))
    db.session.execute(writing, execution_options={"synchronize_session": False})


def merge_tags(survivor: int, others: Collection[int]) -> None:
    """Let the survivor bear the tags of all. Those of the others go with them."""
    there = select(PartyTag.tag_id).where(PartyTag.party_id == survivor)
    theirs = (
        select(literal(survivor), PartyTag.tag_id)
        .where(and_(among(PartyTag.party_id, others), PartyTag.tag_id.not_in(there)))
        .distinct()
    )
    db.session.execute(insert(PartyTag).from_select(["party_id", "tag_id"], theirs.order_by(PartyTag.tag_id)))
