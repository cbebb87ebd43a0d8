"""Fields that the office gives its cards, and what is written in them."""

from __future__ import annotations

from typing import Any

from app.db import db
from app.domain.directory.filing import edit_party
from app.domain.history.models import SYSTEM, Act, Actor
from app.domain.parties.custom_fields.definitions import ChoiceDraft, FieldDraft, add_field
from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.custom_fields.queries import Definition, custom_field
from app.domain.parties.custom_fields.values import Answers, Value, answers_of
from app.domain.parties.drafts import draft_of
from app.domain.parties.models import Party
from tests.support.builders import a_key


def a_field(name: str, kind: FieldKind = FieldKind.TEXT, *choices: str, by: Actor = SYSTEM, **more: Any) -> Definition:
    """A field of the office's own, with these choices."""
    words = tuple(ChoiceDraft(word) for word in choices)
    currency = "EUR" if kind is FieldKind.MONEY else ""
    draft = FieldDraft(name, kind, choices=words, **{"currency": currency, **more})
    act = add_field(draft, a_key(), by=by)
    db.session.commit()
    return custom_field(act.outcome["field_id"])


def write(party: Party, answers: Answers, *, by: Actor = SYSTEM) -> Act:
    """Save a card with these answers, and everything else as it stands."""
    act = edit_party(party.id, draft_of(party), party.version, a_key(), by=by, answers=answers)
    db.session.commit()
    return act


def written(party: Party, field: Definition) -> Value:
    """What is written in a field of a card."""
    return answers_of([party.id]).get(party.id, {}).get(field.id)
