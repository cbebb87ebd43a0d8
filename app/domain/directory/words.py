"""Words that somebody looks for, in the search texts of parties."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, column, false, select, table, text

from app.db import db, is_postgresql
from app.domain.parties.models import Party
from app.domain.parties.text import like_patterns

# SQLite's trigram index over search_text (migration 0003); PostgreSQL has a GIN index on the column itself.
# What is looked for is asked of the index as a whole, which bears its own name.
party_search = table("party_search", column("rowid"), column("party_search"))


def has_words(q: str) -> ColumnElement[bool]:
    """Every word of a search stands somewhere in a party's words or in those of its contacts."""
    patterns = like_patterns(q)
    return and_(*(Party.search_text.like(pattern) for pattern in patterns)) if patterns else false()


def select_likely(q: str) -> Select[int]:
    """The ids of all that have the words of a search, and on SQLite of some that do not: `has_words` tells them apart.

    There the index knows which rows hold three signs, and not where in them: what has every three of a word mostly
    has the word. No text is read for it, as a LIKE by way of the index would.
    """
    threes = [three for pattern in like_patterns(q) for three in _threes(pattern.strip("%"))]
    if is_postgresql() or not threes:
        return select(Party.id).where(has_words(q))
    return select(party_search.c.rowid).where(party_search.c.party_search.match(" ".join(dict.fromkeys(threes))))


def forget_removed_words() -> None:
    """Have SQLite's index hold no sign of what stands in no search text any more: until then it only notes that it is
    gone. On a hundred thousand parties that takes half a second.
    """
    if not is_postgresql():
        db.session.execute(text("INSERT INTO party_search (party_search) VALUES ('optimize')"))


def _threes(word: str) -> list[str]:
    """Every three signs of a word, each as FTS5 reads it; what was folded holds no quotation marks."""
    return [f'"{word[at : at + 3]}"' for at in range(len(word) - 2)]
