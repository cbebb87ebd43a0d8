"""What the demo office wants to know of its clients beside what every card asks."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import delete, exists, not_, select

from app.db import db
from app.domain import clock
from app.domain.history.actions import new_key
from app.domain.history.models import Actor
from app.domain.parties.custom_fields.definitions import ChoiceDraft, FieldDraft, add_field
from app.domain.parties.custom_fields.models import CustomChoice, CustomField, CustomValue, FieldKind, Whose
from app.domain.parties.custom_fields.queries import Definition, custom_fields
from app.domain.parties.custom_fields.values import Value, keep_answers

_WORDS = ("Web search", "Recommended", "Accountant", "Passed by")
FIELDS = (
    FieldDraft("How they found us", FieldKind.CHOICE, choices=tuple(ChoiceDraft(word) for word in _WORDS)),
    FieldDraft("Deposit", FieldKind.MONEY, whose=Whose.COMPANY, currency="EUR"),
    FieldDraft("Identity checked on", FieldKind.DATE),
    FieldDraft("Wants the newsletter", FieldKind.YES_NO, is_personal=True),
)


def offer_fields(key: str, *, by: Actor) -> None:
    """Give the cards some fields, unless there are such already; acts begin with `key`."""
    there = {field.name for field in custom_fields(also_retired=True)}
    for draft in FIELDS:
        if draft.name not in there:
            add_field(draft, f"{key}{new_key()}", by=by)


def fill_fields(client_id: int, place: int) -> None:
    """Write something in them on most cards, and nothing on some."""
    fields = {field.name: field for field in custom_fields()}
    answers = {
        fields[name].id: value
        for name, value in _answers(fields, place).items()
        if name in fields and value is not None
    }
    keep_answers(client_id, list(fields.values()), answers, {})


def _answers(fields: dict[str, Definition], place: int) -> dict[str, Value]:
    words = fields["How they found us"].offered if "How they found us" in fields else []
    return {
        "How they found us": words[place % len(words)].id if words and place % 5 else None,
        "Deposit": Decimal(200 + 50 * (place % 4)) if place % 2 else None,
        "Identity checked on": clock.today() - timedelta(days=30 + 17 * place) if place % 3 else None,
        "Wants the newsletter": bool(place % 2) if place % 4 else None,
    }


def remove_fields() -> None:
    """Take away the fields that the demo brought, unless something is written in one on a card of one's own."""
    written = exists().where(CustomValue.field_id == CustomField.id)
    named = CustomField.name.in_([draft.name for draft in FIELDS])
    gone = list(db.session.scalars(select(CustomField.id).where(named, not_(written))))
    db.session.execute(delete(CustomChoice).where(CustomChoice.field_id.in_(gone)))
    db.session.execute(delete(CustomField).where(CustomField.id.in_(gone)))
