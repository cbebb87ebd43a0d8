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
    patterns = like_patterns(q)
    return and_(*(Party.search_text.like(pattern) for pattern in patterns)) if patterns else false()


def select_matching(q: str) -> Select[int]:
    """The ids of all that match, as the trigram index finds them.

    On SQLite a `MATCH`, which reads the index alone: a `LIKE` would be served by it too, and then compare the text of
    each party with the pattern, which costs twenty times as much.
    """
    patterns = like_patterns(q)
    if is_postgresql() or not patterns:
        return select(Party.id).where(has_words(q))
    return select(party_search.c.rowid).where(party_search.c.search_text.match(" ".join(map(_phrase, patterns))))


def _phrase(pattern: str) -> Any:
    """A pattern as FTS5 reads it; folded words hold no quotation marks."""
    return f'"{pattern.strip("%")}"'
