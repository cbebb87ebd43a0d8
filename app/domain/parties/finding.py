"""Finding what clients have, such as mail, by what somebody typed: by its own words and by those of whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.parties.text import like_patterns

LOOKED_THROUGH = 10_000  # records of a kind, the latest, by the search over everything


def found_by(q: str, *where: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Every word of a search stands somewhere in these columns of folded words. A search without any finds nothing."""
    words = [or_(*(column.like(pattern) for column in where)) for pattern in like_patterns(q)]
    return and_(*words) if words else literal(False)


def number_first(
    q: str,
    lines: Callable[[ColumnElement[bool]], Iterable[Any]],
    *,
    number: InstrumentedAttribute[str],
    by_words: ColumnElement[bool],
    limit: int,
) -> list[Any]:
    """The record that bears just the number that was typed, then those that are found by their words.

    `lines` reads as many of a condition as are wanted, the latest first; it is asked again only while there is room.
    """
    found: dict[int, Any] = {}
    for which in (number == q.strip().upper(), by_words):
        if len(found) < limit:
            found |= {line.id: line for line in lines(which)}
    return list(found.values())[:limit]
