"""Addresses that a mail server said do not exist: nothing is sent there by itself, and the card says so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.db import db, deed, is_postgresql
from app.domain import clock
from app.domain.messaging.models import BouncingAddress
from app.domain.selections import among
from app.prepared import prepared


@dataclass(frozen=True, slots=True)
class Bounce:
    """When an address was refused, and in which words."""

    at: datetime
    answer: str


def bouncing_among(emails: Collection[str]) -> dict[str, Bounce]:
    """Those of these addresses that bounce, by their folded spelling."""
    keys = {email.casefold() for email in emails if email}
    if not keys:
        return {}
    return {key: Bounce(at, answer) for key, at, answer in db.session.execute(*_bouncing(sorted(keys)))}


@prepared
def _bouncing(keys: list[str]) -> Select[str, datetime, str]:
    columns = BouncingAddress.email_key, BouncingAddress.at, BouncingAddress.answer
    return select(*columns).where(among(BouncingAddress.email_key, keys))


def mark(address: str, answer: str, refusal: str) -> None:
    """Note that there is nobody at this address, in the caller's transaction."""
    values = {"email_key": address.casefold()[:254], "at": clock.now(), "answer": answer, "refusal": refusal}
    build = pg_insert if is_postgresql() else sqlite_insert
    marking = build(BouncingAddress).values(values)
    db.session.execute(marking.on_conflict_do_update(index_elements=["email_key"], set_=values))


def clear(address: str) -> None:
    """Somebody is there: an email was delivered."""
    db.session.execute(delete(BouncingAddress).where(BouncingAddress.email_key == address.casefold()))


def clear_refused(refusal: str) -> None:
    """It was our own server that spoke so: it told nothing of the addresses."""
    db.session.execute(delete(BouncingAddress).where(BouncingAddress.refusal == refusal))


@deed
def try_again(address: str) -> None:
    """Write to this address again, and see."""
    clear(address)
