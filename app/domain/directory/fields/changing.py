"""Changing a field, and what follows for cards: what holds personal data from now on goes from anonymised ones."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.db import db, deed
from app.domain.contacts.search import refresh_search_text
from app.domain.history.models import Act, Actor
from app.domain.jobs import actions as jobs
from app.domain.jobs.models import JobKind
from app.domain.parties.custom_fields import definitions
from app.domain.parties.custom_fields.definitions import FieldDraft
from app.domain.parties.custom_fields.models import CustomValue
from app.domain.parties.custom_fields.queries import select_written
from app.domain.parties.models import Party
from app.domain.selections import among


@deed
def edit_field(field_id: int, draft: FieldDraft, version: int, key: str, *, by: Actor) -> Act:
    """Change a field (`definitions.edit_field`, which raises). Once it holds personal data, nothing stands in it on the
    card of anybody who was anonymised before: nobody else could take it off, for such a card is changed no more.
    """
    act = definitions.edit_field(field_id, draft, version, key, by=by)
    if draft.is_personal:
        _forget(act, field_id)
    return act


def _forget(act: Act, field_id: int) -> None:
    """Take what is written in a field off anonymised cards, and leave to a job what no transaction can do."""
    anonymised = select(Party.id).where(Party.anonymised_at.is_not(None), Party.id.in_(select_written(field_id)))
    ids = list(db.session.scalars(anonymised))
    if not ids:
        return
    theirs = (CustomValue.field_id == field_id, among(CustomValue.party_id, ids))
    db.session.execute(delete(CustomValue).where(*theirs), execution_options={"synchronize_session": False})
    refresh_search_text(select(Party.id).where(among(Party.id, ids)))
    jobs.enqueue(JobKind.FINISH_ERASING, f"finish erasing of {act.key}", {"blobs": []})
