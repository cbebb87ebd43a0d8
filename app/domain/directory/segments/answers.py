"""What stands in fields that hold personal data on the cards of those who are anonymised, as segments look for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from sqlalchemy import ColumnElement, select

from app.db import db
from app.domain.directory.segments.checking import figure_in
from app.domain.parties.custom_fields.conditions import Comparison, select_having
from app.domain.parties.custom_fields.models import NUMBERS, TEXTS, CustomValue, FieldKind
from app.domain.parties.custom_fields.queries import Definition, custom_fields
from app.domain.parties.custom_fields.values import Value, answers_of
from app.domain.parties.text import key_of, name_key_of
from app.domain.selections import among

Asked = tuple[str, str]  # the key of a rule's field, and a value that it names


class PersonalAnswers:
    """Read before they go; two statements. A choice and a day are no words of theirs, and part of a long text is what
    it is about: they tell of nobody by themselves.
    """

    def __init__(self, ids: Collection[int]) -> None:
        self._ids = ids
        personal = [field for field in custom_fields(also_retired=True) if field.is_personal]
        self._fields = {field.known_as: field for field in personal if field.kind in TEXTS | NUMBERS}
        self._said: dict[int, list[Value]] = {}
        for written in answers_of(ids, [field.id for field in self._fields.values()]).values() if self._fields else ():
            for field_id, value in written.items():
                self._said.setdefault(field_id, []).append(value)

    def has(self, text: str) -> bool:
        """Whether a text is one of them, and nothing else."""
        texts = [field.id for field in self._fields.values() if field.kind in TEXTS]
        return any(_says(text, str(one)) and _says(str(one), text) for id_ in texts for one in self._said.get(id_, ()))

    def told_by(self, asked: Iterable[Asked]) -> set[Asked]:
        """The rules about these fields that find what is theirs, and nobody else's answer; one statement."""
        found: dict[Asked, list[Value]] = {}
        for key, text in asked:
            if key in self._fields and (shared := list(self._shared(self._fields[key], text))):
                found[key, text] = shared
        sought = [(each, self._fields[each[0]], value) for each, shared in found.items() for value in shared]
        if not sought:
            return set()
        others = [_is_of_others(field, value, self._ids) for _, field, value in sought]
        row = db.session.execute(select(*others)).one()
        return found.keys() - {each for (each, _, _), is_found in zip(sought, row, strict=True) if is_found}

    def _shared(self, field: Definition, text: str) -> Iterator[Value]:
        """What a text and each answer have in common, where it is all that one of them says."""
        words, figure = _words(text), figure_in(text) if field.kind in NUMBERS else None
        for value in self._said.get(field.id, ()):
            if isinstance(value, Decimal):
                if value == figure:
                    yield value
            elif _says(text, str(value)):
                yield value
            elif words and words <= _words(str(value)) and field.kind is not FieldKind.LONG_TEXT:
                yield text


def _says(text: str, answer: str) -> bool:
    """Whether a text says all of an answer, in whatever order; a phone is written with blanks and without."""
    words, key = _words(answer), key_of(answer)
    return bool(words) and (words <= _words(text) or key == key_of(text))


def _words(text: str) -> set[str]:
    return {*name_key_of(text).split()}


def _is_of_others(field: Definition, value: Value, ids: Collection[int]) -> ColumnElement[bool]:
    """Whether somebody else's answer is found by it."""
    compared = Comparison.EQUAL if isinstance(value, Decimal) else Comparison.CONTAINS
    return select_having(field, compared, value).where(~among(CustomValue.party_id, ids)).exists()
