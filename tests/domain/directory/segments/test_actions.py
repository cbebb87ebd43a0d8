"""Saving, changing and deleting segments: once, by whom it may be, and nothing that cannot be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, true

from app.db import db
from app.domain.directory.criteria import RoleFilter
from app.domain.directory.segments import fields as registry
from app.domain.directory.segments.actions import (
    MOST_RULES,
    SegmentDraft,
    add_segment,
    edit_segment,
    remove_segment,
)
from app.domain.directory.segments.comparing import on_text
from app.domain.directory.segments.fields import bring_fields
from app.domain.directory.segments.kinds import Field, Kind
from app.domain.directory.segments.models import Segment, SegmentWord
from app.domain.directory.segments.queries import count_each, role_of, segments_of
from app.domain.directory.segments.rules import UNREADABLE, Comparison, Rule, Rules, as_kept, rules_of
from app.domain.errors import EditConflict, NotFound, RuleViolation
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import SYSTEM, Actor, ActorKind, Event
from app.domain.parties.models import Party
from tests.domain.directory.lists import found
from tests.domain.directory.segments.office import C, a_segment, all_of, an_office, any_of, in_city, rule
from tests.support.builders import a_key
from tests.support.cast import Cast

TORINO = SegmentDraft("Torino", all_of(in_city("Torino")))


@pytest.fixture
def luca(cast: Cast) -> Actor:
    return Actor(ActorKind.STAFF, cast.luca.id, cast.luca.name)


def test_the_same_form_twice_saves_one_segment(cast: Cast) -> None:
    key = a_key()
    act = add_segment(TORINO, key, by=cast.by_marta, may_share=False)
    with pytest.raises(AlreadyDone) as done:
        add_segment(TORINO, key, by=cast.by_marta, may_share=False)
    assert done.value.act.id == act.id
    assert [one.name for one in segments_of(cast.marta.id) if one.name] == ["Torino"]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(TORINO, name=""), "name"),
        (replace(TORINO, name="x" * 61), "name"),
        (replace(TORINO, is_shared=True), "is_shared"),
        (replace(TORINO, rules=all_of()), "new_field"),
        (replace(TORINO, rules=all_of(*[in_city(str(n)) for n in range(MOST_RULES + 1)])), "new_field"),
        (replace(TORINO, rules=all_of(in_city("Torino"), rule("city", C.IS, ""))), "rule_1"),
        (replace(TORINO, rules=all_of(rule("floor", C.IS, "3"))), "rule_0"),
        (replace(TORINO, rules=all_of(rule("tag", C.NONE_OF, "Gone"))), "rule_0"),
        (replace(TORINO, rules=all_of(rule("city", C.ONE_OF, *map(str, range(101))))), "rule_0"),
        (replace(TORINO, rules=all_of(in_city("x" * 201))), "rule_0"),
    ],
)
def test_what_is_wrong_is_refused_where_it_is_and_nothing_is_saved(cast: Cast, draft: SegmentDraft, field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        add_segment(draft, a_key(), by=cast.by_marta, may_share=False)
    assert refused.value.field == field
    assert db.session.scalars(select(Segment).where(Segment.word.is_(None))).all() == []


def test_a_name_is_given_once_to_one_s_own_and_once_to_the_office_s(cast: Cast, luca: Actor) -> None:
    a_segment("Torino", in_city("Torino"))
    a_segment("Torino", in_city("Torino"), by=cast.by_marta, is_shared=False)
    a_segment("Torino", in_city("Torino"), by=luca, is_shared=False)
    for is_shared in (True, False):
        with pytest.raises(RuleViolation, match="of this name already"):
            add_segment(replace(TORINO, name="TORINO", is_shared=is_shared), a_key(), by=luca, may_share=True)


def test_nobody_changes_or_deletes_what_is_not_theirs(cast: Cast, luca: Actor) -> None:
    hers, office = a_segment("Hers", in_city("x"), by=cast.by_marta, is_shared=False), a_segment("Ours", in_city("x"))
    ready = db.session.scalars(select(Segment).where(Segment.word == SegmentWord.DEACTIVATED)).one()
    for segment, by, may_share, refusal in (
        (hers, luca, True, NotFound),
        (office, cast.by_marta, False, RuleViolation),
        (ready, luca, True, RuleViolation),
    ):
        with pytest.raises(refusal):
            edit_segment(segment.id, TORINO, segment.version, a_key(), by=by, may_share=may_share)
        with pytest.raises(refusal):
            remove_segment(segment.id, a_key(), by=by, may_share=may_share)
    assert [hers.name, office.name, ready.name] == ["Hers", "Ours", ""]


def test_one_that_is_shared_no_more_is_its_editor_s_own_and_the_history_tells(cast: Cast, luca: Actor) -> None:
    office = a_segment("Torino", in_city("Torino"))
    edit_segment(office.id, TORINO, 1, a_key(), by=luca, may_share=True)
    assert (office.owner_id, office.version) == (luca.id, 2)
    assert office not in segments_of(cast.marta.id)
    kinds = db.session.scalars(select(Event.kind).where(Event.record == "segment").order_by(Event.id)).all()
    assert kinds == ["segment added", "segment changed"]


def test_saving_what_stands_there_changes_nothing_and_who_saves_second_is_told(cast: Cast, luca: Actor) -> None:
    office = a_segment("Torino", in_city("Torino"))
    edit_segment(office.id, replace(TORINO, is_shared=True), 1, a_key(), by=luca, may_share=True)
    assert office.version == 1
    edit_segment(office.id, replace(TORINO, name="Turin", is_shared=True), 1, a_key(), by=luca, may_share=True)
    with pytest.raises(EditConflict) as conflict:
        edit_segment(office.id, replace(TORINO, is_shared=True), 1, a_key(), by=luca, may_share=True)
    assert conflict.value.theirs["name"] == "Turin"


def test_rules_come_back_as_they_were_kept_and_what_cannot_be_read_matches_nobody(cast: Cast) -> None:
    each = (in_city("Łódź"), rule("since", C.LAST, "7"), rule("email", C.EMPTY))
    assert rules_of(as_kept(each)) == each
    for nonsense in (None, "x", 3, {}, {"field": 1, "comparison": "is", "values": []}, {"field": "city"},
                     {"field": "city", "comparison": "like", "values": []},
                     {"field": "city", "comparison": "is", "values": [3]}):  # fmt: skip
        assert rules_of([nonsense]) == (UNREADABLE,)
    assert rules_of({"not": "a list"}) == (UNREADABLE,)
    assert found(segment=all_of(UNREADABLE)) == []


ROLES = [
    (all_of(in_city("x")), None),
    (all_of(rule("role", C.ONE_OF, "prospect"), in_city("x")), "prospect"),
    (any_of(rule("role", C.ONE_OF, "prospect")), "prospect"),
    (any_of(rule("role", C.ONE_OF, "prospect"), in_city("x")), "any"),
    (all_of(rule("role", C.NONE_OF, "customer")), "any"),
    (all_of(rule("role", C.ONE_OF, "customer", "prospect")), "any"),
]


@pytest.mark.parametrize(("rules", "role"), ROLES)
def test_the_list_shows_the_role_that_a_segment_asks_for(rules: Rules, role: str | None) -> None:
    assert role_of(rules) == role


def test_each_is_counted_over_all_roles_and_the_ready_made_one_means_the_deactivated(cast: Cast) -> None:
    cast.zeta.status = "deactivated"  # type: ignore[assignment]
    db.session.flush()
    a_segment("People", rule("kind", C.ONE_OF, "person"))
    counts = count_each(segments_of(cast.marta.id))
    assert list(counts.values()) == [1, 3]
    assert count_each([]) == {}


@pytest.fixture
def floors() -> Iterator[None]:
    """A field that somebody brings, as an office's own fields will be."""
    before = list(registry._others)
    condition = on_text(Party.previous_number, lambda value: value)
    bring_fields(lambda: [Field("Floor", "own-1", Kind.TEXT, (Comparison.IS,), condition)])
    yield
    registry._others[:] = before


