"""Fields of the office's own in a list that goes out: a column each, behind those of every card."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.domain.directory.importing.columns import fields_of
from app.domain.directory.importing.own_cells import unmistakable
from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.custom_fields.values import answers_of, plain

_WIDTHS = {FieldKind.LONG_TEXT: 40, FieldKind.TEXT: 24, FieldKind.LINK: 30, FieldKind.EMAIL: 30, FieldKind.CHOICES: 24}


def header_of(field: Definition) -> str:
    """The header of a field: its name, or its key where a column of every card could be called so."""
    return field.known_as if fields_of([field.name])[0] else field.name


def width_of(field: Definition) -> int:
    """How wide a workbook shows it, in characters."""
    return _WIDTHS.get(field.kind, 16)


def cells_of(parties: Collection[int], fields: Sequence[Definition]) -> dict[int, list[str]]:
    """What stands in these fields of each card, as text that reads alike in every language; one statement."""
    answers = answers_of(parties, [field.id for field in fields]) if fields else {}
    return {
        id_: [unmistakable(field, plain(field, answers.get(id_, {}).get(field.id))) for field in fields]
        for id_ in parties
    }
