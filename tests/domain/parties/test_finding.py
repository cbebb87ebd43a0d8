"""Finding what clients have: by its number before all others, then by every word that was typed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.mailroom.queries import find_mail
from app.domain.parties.finding import found_by
from app.domain.parties.models import Party
from tests.support.builders import a_mail_item
from tests.support.cast import Cast
from tests.support.statements import count_statements


@pytest.mark.parametrize(
    ("q", "finds"), [("acme", True), ("acme srl", True), ("acme bravo", False), ("–", False), ("", False)]
)
def test_every_word_has_to_stand_there_and_no_word_finds_nobody(cast: Cast, q: str, finds: bool) -> None:
    found = db.session.scalars(select(Party.id).where(found_by(q, Party.search_text))).all()
    assert (cast.acme.id in found) is finds


def test_what_bears_the_number_stands_first_and_where_it_fills_the_room_nothing_else_is_asked(cast: Cast) -> None:
    older = a_mail_item(cast.acme, "INPS")
    newer = a_mail_item(cast.bravo, f"Answer to {older.number}")
    assert [line.id for line in find_mail(f" {older.number.lower()} ", limit=5)] == [older.id, newer.id]
    with count_statements() as statements:
        assert [line.id for line in find_mail(older.number, limit=1)] == [older.id]
    assert len(statements) == 1