def test_a_field_that_others_bring_is_one_like_those_that_are_built_in(cast: Cast, floors: None) -> None:
    cast.acme.previous_number = "3"
    segment = a_segment("Third floor", rule("own-1", C.IS, "3"))
    assert found(segment=segment.rules) == ["Acme S.r.l."]
    assert registry.fields()["own-1"].some(rule("own-1", C.IS, "3"), true()) is None


def test_a_deleted_segment_s_id_is_never_another_one_s(cast: Cast) -> None:
    first = a_segment("First", in_city("x")).id
    remove_segment(first, a_key(), by=SYSTEM, may_share=True)
    assert a_segment("Second", in_city("x")).id > first


# --- Groups ---


GROUPED = all_of(rule("country", C.ONE_OF, "IT"), any_of(in_city("Torino"), rule("tag", C.ONE_OF, "VIP")))


def test_groups_are_kept_and_read_as_they_were_written() -> None:
    assert rules_of(as_kept(GROUPED.each)) == GROUPED.each
    assert GROUPED.single == (rule("country", C.ONE_OF, "IT"), in_city("Torino"), rule("tag", C.ONE_OF, "VIP"))


@pytest.mark.parametrize(
    "kept",
    [
        {"joined": "king", "rules": []},
        {"rules": []},
        {"joined": "any", "rules": "nonsense"},
        {"joined": "any", "rules": [{"joined": "all", "rules": []}]},
    ],
)
def test_a_group_that_is_not_understood_matches_nobody_and_stays(kept: object) -> None:
    (read,) = rules_of([kept])
    assert UNREADABLE in ((read,) if isinstance(read, Rule) else read.each)


