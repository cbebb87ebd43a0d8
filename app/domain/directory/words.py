"""Words that somebody looks for, in the search texts of parties."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, false, select, table

from app.db import is_postgresql
from app.domain.parties.models import Party
from app.domain.parties.text import like_patterns

# SQLite's trigram index over search_text (migration 0003); PostgreSQL has a GIN index on the column itself.
party_search = table("party_search", column("rowid"), column("search_text"))


def has_words(q: str) -> ColumnElement[bool]:
    """Every word of a search stands somewhere in a party's words or in those of its contacts."""
    return _all_in(Party.search_text, like_patterns(q))


def select_matching(q: str) -> Select[int]:
    """The ids of all that match, as the trigram index finds them."""
    if is_postgresql() or not like_patterns(q):
        return select(Party.id).where(has_words(q))
    return select(party_search.c.rowid).where(_all_in(party_search.c.search_text, like_patterns(q)))


def _all_in(text: Any, patterns: list[str]) -> ColumnElement[bool]:
    return and_(*(text.like(pattern) for pattern in patterns)) if patterns else false()
