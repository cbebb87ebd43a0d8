"""What a list or a segment may ask about a field: sets of parties, each read along an index of what is written.

A set is a select of ids. "Is empty" is asked the other way round: who is not among those with anything written.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, not_, select, true

from app.domain.parties.custom_fields.models import NUMBERS, PICKED, TEXTS, CustomValue, FieldKind
from app.domain.parties.custom_fields.queries import Definition, select_written
from app.domain.parties.custom_fields.values import Value, sort_key
from app.domain.parties.models import Party
from app.domain.parties.queries import IsAmong
from app.domain.parties.text import fold, like_patterns

END = "\U0010ffff"  # behind every text that begins alike


class Comparison(StrEnum):
    """How a field is compared with a value. Days are before and after; numbers at least and at most."""

    EQUAL = "equal"
    CONTAINS = "contains"
    BEGINS = "begins"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    BEFORE = "before"
    AFTER = "after"
    ONE_OF = "one of"
    EMPTY = "empty"
    FILLED = "filled"


_ALWAYS = frozenset({Comparison.EMPTY, Comparison.FILLED})
_OF_TEXTS = _ALWAYS | {Comparison.EQUAL, Comparison.CONTAINS, Comparison.BEGINS}
_OF_NUMBERS = _ALWAYS | {Comparison.EQUAL, Comparison.AT_LEAST, Comparison.AT_MOST}
_OF_DAYS = _ALWAYS | {
    Comparison.EQUAL,
    Comparison.BEFORE,
    Comparison.AFTER,
    Comparison.AT_LEAST,
    Comparison.AT_MOST,
}
_OF_CHOICES = _ALWAYS | {Comparison.EQUAL, Comparison.ONE_OF}
# Which comparisons make sense for a kind; a table that tests walk.
COMPARISONS: dict[FieldKind, frozenset[Comparison]] = {
    **dict.fromkeys(TEXTS, _OF_TEXTS),
    FieldKind.LONG_TEXT: _ALWAYS | {Comparison.CONTAINS},
    **dict.fromkeys(NUMBERS, _OF_NUMBERS),
    FieldKind.DATE: _OF_DAYS,
    FieldKind.YES_NO: _ALWAYS | {Comparison.EQUAL},
    **dict.fromkeys(PICKED, _OF_CHOICES),
}


def select_having(field: Definition, comparison: Comparison, value: Value = None) -> Select[int]:
    """The ids of those of whom a field says so, for every comparison but EMPTY. Nobody twice, save by several choices.

    Values are those of the kind (values.py): Decimal, date, bool, a text, the id of a choice; ONE_OF takes a tuple of
    ids. Raises ValueError for a comparison that the kind does not know.
    """
    if comparison not in COMPARISONS[field.kind] or comparison is Comparison.EMPTY:
        raise ValueError(f"{field.kind} is not compared by {comparison}")
    return select_written(field.id).where(_told(field, comparison, value))


def condition_for(
    field: Definition, comparison: Comparison, value: Value = None, *, is_among: IsAmong | None = None
) -> ColumnElement[bool]:
    """What a field says, as a condition on parties. `is_among` says how a set is asked; a plain IN unless it is given.

    Raises ValueError for a comparison that the kind does not know.
    """
    if comparison is Comparison.EMPTY:
        return not_(is_written(field.id))
    those = select_having(field, comparison, value)
    # The sum keeps SQLite from walking all values of the field anew for each party: few stand on one card.
    told = and_(CustomValue.field_id + 0 == field.id, _told(field, comparison, value))
    met = select(CustomValue.id).where(CustomValue.party_id == Party.id, told).correlate(Party).exists()
    return is_among(those, CustomValue.party_id, met) if is_among else Party.id.in_(those)


def is_written(field_id: int) -> ColumnElement[bool]:
    """Whether anything is written in a field, asked of one party after the other."""
    return select_written(field_id).where(CustomValue.party_id == Party.id).correlate(Party).exists()


def _told(field: Definition, comparison: Comparison, value: Value) -> ColumnElement[bool]:
    """What is asked of the rows that hold the values of a field."""
    if comparison is Comparison.FILLED:
        return true()
    if field.kind in PICKED:
        return CustomValue.choice_id.in_(value if isinstance(value, tuple) else [value])
    key = CustomValue.sort_key
    if comparison is Comparison.CONTAINS:
        patterns = like_patterns(str(value or ""))
        return and_(true(), *(CustomValue.words.like(pattern) for pattern in patterns))
    if comparison is Comparison.BEGINS:
        start = fold(str(value or ""))
        return and_(key >= start, key < start + END)
    wanted = sort_key(field, value)
    return {
        Comparison.EQUAL: key == wanted,
        Comparison.AT_LEAST: key >= wanted,
        Comparison.AT_MOST: key <= wanted,
        Comparison.BEFORE: key < wanted,
        Comparison.AFTER: key > wanted,
    }[comparison]
