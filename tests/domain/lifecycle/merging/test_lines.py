"""The lines of cards that are merged, of whatever list: all of them stand on the card that stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.db import db
from app.domain.entries.queries import entries_of
from tests.domain.lifecycle.merging.cards import link_of, merged
from tests.support.cast import Cast
from tests.support.entries import EXAMPLES, Example, an_entry

(ACTIVITY,) = (example for example in EXAMPLES if example.one == "activity")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.one)
def test_the_lines_of_all_stand_on_the_card_that_stays(cast: Cast, example: Example) -> None:
    kept = an_entry(cast.acme, example.book, example.draft("Kept")).id
    moved = an_entry(cast.bravo, example.book, example.draft("Moved")).id
    merged(cast.acme, cast.bravo)
    lines = entries_of(example.book, cast.acme.id).rows
    assert {line.id for line in lines} == {kept, moved}
    if hasattr(example.book.model, "is_default"):
        assert [line.id for line in lines if line.is_default] == [kept]


def test_who_took_part_as_a_contact_of_both_takes_part_once(cast: Cast) -> None:
    ours, theirs = (link_of(party.id, cast.renata.person_id).id for party in (cast.acme, cast.bravo))
    draft = ACTIVITY.draft("Call")
    call = an_entry(cast.bravo, ACTIVITY.book, replace(draft, contact_ids=(theirs,)))
    merged(cast.acme, cast.bravo)
    db.session.expire_all()
    assert call.contact_ids == (ours,)
