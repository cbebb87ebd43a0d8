"""The types of activities: five that every office begins with, and its own."""

from __future__ import annotations

import pytest

from app.db import db
from app.domain.agenda.models import TypeWord
from app.domain.agenda.types import TypeDraft, activity_types, edit_activity_types, version_of
from app.domain.errors import EditConflict, RuleViolation
from app.domain.history.models import SYSTEM, Event, EventKind
from tests.support.builders import a_key
from tests.support.cast import Cast
from tests.support.rows import all_rows


def as_they_stand() -> list[TypeDraft]:
    return [TypeDraft(one.id, one.name, one.is_hidden) for one in activity_types()]


def save(drafts: list[TypeDraft], version: int | None = None) -> None:
    seen = version_of(activity_types()) if version is None else version
    edit_activity_types(drafts, seen, a_key(), by=SYSTEM)
    db.session.commit()


def test_every_office_begins_with_five(cast: Cast) -> None:
    assert [one.word for one in activity_types()] == list(TypeWord)


def test_one_of_the_office_s_own_is_added_and_another_is_hidden(cast: Cast) -> None:
    first, *others = as_they_stand()
    save([TypeDraft(first.id, "Phone", is_hidden=True), *others, TypeDraft(None, "Visit")])
    types = activity_types()
    assert [(types[0].name, types[0].is_hidden), (types[-1].name, types[-1].word)] == [("Phone", True), ("Visit", None)]
    assert db.session.query(Event).filter_by(kind=EventKind.ACTIVITY_TYPE_CHANGED).count() == 2


def test_saving_what_stands_there_tells_nothing(cast: Cast) -> None:
    save(as_they_stand())
    assert db.session.query(Event).filter_by(kind=EventKind.ACTIVITY_TYPE_CHANGED).count() == 0


def test_names_are_there_and_differ_and_one_type_can_be_chosen(cast: Cast) -> None:
    stand = as_they_stand()
    save([*stand, TypeDraft(None, "Visit")])
    own = activity_types()[-1]
    version = version_of(activity_types())
    before = all_rows()
    for wrong in (
        [*stand, TypeDraft(own.id, "")],
        [*stand, TypeDraft(own.id, "Visit"), TypeDraft(None, "VISIT")],
        [TypeDraft(one.id, one.name or "Own", is_hidden=True) for one in activity_types()][:1],
    ):
        with pytest.raises(RuleViolation):
            save(wrong, version)
        db.session.rollback()
        assert all_rows() == before


def test_the_second_of_two_admins_is_refused(cast: Cast) -> None:
    seen, stand = version_of(activity_types()), as_they_stand()
    save([*stand, TypeDraft(None, "Visit")])
    with pytest.raises(EditConflict):
        save([*stand, TypeDraft(None, "Course")], seen)
    db.session.rollback()
    assert [one.name for one in activity_types()][-1] == "Visit"
