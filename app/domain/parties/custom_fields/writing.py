"""Writing what stands in fields of the office's own on many cards at once, and keeping it as JSON until then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from app.db import db
from app.domain.parties.custom_fields.models import CustomValue
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.custom_fields.values import Answers, Value, rows_of, value_in, written
from app.domain.selections import among

_PAST_THE_SESSION = {"synchronize_session": False}


def as_kept(field: Definition, value: Value) -> Any:
    """A value as JSON keeps it: as on file, of a choice its id, of several a list; None where nothing is said."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return list(value) if isinstance(value, tuple) else written(field, value)


def kept_answers(kept: Mapping[str, Any], fields: Iterable[Definition]) -> dict[int, Value]:
    """The answers that JSON has kept, by the id of the field as text; those of other fields are left out."""
    return {field.id: _value(field, kept[str(field.id)]) for field in fields if str(field.id) in kept}


def _value(field: Definition, kept: Any) -> Value:
    if isinstance(kept, list):
        return tuple(kept)
    return value_in(field.kind, kept) if isinstance(kept, str) else kept


def add_answers(fields: Iterable[Definition], answers: Mapping[int, Answers]) -> None:
    """Write answers, by the party's id, on cards that say nothing of these fields yet; one statement."""
    known = {field.id: field for field in fields}
    rows = [
        row
        for party_id, said in answers.items()
        for field_id, value in said.items()
        if field_id in known
        for row in rows_of(party_id, known[field_id], value)
    ]
    if rows:
        # Else the mapper would leave out what is None, and make a statement of each run of rows that are alike in that.
        db.session.execute(insert(CustomValue), rows, execution_options={"render_nulls": True})


def replace_answers(fields: Iterable[Definition], answers: Mapping[int, Answers]) -> None:
    """Let these answers, by the party's id, stand in place of what is written there; what is None goes. Three
    statements, however many cards. Records nothing.
    """
    fields = list(fields)
    known = {field.id for field in fields}
    asked = {(party_id, field_id) for party_id, said in answers.items() for field_id in said if field_id in known}
    if not asked:
        return
    columns = (CustomValue.id, CustomValue.party_id, CustomValue.field_id)
    found = select(*columns).where(among(CustomValue.party_id, list(answers)), CustomValue.field_id.in_(sorted(known)))
    gone = [row.id for row in db.session.execute(found) if (row.party_id, row.field_id) in asked]
    if gone:
        db.session.execute(delete(CustomValue).where(among(CustomValue.id, gone)), execution_options=_PAST_THE_SESSION)
    add_answers(fields, answers)
