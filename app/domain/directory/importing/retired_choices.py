"""Choices that are offered no longer: a row may say one of a card that has it already, and of no other.

So what goes out of the office comes in again as it was, and nobody is given by a list what nobody can choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.errors import N_
from app.domain.parties.custom_fields.models import PICKED
from app.domain.parties.custom_fields.queries import Choice, Definition, fields_on
from app.domain.parties.custom_fields.values import Answers, Value, answers_of
from app.domain.parties.custom_fields.writing import kept_answers

NOT_OFFERED = N_("“%(value)s” is offered no longer. Cards that have it keep it; no other card is given it.")


class HeldAlready:
    """Who has which of the retired choices that the rows of a piece name; one statement, where one is named at all."""

    def __init__(self, own: Sequence[Definition], rows: Iterable[Mapping[str, Any]], cards: Iterable[int]) -> None:
        self._fields = [field for field in own if field.kind in PICKED and len(field.offered) < len(field.choices)]
        named = bool(self._fields) and any(map(self.is_named, rows))
        self._answers = answers_of({*cards}, [field.id for field in self._fields]) if named else {}

    def is_named(self, row: Mapping[str, Any]) -> bool:
        """Whether a row names a choice that is offered no longer, wherever it stands already."""
        return any(_not_offered(field, value) for field, value in self._said(row))

    def wrong_in(self, row: Mapping[str, Any]) -> list[tuple[Definition, Choice]]:
        """The retired choices that the card which a row is about has not; a new one has none."""
        theirs = self._answers.get(row["duplicate_of_id"] or 0, {})
        return [
            (field, choice)
            for field, value in self._said(row)
            for choice in _not_offered(field, value, besides=theirs.get(field.id))
        ]

    def _said(self, row: Mapping[str, Any]) -> list[tuple[Definition, Value]]:
        fields = fields_on(self._fields, row["kind"])
        said = kept_answers(row["own"], fields)
        return [(field, said[field.id]) for field in fields if field.id in said]


def as_may_stand(fields: Iterable[Definition], said: Answers, on_file: Answers) -> Answers:
    """What a row says of a card, without what names a choice that is offered no longer and that the card has not."""
    known = {field.id: field for field in fields}
    return {id_: value for id_, value in said.items() if not _not_offered(known[id_], value, besides=on_file.get(id_))}


def _not_offered(field: Definition, value: Value, *, besides: Value = None) -> list[Choice]:
    """The retired choices that a value names, but for those that another names as well."""
    named = {*_ids(field, value)} - {*_ids(field, besides)}
    return [choice for choice in field.choices if choice.is_retired and choice.id in named]


def _ids(field: Definition, value: Value) -> Sequence[int]:
    if field.kind not in PICKED or value is None:
        return ()
    return value if isinstance(value, tuple) else (value,) if isinstance(value, int) else ()
