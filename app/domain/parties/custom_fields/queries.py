"""The fields of the office's own, as everybody else reads them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, type_coerce
from sqlalchemy.types import String

from app.db import db
from app.domain.errors import NotFound
from app.domain.parties.custom_fields.models import CustomChoice, CustomField, CustomValue, FieldKind, Whose
from app.domain.parties.models import Party, PartyKind
from app.prepared import prepared

PREFIX = "field."  # before the key, in addresses and in the headers of lists


@dataclass(frozen=True, slots=True)
class Choice:
    """A word that can be chosen; `place` says where it stands among the others, from 0."""

    id: int
    word: str
    place: int
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """A field of the office's own, as it stands: a plain value."""

    id: int
    key: str
    name: str
    kind: FieldKind
    whose: Whose = Whose.BOTH
    is_required: bool = False
    is_personal: bool = False
    currency: str = ""
    is_retired: bool = False
    version: int = 1
    choices: tuple[Choice, ...] = ()

    @property
    def form_name(self) -> str:
        """What its field in a form is called, and where a broken rule is shown."""
        return f"field_{self.key}"

    @property
    def known_as(self) -> str:
        """What it is called in addresses, among the columns of a list, and in headers."""
        return f"{PREFIX}{self.key}"

    def is_on(self, kind: PartyKind) -> bool:
        """Whether it stands on the card of a company, or of a person."""
        return self.whose is Whose.BOTH or self.whose.value == kind.value

    def choice(self, choice_id: int) -> Choice | None:
        """One of its choices by its id."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)

    @property
    def offered(self) -> list[Choice]:
        """The choices that can be chosen anew."""
        return [choice for choice in self.choices if not choice.is_retired]


_FIELD = (
    CustomField.id,
    CustomField.key,
    CustomField.name,
    CustomField.kind,
    CustomField.whose,
    CustomField.is_required,
    CustomField.is_personal,
    CustomField.currency,
    CustomField.retired_at.is_not(None),
    CustomField.version,
)
_CHOICE = (CustomChoice.id, CustomChoice.word, CustomChoice.is_retired)


def custom_fields(*, also_retired: bool = False) -> list[Definition]:
    """The fields in their order, in one statement; retired ones last, where they are wanted."""
    return _definitions(db.session.execute(*_all_fields(also_retired=also_retired)))


@prepared
def _all_fields(*, also_retired: bool) -> Select[*tuple[Any, ...]]:
    asked = select(*_FIELD, *_CHOICE).outerjoin(CustomChoice, CustomChoice.field_id == CustomField.id)
    if not also_retired:
        asked = asked.where(CustomField.retired_at.is_(None))
    order = (CustomField.retired_at.is_not(None), CustomField.position, CustomField.id, CustomChoice.position)
    return asked.order_by(*order, CustomChoice.id)


def custom_field(field_id: int) -> Definition:
    """One field, retired or not. Raises NotFound."""
    asked = select(*_FIELD, *_CHOICE).outerjoin(CustomChoice, CustomChoice.field_id == CustomField.id)
    asked = asked.where(CustomField.id == field_id).order_by(CustomChoice.position, CustomChoice.id)
    found = _definitions(db.session.execute(asked))
    if not found:
        raise NotFound(field_id)
    return found[0]


def hold_fields(field_ids: Collection[int]) -> None:
    """Let nobody delete these fields until the transaction ends. Whoever is at it is waited for: they are gone then.

    Called before cards are held: who deletes a field holds it first, and the cards where it is written afterwards.
    """
    held = select(CustomField.id).where(CustomField.id.in_(sorted(field_ids))).order_by(CustomField.id)
    db.session.execute(held.with_for_update(read=True, key_share=True))


def fields_on(fields: Iterable[Definition], kind: PartyKind) -> list[Definition]:
    """Those that stand on the card of a company, or of a person."""
    return [field for field in fields if field.is_on(kind)]


def cards_with(field_ids: Sequence[int] | None = None) -> dict[int, int]:
    """On how many cards something is written in each field; those with none are left out. For the settings alone."""
    counted = select(CustomValue.field_id, func.count(func.distinct(CustomValue.party_id)).label("cards")).group_by(
        CustomValue.field_id
    )
    if field_ids is not None:
        counted = counted.where(CustomValue.field_id.in_(field_ids))
    return {row.field_id: int(row.cards) for row in db.session.execute(counted)}


def select_written(field_id: int) -> Select[int]:
    """The ids of those on whose cards something is written in a field."""
    return select(CustomValue.party_id).where(CustomValue.field_id == field_id)


def stands_on_card() -> ColumnElement[bool]:
    """Whether a field, joined with its value, is shown on the card of the party that is asked about."""
    same = CustomField.whose == type_coerce(Party.kind, String)
    return and_(CustomField.retired_at.is_(None), or_(CustomField.whose == Whose.BOTH, same))


def _definitions(rows: Iterable[Any]) -> list[Definition]:
    """Rows of a field and one of its choices, or none, as the fields with their choices."""
    width = len(_FIELD)
    choices: dict[tuple[Any, ...], list[Choice]] = {}
    for row in rows:
        (id_, word, is_retired), own = tuple(row)[width:], choices.setdefault(tuple(row)[:width], [])
        if id_ is not None:
            own.append(Choice(id_, word, len(own), is_retired))
    return [replace(Definition(*field), choices=tuple(own)) for field, own in choices.items()]
