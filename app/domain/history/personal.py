"""The history of somebody who is anonymised: what was done stays, with whom it concerned by number only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, and_, case, cast, exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.db import db, is_postgresql
from app.domain.errors import NN_
from app.domain.history.models import Act, ActorKind, Event
from app.domain.personal import Forgotten, Record, Told, record_of
from app.domain.selections import among

NOBODY = "–"  # who did something, once nobody knows who that was
_PAST_THE_SESSION = {"synchronize_session": False}

# Records whose events name them by a number of the office's own, and tell nothing else.
NUMBERED = ("mail_item",)

FORGOTTEN = (
    Forgotten(
        Event.party_id,
        empties={"details": case((Event.record.in_(NUMBERED), Event.details), else_=literal({}, Event.details.type))},
        keeps=frozenset({"record"}),
        stays=NN_(
            "%(n)s entry of the history: what was done and when, without names and reasons",
            "%(n)s entries of the history: what was done and when, without names and reasons",
        ),
    ),
)


def events_of(ids: Collection[int]) -> list[Record]:
    """What was done to these parties. By whom of the office it does not say (Court of Justice, C-579/21)."""
    by = case((Act.by_kind == ActorKind.STAFF, "office"), else_=cast(Act.by_kind, String)).label("done_by")
    asked = select(Event.at, Event.kind.label("what"), by, Act.reason, Event.details).join(Act)
    rows = db.session.execute(asked.where(among(Event.party_id, ids)).order_by(Event.id))
    return [record_of(row) for row in rows]


TOLD = (Told("events", (Event.party_id,), records=events_of, also=frozenset({"act"})),)


def forget_in_history(
    parties: Collection[int],
    records: Mapping[str, Collection[int]],
    logins: Collection[int],
    *,
    names_them: Callable[[str], bool],
) -> None:
    """Empty what the history says of these parties, and of records about them on the cards of others (by table).

    Acts about nobody else lose their reason; of others it stays, unless it names them. No act keeps their name in its
    outcome, nor as who did it.
    """
    theirs = among(Event.party_id, parties)
    beside = [and_(Event.record == table, among(Event.record_id, ids)) for table, ids in records.items() if ids]
    concerned = select(Event.act_id).where(or_(theirs, *beside))
    others = exists().where(Event.act_id == Act.id, or_(Event.party_id.is_(None), ~theirs)).correlate(Act)
    of_several = select(Act.id, Act.reason).where(Act.id.in_(concerned), Act.reason != "", others)
    naming = [id_ for id_, reason in db.session.execute(of_several) if names_them(reason)]
    for statement in (
        update(Act).where(Act.id.in_(concerned)).values(outcome=without_name()),
        update(Act).where(or_(and_(Act.id.in_(concerned), ~others), among(Act.id, naming))).values(reason=""),
        update(Act).where(Act.by_kind == ActorKind.PORTAL, among(Act.by_id, logins)).values(by_name=NOBODY),
        *(update(Event).where(which).values(details={}) for which in beside),
    ):
        db.session.execute(statement, execution_options=_PAST_THE_SESSION)


def without_name() -> ColumnElement[Any]:
    """An act's outcome without the name of the one whom it concerned; what its key answers stays."""
    if is_postgresql():
        return cast(cast(Act.outcome, JSONB).op("-")("name"), JSON)
    return func.json_remove(Act.outcome, "$.name", type_=String)
