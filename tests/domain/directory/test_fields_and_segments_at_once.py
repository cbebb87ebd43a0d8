"""Two who do something with a segment, or with a field of the office's own, at the same moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask

from app.db import db
from app.domain.directory.fields.leaving import delete_field
from app.domain.directory.filing import edit_party
from app.domain.directory.segments.actions import SegmentDraft, add_segment, edit_segment
from app.domain.errors import RuleViolation
from app.domain.history.models import SYSTEM, Act
from app.domain.parties.custom_fields.definitions import FieldDraft, add_field, edit_field
from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.custom_fields.queries import custom_fields
from app.domain.parties.drafts import draft_of
from app.domain.parties.models import Party
from tests.domain.directory.segments.office import a_segment, all_of, in_city
from tests.support.builders import a_client, a_key
from tests.support.own_fields import a_field, written
from tests.support.together import at_once

ROME = all_of(in_city("Roma"))


def segment_made() -> Act:
    return add_segment(SegmentDraft("Roma", ROME, is_shared=True), a_key(), by=SYSTEM, may_share=True)


def segment_renamed(segment_id: int) -> Callable[[], Act]:
    draft = SegmentDraft("Roma", ROME, is_shared=True)
    return lambda: edit_segment(segment_id, draft, 1, a_key(), by=SYSTEM, may_share=True)


def field_made() -> Act:
    return add_field(FieldDraft("Roma", FieldKind.TEXT), a_key(), by=SYSTEM)


def field_renamed(field_id: int) -> Callable[[], Act]:
    return lambda: edit_field(field_id, FieldDraft("Roma", FieldKind.TEXT), 1, a_key(), by=SYSTEM)


def one_is_told(results: list[object]) -> None:
    """Exactly one had its way; all others were told at the name that it is taken."""
    told = [one for one in results if not isinstance(one, Act)]
    assert len(told) == len(results) - 1, results
    assert all(isinstance(one, RuleViolation) and one.field == "name" for one in told), results


@pytest.mark.parametrize("turn", range(3))
def test_of_segments_one_is_made_and_who_made_the_other_is_told(app: Flask, turn: int) -> None:
    one_is_told(at_once(app, *[segment_made] * 4))


def test_of_segments_one_is_renamed_and_who_renamed_the_other_is_told(app: Flask) -> None:
    ids = [a_segment(f"No. {n}", in_city("Roma")).id for n in range(3)]
    db.session.rollback()
    one_is_told(at_once(app, *map(segment_renamed, ids)))


@pytest.mark.parametrize("turn", range(3))
def test_of_fields_one_is_made_and_who_made_the_other_is_told(app: Flask, turn: int) -> None:
    one_is_told(at_once(app, *[field_made] * 4))


def test_of_fields_one_is_renamed_and_who_renamed_the_other_is_told(app: Flask) -> None:
    ids = [a_field(f"No. {n}").id for n in range(3)]
    db.session.rollback()
    one_is_told(at_once(app, *map(field_renamed, ids)))


def test_fields_that_are_made_at_once_stand_in_one_order_and_have_keys_of_their_own(app: Flask) -> None:
    drafts = [FieldDraft(name, FieldKind.TEXT) for name in ("Lost?", "Lost!", "Lost.", "Lost;")]
    made = [(lambda draft=draft: add_field(draft, a_key(), by=SYSTEM)) for draft in drafts]
    assert all(isinstance(one, Act) for one in at_once(app, *made))
    assert sorted(field.key for field in custom_fields()) == ["lost", "lost_2", "lost_3", "lost_4"]


def test_who_writes_in_a_field_while_it_is_deleted_has_everything_else_saved(app: Flask) -> None:
    seats, floor = a_field("Seats", FieldKind.NUMBER), a_field("Floor", FieldKind.NUMBER)
    acme = a_client()
    party_id, version, draft = acme.id, acme.version, draft_of(acme)
    db.session.rollback()

    def deleted() -> Act:
        act = delete_field(seats.id, 0, a_key(), by=SYSTEM)
        time.sleep(0.6)  # until it is committed
        return act

    def saved() -> Act:
        time.sleep(0.3)
        answers = {seats.id: Decimal(4), floor.id: Decimal(2)}
        return edit_party(party_id, replace(draft, city="Roma"), version, a_key(), by=SYSTEM, answers=answers)

    results = at_once(app, deleted, saved)
    assert all(isinstance(one, Act) for one in results), results
    acme = db.session.get_one(Party, party_id)
    assert (acme.city, written(acme, floor), written(acme, seats)) == ("Roma", Decimal(2), None)
