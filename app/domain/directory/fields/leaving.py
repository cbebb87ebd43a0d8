"""Retiring a field, which hides it, and deleting one with all that is written in it. Nobody is found by it then."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from app.db import db, deed
from app.domain import clock
from app.domain.contacts.search import refresh_search_text
from app.domain.errors import NN_, NotFound, SelectionChanged, count
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.custom_fields.models import TEXTS, CustomChoice, CustomField, CustomValue
from app.domain.parties.custom_fields.queries import cards_with, select_written
from app.domain.parties.models import Party
from app.domain.parties.queries import among

MORE_THAN_SEEN = NN_(
    "It is written on %(n)s card now. Look at the number before you go on.",
    "It is written on %(n)s cards now. Look at the number before you go on.",
)
_PAST_THE_SESSION = {"synchronize_session": False}
# What goes with a field, the nearest to it last.
_WITH_IT: tuple[tuple[Any, Any], ...] = (
    (CustomValue, CustomValue.field_id),
    (CustomChoice, CustomChoice.field_id),
    (CustomField, CustomField.id),
)


@deed
def retire_field(field_id: int, key: str, *, by: Actor) -> Act:
    """Hide a field everywhere. What is written in it stays, and is there again when it is taken up. Raises NotFound."""
    return _turn(Deed.RETIRE_CUSTOM_FIELD, EventKind.CUSTOM_FIELD_RETIRED, field_id, key, by=by, retire=True)


@deed
def take_field_up(field_id: int, key: str, *, by: Actor) -> Act:
    """Show a retired field again, with all that is written in it. Raises NotFound."""
    return _turn(Deed.TAKE_UP_CUSTOM_FIELD, EventKind.CUSTOM_FIELD_TAKEN_UP, field_id, key, by=by, retire=False)


@deed
def delete_field(field_id: int, seen: int, key: str, *, by: Actor) -> Act:
    """Delete a field, its choices and what is written in it, on however many cards; there is no way back.

    `seen` is on how many cards the dialog said that something is written. Raises SelectionChanged when there are more
    or fewer by now, NotFound.
    """
    try:
        act = history.open_act(Deed.DELETE_CUSTOM_FIELD, key, by=by, asked={"field": field_id})
    except AlreadyDone as done:
        return done.act
    field = _held(field_id)
    cards = cards_with([field_id]).get(field_id, 0)
    if cards != seen:
        raise SelectionChanged(count(MORE_THAN_SEEN, cards))
    concerned = list(db.session.scalars(select_written(field_id))) if field.kind in TEXTS else []
    history.record(act, EventKind.CUSTOM_FIELD_DELETED, field, name=field.name)
    act.outcome = {"name": field.name, "cards": cards}
    db.session.flush()
    db.session.expunge(field)
    for model, column in _WITH_IT:
        db.session.execute(delete(model).where(column == field_id), execution_options=_PAST_THE_SESSION)
    if concerned:
        refresh_search_text(select(Party.id).where(among(Party.id, concerned)))
    return act


def _turn(what: Deed, kind: EventKind, field_id: int, key: str, *, by: Actor, retire: bool) -> Act:
    """Hide a field or show it again. One that is so already stays as it is."""
    try:
        act = history.open_act(what, key, by=by, asked={"field": field_id})
    except AlreadyDone as done:
        return done.act
    field = _held(field_id)
    act.outcome = {"name": field.name}
    if (field.retired_at is not None) is retire:
        return act
    field.retired_at = clock.now() if retire else None
    field.version += 1
    history.record(act, kind, field, name=field.name)
    if field.kind in TEXTS:
        refresh_search_text(select_written(field_id))
    return act


def _held(field_id: int) -> CustomField:
    field = db.session.get(CustomField, field_id, with_for_update=True, populate_existing=True)
    if field is None:
        raise NotFound(field_id)
    return field
