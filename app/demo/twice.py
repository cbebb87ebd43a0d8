"""Who is on file twice in the demo office: a pair that nobody has noticed yet, and one that was merged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.directory.filing import register_party
from app.domain.directory.selection import picked
from app.domain.history.actions import new_key
from app.domain.history.models import Actor
from app.domain.lifecycle.merging import MergeChoices, merge_parties
from app.domain.parties.drafts import PartyDraft
from app.domain.parties.models import ClientRole, Party

# What it is called on file, and how somebody typed it once more, with the telephone number of the first.
UNNOTICED = ("Ghiaccio & Menta S.r.l.", "Ghiaccio Menta Srl")
MERGED = ("Nuvole Basse S.r.l.s.", "Nuvole Basse SRLS")


def days_of_twins(key: str, *, by: Actor) -> Iterator[tuple[int, Callable[[], None]]]:
    """How many days ago each was put on file once more, and when one of them was merged; acts begin with `key`."""
    yield 41, partial(_register, *MERGED, ClientRole.CUSTOMER, key, by=by)
    yield 33, partial(_merge, *MERGED, key, by=by)
    yield 6, partial(_register, *UNNOTICED, ClientRole.PROSPECT, key, by=by)


def _register(known: str, again: str, role: ClientRole, key: str, *, by: Actor) -> None:
    first = _called(known)
    twin = PartyDraft(
        name=again,
        client_role=role,
        city=first.city,
        country=first.country,
        phone=first.phone,
        language=first.language,
        currency=first.currency,
        customer_since=clock.today() if role is ClientRole.CUSTOMER else None,
        notes="Called, and asked what a mailbox costs.",
    )
    register_party(twin, f"{key}{new_key()}", by=by)


def _merge(known: str, again: str, key: str, *, by: Actor) -> None:
    keep, twin = _called(known), _called(again)
    merge_parties(picked([keep.id, twin.id]), MergeChoices(keep.id), f"{key}{new_key()}", by=by)


def _called(name: str) -> Party:
    return db.session.scalars(select(Party).where(Party.name == name)).one()
