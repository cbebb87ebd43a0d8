"""Opening an act, and recording its events."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, insert, literal, select

from app.db import Base, UtcDateTime, db, insert_if_new
from app.domain import clock
from app.domain.errors import N_, RuleViolation, Sentence
from app.domain.history.models import Act, Actor, Deed, Event, EventKind


class AlreadyDone(Exception):
    """Not an error: the same key was used for the same thing before. Carries the act that it made."""

    def __init__(self, act: Act) -> None:
        self.act = act
        super().__init__(act.key)


def new_key() -> str:
    """A one-use key for a form: 128 random bits."""
    return secrets.token_urlsafe(16)


def digest(asked: Mapping[str, Any]) -> str:
    """A fingerprint of what was asked, to tell a repeat from another request under the same key."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()


def open_act(deed: Deed, key: str, *, by: Actor, reason: str = "", asked: Mapping[str, Any] | None = None) -> Act:
    """Begin an act under a one-use key.

    Two requests with one key meet at the unique constraint: the second waits for the first, then finds it.

    Raises:
        AlreadyDone: this key made this act before; its outcome is the answer.
        RuleViolation: the key was used for something else.
    """
    fingerprint = digest({"deed": deed, **(asked or {})})
    values = {
        "deed": deed,
        "key": key[:64] or new_key(),
        "at": clock.now(),
        "by_kind": by.kind,
        "by_id": by.id,
        "by_name": by.name,
        "reason": reason,
        "asked": fingerprint,
        "outcome": {},
    }
    opening = insert_if_new(Act, "key").values(values).returning(Act)
    if (act := db.session.scalar(opening)) is not None:
        return act
    earlier = db.session.scalars(select(Act).where(Act.key == values["key"])).one()
    if earlier.asked != fingerprint:
        raise RuleViolation(Sentence(N_("This form was sent before with other data. Open it again, please.")))
    raise AlreadyDone(earlier)


def done_before(deed: Deed, key: str, asked: Mapping[str, Any]) -> Act | None:
    """The act that this very form made before, if it did; looked up without a transaction that writes."""
    fingerprint = digest({"deed": deed, **asked})
    return db.session.scalar(select(Act).where(Act.key == key[:64], Act.asked == fingerprint))


def record(act: Act, kind: EventKind, subject: Base, *, party_id: int | None = None, **details: Any) -> None:
    """Add one event of an act: call it last, once the change has happened and `subject` has its id."""
    db.session.flush()
    db.session.add(
        Event(
            act_id=act.id,
            kind=kind,
            at=act.at,
            record=subject.__tablename__,
            record_id=subject.id,
            party_id=party_id,
            details=details,
        )
    )


def record_parties(act: Act, kind: EventKind, parties: Select[Any], **details: Any) -> None:
    """Add an event for every party of a select of ids, in one statement.

    They are told of in the order of their ids: how rows lie in the table is an accident of the database.
    """
    ids = parties.subquery()
    (party_id,) = ids.c
    rows = select(
        literal(act.id),
        literal(kind.value),
        literal(act.at, UtcDateTime()),
        literal("party"),
        party_id,
        party_id,
        literal(details, Event.details.type),
    )
    columns = ["act_id", "kind", "at", "record", "record_id", "party_id", "details"]
    db.session.execute(insert(Event).from_select(columns, rows.order_by(party_id)))
