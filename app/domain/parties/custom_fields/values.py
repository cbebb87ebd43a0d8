"""What is written in a field: read and written as machines do, checked, kept, and compared with what stood there.

On file a day is `2026-11-23`, an amount `12.50`, yes `yes`; of a choice its id. Beside it stands a key by which both
databases sort alike: folded text, or digits of one length.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Select, delete, insert, select

from app.db import db
from app.domain.errors import N_, RuleViolation, say
from app.domain.money.amounts import digits_of, is_payable
from app.domain.parties.custom_fields.models import TEXTS, CustomField, CustomValue, FieldKind
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.text import fold, web_address, words_of
from app.domain.selections import among
from app.prepared import prepared

# A text; a Decimal, whose currency is the field's; a day; yes or no; the id of a choice, or several in their order.
Value = str | Decimal | date | bool | int | tuple[int, ...] | None
Answers = Mapping[int, Value]  # by the field's id; a field that is not in it was not asked about

ROOM = {
    FieldKind.TEXT: 200,
    FieldKind.LONG_TEXT: 20_000,
    FieldKind.LINK: 300,
    FieldKind.EMAIL: 254,
    FieldKind.PHONE: 60,
}
YES, NO = "yes", "no"
BEHIND = 10  # digits behind the point of a number
LARGEST = Decimal(10) ** 15
SORTED = 200  # characters by which a text is sorted

NEEDED = N_("“%(name)s” needs an answer.")
TOO_LONG = N_("This is too long: %(most)s characters are the most.")
NO_LINK = N_("This is not a web address.")
NO_CHOICE = N_("This cannot be chosen any more. Choose again.")
NOT_PAYABLE = N_("This is not an amount that can be paid in %(currency)s.")
TOO_LARGE = N_("This number is too large.")


def is_empty(value: Value) -> bool:
    """Whether nothing is said: no is an answer, and so is nought."""
    return value is None or value == "" or value == ()


def tidied(value: Value) -> Value:
    """A value as it is compared and kept: what is empty is None, and of several choices the order tells nothing."""
    if isinstance(value, tuple):
        value = tuple(sorted(set(value)))
    return None if is_empty(value) else value


def written(field: Definition, value: Value) -> str:
    """A value as it stands on file. Choices stand there by their ids."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        digits = digits_of(field.currency) if field.kind is FieldKind.MONEY else None
        return f"{value:.{digits}f}" if digits is not None else f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else ""


def value_in(kind: FieldKind, text: str) -> Value:
    """The value that a text on file stands for; None where it stands for none."""
    if kind in TEXTS:
        return text or None
    if kind is FieldKind.YES_NO:
        return {YES: True, NO: False}.get(text)
    try:
        return date.fromisoformat(text) if kind is FieldKind.DATE else Decimal(text)
    except (ValueError, InvalidOperation):
        return None


def sort_key(field: Definition, value: Value) -> str:
    """What a value is sorted and compared by. Several choices have no order."""
    if isinstance(value, Decimal):
        return f"{int(value.scaleb(BEHIND)) + int(LARGEST.scaleb(BEHIND)):026d}"
    if field.kind is FieldKind.CHOICE and isinstance(value, int):
        choice = field.choice(value)
        return place_key(choice.place if choice else 0)
    if isinstance(value, tuple):
        return ""
    text = written(field, value)
    return fold(text)[:SORTED] if field.kind in TEXTS else text


def place_key(place: int) -> str:
    """What a choice is sorted by: its place among the others."""
    return f"{place:06d}"


def rows_of(party_id: int, field: Definition, value: Value) -> list[dict[str, Any]]:
    """The rows that hold a value; none where it is empty."""
    if is_empty(value):
        return []
    row = {"party_id": party_id, "field_id": field.id, "sort_key": sort_key(field, value)}
    if isinstance(value, tuple):
        return [{**row, "part": id_, "choice_id": id_, "text": "", "words": ""} for id_ in value]
    if field.kind is FieldKind.CHOICE:
        return [{**row, "part": 0, "choice_id": value, "text": "", "words": ""}]
    text = written(field, value)
    words = words_of(text) if field.kind in TEXTS else ""
    return [{**row, "part": 0, "choice_id": None, "text": text, "words": words}]