@pytest.mark.parametrize(
    ("rules", "meant"),
    [
        (all_of(rule("country", C.ONE_OF, "IT"), any_of(in_city("Torino"), rule("tag", C.ONE_OF, "Fair"))),
         ["Acme S.r.l.", "Cesto & Figli"]),
        (any_of(in_city("Łódź"), all_of(in_city("Torino"), rule("role", C.ONE_OF, "prospect"))),
         ["Bravo Sp. z o.o.", "Eco Torino"]),
        (all_of(rule("status", C.NONE_OF, "deactivated"), any_of(rule("tag", C.FILLED), rule("pec", C.FILLED))),
         ["Acme S.r.l.", "Cesto & Figli"]),
        (any_of(all_of(in_city("Torino"), in_city("Łódź")), all_of(in_city("Lecce"), rule("email", C.EMPTY))), []),
        (all_of(in_city("Torino"), any_of(rule("floor", C.IS, "3"), rule("tag", C.ONE_OF, "VIP"))), ["Acme S.r.l."]),
        (any_of(all_of(rule("floor", C.IS, "3"), in_city("Torino")), in_city("Łódź")), ["Bravo Sp. z o.o."]),
    ],
)  # fmt: skip
def test_a_group_means_what_its_brackets_say(app: object, rules: Rules, meant: list[str]) -> None:
    an_office()
    assert found(role=RoleFilter.ANY, segment=rules) == meant


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (all_of(in_city("Torino"), any_of(in_city("Lecce"), in_city(""))), "rule_2"),
        (all_of(any_of(), in_city("Torino")), "new_field"),
        (all_of(any_of(*[in_city(str(n)) for n in range(MOST_RULES)]), in_city("x")), "new_field"),
    ],
)
def test_what_is_wrong_within_a_group_is_counted_with_the_others(cast: Cast, rules: Rules, field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        add_segment(replace(TORINO, rules=rules), a_key(), by=cast.by_marta, may_share=False)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("rules", "role"),
    [
        (all_of(rule("role", C.ONE_OF, "prospect"), any_of(in_city("Torino"), in_city("Lecce"))), RoleFilter.PROSPECT),
        (all_of(in_city("Torino"), any_of(rule("role", C.ONE_OF, "prospect"), in_city("Lecce"))), RoleFilter.ANY),
        (all_of(any_of(in_city("Torino"), in_city("Lecce"))), None),
    ],
)
def test_a_list_shows_the_role_that_all_who_are_meant_have(rules: Rules, role: RoleFilter | None) -> None:
    assert role_of(rules) is role
