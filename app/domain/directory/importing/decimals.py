"""Which sign stands before the decimals of a list: 1,234 is one number in Warsaw and another in London.

The list tells itself, where one of its numbers can only be read in one way: 12,50 decides. Where none does, and one
can be read in two ways, somebody says it, once for the whole list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from app.domain.directory.importing.cells import as_it_was, currency_named
from app.domain.directory.importing.columns import Meaning
from app.domain.directory.importing.reading import Record, Shape, records
from app.domain.money.amounts import is_payable
from app.domain.parties.custom_fields.models import NUMBERS, FieldKind
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.custom_fields.values import LARGEST

_MINUS = str.maketrans({"−": "-", "–": "-", "’": "'"})
_PLAIN = re.compile(r"[+-]?([0-9]+)(?:([.,])([0-9]+))?(e[+-]?[0-9]{1,3})?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?([1-9][0-9]{0,2})(?:([ .,'])[0-9]{3})(?:\2[0-9]{3})*(?:(?!\2)([.,])([0-9]+))?")
# A currency stands before the number, behind it, or before it and behind its sign.
_WITH_SIGN = re.compile(r"([+-]?)([^0-9+-]*)([+-]?[0-9](?:.*[0-9])?)([^0-9]*)")


class DecimalSign(StrEnum):
    """What stands before decimals where a number could be read in two ways."""

    UNSAID = ""  # each number tells itself, or nobody has looked yet
    COMMA = ","
    POINT = "."
    ASKED = "?"  # the list does not tell: somebody has to say it

    @property
    def is_said(self) -> bool:
        return self in SAID


SAID = frozenset({DecimalSign.COMMA, DecimalSign.POINT})
_OTHER = {",": DecimalSign.POINT, ".": DecimalSign.COMMA}


@dataclass(frozen=True, slots=True)
class Reading:
    """One number that a cell may mean, and the sign that then stands before decimals; unsaid where either may."""

    number: Decimal
    sign: DecimalSign = DecimalSign.UNSAID


def readings_of(field: Definition, typed: str) -> list[Reading]:
    """All numbers, or amounts in the field's currency, that a cell may mean: by 1.234 that is two, by 12.50 one.

    Of an amount only those are meant that can be paid, unless none of them can.
    """
    if field.kind is not FieldKind.MONEY:
        return _readings(typed)
    found = _readings(_without_currency(typed, field.currency) or "")
    payable = [one for one in found if abs(one.number) < LARGEST and is_payable(one.number, field.currency)]
    return payable if len(found) > 1 and payable else found


def sign_of(path: Path, shape: Shape, *, remembered: DecimalSign = DecimalSign.UNSAID) -> DecimalSign:
    """What stands before the decimals of a list: what its numbers tell, else what was said of another list with these
    headers, else that somebody has to be asked. Unsaid where no number needs it.
    """
    columns = number_columns(shape.fields)
    if not columns:
        return DecimalSign.UNSAID
    told, is_needed = _told_by(columns, records(path, shape), is_text=bool(shape.delimiter))
    if not is_needed:
        return DecimalSign.UNSAID
    if len(told) == 1:
        return told.pop()
    return remembered if remembered.is_said else DecimalSign.ASKED


def number_columns(fields: Sequence[Meaning | None]) -> list[tuple[int, Definition]]:
    """The columns that hold numbers and amounts of the office's own fields, by their places."""
    return [(n, meant) for n, meant in enumerate(fields) if isinstance(meant, Definition) and meant.kind in NUMBERS]


def _told_by(
    columns: Sequence[tuple[int, Definition]], rows: Iterable[Record], *, is_text: bool
) -> tuple[set[DecimalSign], bool]:
    """The signs that the numbers of a list show, and whether one of them can be read in two ways.

    In a workbook a point is the machine's, and tells nothing of what people write.
    """
    told: set[DecimalSign] = set()
    is_needed = False
    for record in rows:
        for place, field in columns:
            cell = record.cells[place] if record.cells and place < len(record.cells) else ""
            cell = " ".join((as_it_was(cell) if is_text else cell).split())
            if "," not in cell and (not is_text or "." not in cell):
                continue
            found = readings_of(field, cell)
            is_needed |= len(found) > 1
            told |= {one.sign for one in found if len(found) == 1 and one.sign.is_said}
    return told, is_needed


def _readings(typed: str) -> list[Reading]:
    typed = typed.translate(_MINUS)
    found = []
    if plain := _PLAIN.fullmatch(typed):
        found.append(Reading(Decimal(typed.replace(",", ".")), DecimalSign(plain[2] or "")))
        if plain[4]:
            return found
    if grouped := _GROUPED.fullmatch(typed):
        whole, point, behind = typed.rpartition(grouped[3]) if grouped[3] else (typed, "", "")
        number = Decimal(re.sub("[^0-9+-]", "", whole) + ("." if point else "") + behind)
        sign = DecimalSign(grouped[3]) if grouped[3] else _OTHER.get(grouped[2], DecimalSign.UNSAID)
        found.append(Reading(number, sign))
    return [Reading(one.number or Decimal(0), one.sign) for one in found]


def _without_currency(typed: str, currency: str) -> str | None:
    """An amount without the sign, the code or the name of its currency; None where another one stands there."""
    found = _WITH_SIGN.fullmatch(typed.translate(_MINUS))
    if not found:
        return None
    sign, before, digits, behind = found.groups()
    named = f"{before} {behind}".strip(" .")
    return sign + digits if not named or currency_named(named) == currency else None
