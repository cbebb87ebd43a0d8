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


def has_index(q: str) -> bool:
    """Whether SQLite's index knows anything of a search: a word of three letters, or a beginning of two."""
    return any(map(_is_served, like_patterns(q)))


def select_matching(q: str) -> Select[int]:
    """The ids of all that match, as the trigram index finds them.

    SQLite's index is asked for what it serves alone: beside other words, one letter makes it crash (SQLite 3.40).
    """
    patterns = like_patterns(q)
    served = [pattern for pattern in patterns if _is_served(pattern)]
    if is_postgresql() or not served:
        return select(Party.id).where(has_words(q))
    found = select(party_search.c.rowid).where(_all_in(party_search.c.search_text, served))
    if rest := [pattern for pattern in patterns if not _is_served(pattern)]:
        found = found.join(Party, Party.id == party_search.c.rowid).where(_all_in(Party.search_text, rest))
    return found


def _all_in(text: Any, patterns: list[str]) -> ColumnElement[bool]:
    return and_(*(text.like(pattern) for pattern in patterns)) if patterns else false()


def _is_served(pattern: str) -> bool:
    return len(pattern.strip("%")) >= 3