def answers_of(parties: Collection[int], fields: Collection[int] | None = None) -> dict[int, dict[int, Value]]:
    """What is written on these cards, in some fields or in all, retired ones too; one statement."""
    asked = _answers_of(list(parties), None if fields is None else list(fields))
    found: dict[int, dict[int, Value]] = {}
    for party_id, field_id, kind, text, choice_id in db.session.execute(*asked):
        answers = found.setdefault(party_id, {})
        if kind is FieldKind.CHOICES and choice_id is not None:
            chosen = answers.get(field_id)
            answers[field_id] = (*(chosen if isinstance(chosen, tuple) else ()), choice_id)
        else:
            answers[field_id] = choice_id if kind is FieldKind.CHOICE else value_in(kind, text)
    return found


@prepared
def _answers_of(parties: list[int], fields: list[int] | None) -> Select[int, int, FieldKind, str, int | None]:
    columns = (CustomValue.party_id, CustomValue.field_id, CustomField.kind, CustomValue.text, CustomValue.choice_id)
    asked = select(*columns).join(CustomField).where(among(CustomValue.party_id, parties)).order_by(CustomValue.part)
    return asked if fields is None else asked.where(among(CustomValue.field_id, fields))


def wrong_answers(fields: Iterable[Definition], answers: Answers, before: Answers) -> Iterator[RuleViolation]:
    """The rules that answers break, each at its field. What stood there may stay, unless nothing did."""
    for field in fields:
        value = tidied(answers.get(field.id))
        if value is None and field.is_required:
            yield RuleViolation(say(NEEDED, name=field.name), field=field.form_name)
        elif value is not None and value != before.get(field.id) and (wrong := _wrong(field, value, before)):
            yield RuleViolation(wrong.sentence, field=field.form_name)


def _wrong(field: Definition, value: Value, before: Answers) -> RuleViolation | None:
    """What is wrong with a value by itself."""
    if isinstance(value, str) and field.kind in TEXTS:
        if len(value) > ROOM[field.kind]:
            return RuleViolation(say(TOO_LONG, most=ROOM[field.kind]))
        if field.kind is FieldKind.LINK and web_address(value) != value:
            return RuleViolation(NO_LINK)
    if isinstance(value, Decimal) and abs(value) >= LARGEST:
        return RuleViolation(TOO_LARGE)
    if isinstance(value, Decimal) and field.kind is FieldKind.MONEY and not is_payable(value, field.currency):
        return RuleViolation(say(NOT_PAYABLE, currency=field.currency))
    if {*_ids(field, value)} - {choice.id for choice in field.offered} - {*_ids(field, before.get(field.id))}:
        return RuleViolation(NO_CHOICE)
    return None


def _ids(field: Definition, value: Value) -> Sequence[int]:
    """The ids of the choices that a value names."""
    if field.kind is FieldKind.CHOICE and isinstance(value, int):
        return [value]
    return value if isinstance(value, tuple) else []


def keep_answers(
    party_id: int, fields: Iterable[Definition], answers: Answers, before: Answers
) -> list[dict[str, str]]:
    """Write what has changed of a card, in two statements; what changed, as an event tells it. Records nothing."""
    asked = [(field, tidied(answers[field.id]), before.get(field.id)) for field in fields if field.id in answers]
    changed = [(field, now, was) for field, now, was in asked if now != was]
    if not changed:
        return []
    if gone := [field.id for field, _now, was in changed if was is not None]:
        theirs = (CustomValue.party_id == party_id, CustomValue.field_id.in_(gone))
        db.session.execute(delete(CustomValue).where(*theirs), execution_options={"synchronize_session": False})
    if rows := [row for field, now, _was in changed for row in rows_of(party_id, field, now)]:
        db.session.execute(insert(CustomValue), rows)
    return [change_told(field, was, now) for field, now, was in changed]


def change_told(field: Definition, was: Value, now: Value) -> dict[str, str]:
    """A change as an event keeps it: the field's name and kind, and what stood there. Long texts are not told.

    Anonymising empties it with everything else that the events of a card say (history/personal.py).
    """
    told = {"field": field.name, "kind": field.kind.value}
    if field.kind is FieldKind.LONG_TEXT:
        return told
    return {**told, "was": plain(field, was), "now": plain(field, now), "currency": field.currency}


def plain(field: Definition, value: Value) -> str:
    """A value as one text for machines, choices by their words: in files, and in what events keep."""
    if is_empty(value):
        return ""
    if ids := _ids(field, value):
        return ", ".join(choice.word for choice in field.choices if choice.id in ids)
    return written(field, value)
