"""What somebody looks for: words in the search texts of parties; numbers, ids and addresses."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, column, false, or_, select, table, text

from app.db import db, is_postgresql
from app.domain.parties.merging import bore_number
from app.domain.parties.models import Party
from app.domain.parties.text import key_of, like_patterns, natural_key, sort_name_of

# SQLite's trigram index over search_text (migration 0003); PostgreSQL has a GIN index on the column itself.
# What is looked for is asked of the index as a whole, which bears its own name.
party_search = table("party_search", column("rowid"), column("party_search"))


def is_found(q: str) -> ColumnElement[bool]:
    """Whether a search finds a party."""
    return or_(exactly(q), and_(Party.id.in_(select_likely(q)), has_words(q)))


def exactly(q: str) -> ColumnElement[bool]:
    """The number, the tax id or the email is just what was looked for; or the number of who was merged into it."""
    key = key_of(q)
    return or_(
        and_(Party.tax_key != "", Party.tax_key == key),
        and_(Party.email_key != "", Party.email_key == q.strip().casefold()),
        and_(Party.number.is_not(None), Party.number_key == natural_key(q)),
        and_(Party.second_number.is_not(None), Party.second_number_key == natural_key(q)),
        bore_number(q),
    )


def begins(q: str) -> ColumnElement[bool]:
    """What a reader would call "begins with", as a range that an index serves on both databases."""
    name = sort_name_of(q)
    return and_(Party.sort_name >= name, Party.sort_name < name + "\U0010ffff") if name else false()


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
