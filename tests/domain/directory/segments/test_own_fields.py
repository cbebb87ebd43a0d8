"""Whom a rule about a field of the office's own means: a line for each kind of field and each way to compare."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import delete, select, true

from app.db import db
from app.domain import clock
from app.domain.directory import finding, walks
from app.domain.directory.criteria import PartyCriteria, RoleFilter
from app.domain.directory.fields.asking import FieldFilter
from app.domain.directory.fields.leaving import delete_field, retire_field
from app.domain.directory.segments.actions import SegmentDraft, add_segment
from app.domain.directory.segments.fields import fields
from app.domain.directory.segments.own_fields import COMPARED
from app.domain.directory.segments.queries import count_each, faults_of, segments_of
from app.domain.directory.segments.rules import Rule, Rules
from app.domain.directory.segments.saving import rules_for
from app.domain.errors import RuleViolation
from app.domain.history.models import SYSTEM
from app.domain.parties.custom_fields.conditions import Comparison as Asked
from app.domain.parties.custom_fields.definitions import ChoiceDraft, FieldDraft, edit_field
from app.domain.parties.custom_fields.models import CustomChoice, CustomValue, FieldKind
from app.domain.parties.custom_fields.queries import Definition, custom_field, custom_fields
from app.domain.parties.custom_fields.values import Value
from app.domain.parties.models import Party
from tests.domain.directory.lists import found
from tests.domain.directory.segments.office import C, a_segment, all_of, any_of, days_ago, rule
from tests.support.builders import a_client, a_key, many_clients
from tests.support.own_fields import a_field, write
from tests.support.statements import count_statements

K = FieldKind
NAMED = {"A": "Ada", "B": "Bea", "C": "Cid"}  # on Cid's card nothing is written
WRITTEN: dict[FieldKind, tuple[Value, Value]] = {
    K.TEXT: ("Moved to Łódź", "c++"),
    K.LONG_TEXT: ("Keys:\ntwo of them", "None_left 100%"),
    K.NUMBER: (Decimal("-2.5"), Decimal(1000)),
    K.MONEY: (Decimal("99.90"), Decimal("100.00")),
    K.YES_NO: (True, False),
    K.LINK: ("https://ada.example/a", "https://bea.example/b"),
    K.EMAIL: ("Ada@x.example", "bea@y.example"),
    K.PHONE: ("+39 011 555", "+48 42 555"),
}

# Kind, how it is compared, with what, and who is meant of Ada, Bea and Cid. Choices by their words.
MEANT: list[tuple[FieldKind, C, tuple[str, ...], str]] = [
    (K.TEXT, C.CONTAINS, ("lodz moved",), "A"),
    (K.TEXT, C.CONTAINS, ("+",), "B"),
    (K.TEXT, C.LACKS, ("lodz",), "BC"),
    (K.TEXT, C.LACKS, ("+",), "AC"),
    (K.TEXT, C.BEGINS, ("MOVED t",), "A"),
    (K.TEXT, C.BEGINS, ("to",), ""),
    (K.TEXT, C.IS, ("moved to lodz",), "A"),
    (K.TEXT, C.IS, ("moved",), ""),
    (K.TEXT, C.IS_NOT, ("C++",), "AC"),
    (K.TEXT, C.ONE_OF, ("moved to lodz", "c++", "x"), "AB"),
    (K.TEXT, C.NONE_OF, ("moved to lodz", "x"), "BC"),
    (K.TEXT, C.EMPTY, (), "C"),
    (K.TEXT, C.FILLED, (), "AB"),
    (K.LONG_TEXT, C.CONTAINS, ("two keys",), "A"),
    (K.LONG_TEXT, C.LACKS, ("left",), "AC"),
    (K.LONG_TEXT, C.EMPTY, (), "C"),
    (K.LONG_TEXT, C.FILLED, (), "AB"),
    (K.NUMBER, C.IS, ("1000.0",), "B"),
    (K.NUMBER, C.IS, ("100",), ""),
    (K.NUMBER, C.AT_LEAST, ("-2.5",), "AB"),
    (K.NUMBER, C.AT_LEAST, ("-2.4",), "B"),
    (K.NUMBER, C.AT_MOST, ("9",), "A"),
    (K.NUMBER, C.EMPTY, (), "C"),
    (K.NUMBER, C.FILLED, (), "AB"),
    (K.MONEY, C.IS, ("99.9",), "A"),
    (K.MONEY, C.AT_LEAST, ("99.91",), "B"),
    (K.MONEY, C.AT_MOST, ("100",), "AB"),
    (K.MONEY, C.EMPTY, (), "C"),
    (K.MONEY, C.FILLED, (), "AB"),
    (K.DATE, C.LAST, ("5",), "A"),
    (K.DATE, C.LAST, ("4",), ""),
    (K.DATE, C.OLDER, ("4",), "A"),
    (K.DATE, C.OLDER, ("5",), ""),
    (K.DATE, C.NEXT, ("3",), "B"),
    (K.DATE, C.NEXT, ("2",), ""),
    (K.DATE, C.BEFORE, ("2999-01-01",), "AB"),
    (K.DATE, C.AFTER, ("1999-01-01",), "AB"),
    (K.DATE, C.THIS_MONTH, (), "?"),
    (K.DATE, C.EMPTY, (), "C"),
    (K.DATE, C.FILLED, (), "AB"),
    (K.YES_NO, C.ONE_OF, ("yes",), "A"),
    (K.YES_NO, C.ONE_OF, ("no", "yes"), "AB"),
    (K.YES_NO, C.NONE_OF, ("yes",), "BC"),
    (K.YES_NO, C.EMPTY, (), "C"),
    (K.YES_NO, C.FILLED, (), "AB"),
    (K.CHOICE, C.ONE_OF, ("Web",), "A"),
    (K.CHOICE, C.ONE_OF, ("Web", "Fair"), "AB"),
    (K.CHOICE, C.NONE_OF, ("Web", "Post"), "BC"),
    (K.CHOICE, C.EMPTY, (), "C"),
    (K.CHOICE, C.FILLED, (), "AB"),
    (K.CHOICES, C.ONE_OF, ("Fair",), "AB"),
    (K.CHOICES, C.ONE_OF, ("Web", "Post"), "A"),
    (K.CHOICES, C.NONE_OF, ("Web",), "BC"),
    (K.CHOICES, C.EMPTY, (), "C"),
    (K.CHOICES, C.FILLED, (), "AB"),
    (K.LINK, C.CONTAINS, ("ada.example",), "A"),
    (K.LINK, C.BEGINS, ("https://BEA",), "B"),
    (K.LINK, C.IS, ("https://ada.example/a",), "A"),
    (K.LINK, C.EMPTY, (), "C"),
    (K.EMAIL, C.CONTAINS, ("@x.example",), "A"),
    (K.EMAIL, C.ONE_OF, ("ada@x.EXAMPLE", "bea@y.example"), "AB"),
    (K.EMAIL, C.LACKS, ("@x.example",), "BC"),
    (K.EMAIL, C.FILLED, (), "AB"),
    (K.PHONE, C.BEGINS, ("+39",), "A"),
    (K.PHONE, C.CONTAINS, ("555",), "AB"),
    (K.PHONE, C.IS_NOT, ("+39 011 555",), "BC"),
    (K.PHONE, C.EMPTY, (), "C"),
]


@pytest.fixture
def own(app: Flask) -> dict[FieldKind, Definition]:
    """A field of each kind, with something written on Ada's and on Bea's card."""
    own: dict[FieldKind, Definition] = {
        kind: a_field(f"Own {kind.value}", kind) for kind in K if kind not in {K.CHOICE, K.CHOICES}
    }
    own |= {kind: a_field(f"Own {kind.value}", kind, "Web", "Fair", "Post") for kind in (K.CHOICE, K.CHOICES)}
    written = {own[kind].id: values for kind, values in WRITTEN.items()}
    written[own[K.DATE].id] = days_ago(5), clock.today() + timedelta(days=3)
    web, fair, _ = (choice.id for choice in own[K.CHOICE].choices)
    written[own[K.CHOICE].id] = web, fair
    web, fair, _ = (choice.id for choice in own[K.CHOICES].choices)
    written[own[K.CHOICES].id] = (web, fair), (fair,)
    ada, bea, _ = a_client("Ada"), a_client("Bea"), a_client("Cid")
    for party, place in ((ada, 0), (bea, 1)):
        write(party, {id_: values[place] for id_, values in written.items()})
    return own


def asking(field: Definition, comparison: C, *values: str) -> Rule:
    """A rule about a field; its choices by their words."""
    ids = {choice.word: str(choice.id) for choice in field.choices}
    return rule(field.known_as, comparison, *(ids.get(value, value) for value in values))


def lines(own: dict[FieldKind, Definition]) -> list[tuple[Rule, set[str]]]:
    this_month = {name for name, day in (("Ada", days_ago(5)), ("Bea", clock.today() + timedelta(days=3)))
                  if (day.year, day.month) == (clock.today().year, clock.today().month)}  # fmt: skip
    return [
        (asking(own[kind], how, *values), this_month if who == "?" else {NAMED[letter] for letter in who})
        for kind, how, values, who in MEANT
    ]


def meant(rules: Rules) -> set[str]:
    return set(found(role=RoleFilter.ANY, segment=rules))


def test_every_rule_means_who_it_says_however_the_list_is_come_by(
    own: dict[FieldKind, Definition], monkeypatch: pytest.MonkeyPatch
) -> None:
    for few, stretch, gathered in ((2000, 10_000, 100_000), (0, 0, 100_000), (0, 1, 0)):
        monkeypatch.setattr(finding, "FEW", few)
        monkeypatch.setattr(walks, "STRETCH", stretch)
        monkeypatch.setattr(finding, "GATHERED", gathered)
        assert {one: names for one, who in lines(own) if (names := meant(all_of(one))) != who} == {}


def test_one_of_two_rules_is_enough_where_any_is(own: dict[FieldKind, Definition]) -> None:
    each = asking(own[K.TEXT], C.IS, "c++"), asking(own[K.CHOICE], C.EMPTY)
    assert meant(any_of(*each)) == {"Bea", "Cid"} and meant(all_of(*each)) == set()


def test_what_an_index_tells_of_a_rule_holds_all_whom_it_means(own: dict[FieldKind, Definition]) -> None:
    ids, known, told = dict(db.session.execute(select(Party.name, Party.id)).all()), fields(), 0
    for one, who in lines(own):
        some = known[one.field].some(one, true())
        if some is not None:
            told += 1
            assert {ids[name] for name in who} == set(db.session.scalars(some)), one
    assert told > 40


def test_no_kind_goes_without_a_line_and_none_of_texts_numbers_days_and_choices_without_one_for_each_comparison(
    own: dict[FieldKind, Definition],
) -> None:
    told = {(kind, how) for kind, how, _, _ in MEANT}
    assert {kind for kind, _ in told} == COMPARED.keys() == set(K)
    for kind in set(K) - {K.LINK, K.EMAIL, K.PHONE}:  # texts, all three
        assert {how for one, how in told if one is kind} == set(fields()[own[kind].known_as].comparisons), kind


def test_a_rule_about_a_field_that_was_deleted_says_so_and_means_nobody(own: dict[FieldKind, Definition]) -> None:
    for how in (C.EMPTY, C.FILLED):
        asked = all_of(asking(own[K.TEXT], how))
        assert meant(asked)
    delete_field(own[K.TEXT].id, 2, a_key(), by=SYSTEM)
    for how in (C.EMPTY, C.FILLED):
        gone = asking(own[K.TEXT], how)
        assert meant(all_of(gone)) == set() and meant(any_of(gone, asking(own[K.YES_NO], C.EMPTY))) == {"Cid"}
        assert "no longer there" in faults_of([all_of(gone)])[gone].msgid
        with pytest.raises(RuleViolation) as refused:
            add_segment(SegmentDraft("Late", all_of(gone)), a_key(), by=SYSTEM, may_share=True)
        assert refused.value.field == "rule_0"


@pytest.mark.parametrize("how", [C.ONE_OF, C.NONE_OF])
@pytest.mark.parametrize("kind", [K.CHOICE, K.CHOICES])
def test_a_choice_that_is_gone_is_nobody_s_nor_lacking_to_anybody(
    own: dict[FieldKind, Definition], kind: FieldKind, how: C
) -> None:
    one = asking(own[kind], how, "Post", "Web")
    db.session.execute(delete(CustomValue).where(CustomValue.field_id == own[kind].id))
    db.session.execute(delete(CustomChoice).where(CustomChoice.field_id == own[kind].id, CustomChoice.word == "Web"))
    assert meant(all_of(one)) == set()
    assert faults_of([all_of(one)])[one].msgid == "A choice of this rule is no longer there: it matches nobody."
    with pytest.raises(RuleViolation, match="A choice of this rule is no longer there"):
        a_segment("Late", one)


def test_a_choice_that_is_renamed_or_retired_is_asked_for_still(own: dict[FieldKind, Definition]) -> None:
    source = own[K.CHOICE]
    one = asking(source, C.ONE_OF, "Web")
    web, fair, _ = source.choices
    words = ChoiceDraft("Internet", web.id, is_retired=True), ChoiceDraft("Fair", fair.id)
    edit_field(source.id, FieldDraft("Heard by", K.CHOICE, choices=words), 1, a_key(), by=SYSTEM)
    assert meant(all_of(one)) == {"Ada"} and faults_of([all_of(one)]) == {}
    field = fields()[one.field]
    assert field.label == "Heard by" and field.choices()[0].words == "Internet"


def test_a_field_that_is_retired_is_offered_no_more_and_its_rules_hold(own: dict[FieldKind, Definition]) -> None:
    one = asking(own[K.NUMBER], C.AT_LEAST, "1")
    segment = a_segment("Many seats", one)
    retire_field(own[K.NUMBER].id, a_key(), by=SYSTEM)
    assert not fields()[one.field].is_offered and fields()[own[K.TEXT].known_as].is_offered
    assert meant(segment.rules) == {"Bea"} and faults_of([segment.rules]) == {}


BROKEN = [
    (K.NUMBER, C.IS, ("many",)), (K.NUMBER, C.IS, ("NaN",)), (K.NUMBER, C.AT_LEAST, ("-Infinity",)),
    (K.NUMBER, C.AT_MOST, ("1e15",)), (K.NUMBER, C.IS, ()), (K.NUMBER, C.CONTAINS, ("1",)),
    (K.DATE, C.BEFORE, ("soon",)), (K.DATE, C.LAST, ("0",)), (K.DATE, C.IS, ("2026-01-01",)),
    (K.LONG_TEXT, C.BEGINS, ("Keys",)), (K.TEXT, C.CONTAINS, ("%",)), (K.TEXT, C.IS, ("a", "b")),
    (K.YES_NO, C.ONE_OF, ("maybe",)), (K.CHOICE, C.ONE_OF, ("Web or so",)), (K.CHOICE, C.NONE_OF, ()),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "how", "values"), BROKEN)
def test_a_rule_that_cannot_be_asked_means_nobody(
    own: dict[FieldKind, Definition], kind: FieldKind, how: C, values: tuple[str, ...]
) -> None:
    one = asking(own[kind], how, *values)
    assert meant(all_of(one)) == set() and faults_of([all_of(one)]).keys() == {one}


FILTERS = [
    (K.TEXT, Asked.CONTAINS, "lodz moved", [(C.CONTAINS, "lodz moved")]),
    (K.TEXT, Asked.CONTAINS, "+", [(C.FILLED,)]),
    (K.TEXT, Asked.BEGINS, "moved", [(C.BEGINS, "moved")]),
    (K.EMAIL, Asked.EQUAL, "ada@x.example", [(C.IS, "ada@x.example")]),
    (K.NUMBER, Asked.AT_LEAST, Decimal("1000.00"), [(C.AT_LEAST, "1000")]),
    (K.NUMBER, Asked.EQUAL, Decimal("1e-999999"), [(C.IS, "0")]),
    (K.MONEY, Asked.AT_MOST, Decimal("99.90"), [(C.AT_MOST, "99.9")]),
    (K.DATE, Asked.EQUAL, -5, [(C.AFTER, -6), (C.BEFORE, -4)]),
    (K.DATE, Asked.AT_LEAST, 3, [(C.AFTER, 2)]),
    (K.DATE, Asked.AT_MOST, -5, [(C.BEFORE, -4)]),
    (K.DATE, Asked.AFTER, -5, [(C.AFTER, -5)]),
    (K.YES_NO, Asked.EQUAL, False, [(C.ONE_OF, "no")]),
    (K.YES_NO, Asked.EMPTY, None, [(C.EMPTY,)]),
    (K.CHOICES, Asked.FILLED, None, [(C.FILLED,)]),
]


@pytest.mark.parametrize(("kind", "asked", "value", "rules"), FILTERS)
def test_a_filter_of_the_list_is_saved_as_rules_that_mean_the_same(
    own: dict[FieldKind, Definition], kind: FieldKind, asked: Asked, value: Value, rules: list[tuple[C, str]]
) -> None:
    def day(distance: object) -> str:
        return (clock.today() + timedelta(days=int(str(distance)))).isoformat()

    is_day = kind is K.DATE
    given = clock.today() + timedelta(days=int(str(value))) if is_day else value
    criteria = PartyCriteria(role=RoleFilter.ANY, fields=(FieldFilter(own[kind], asked, given),))
    saved = rules_for(criteria)
    each = [rule(own[kind].known_as, how, *(day(v) if is_day else v for v in with_)) for how, *with_ in rules]
    assert saved == all_of(*each)
    assert meant(saved) == set(found(role=RoleFilter.ANY, fields=criteria.fields))


def test_a_choice_in_a_filter_is_saved_by_its_id(own: dict[FieldKind, Definition]) -> None:
    web, fair, _ = own[K.CHOICES].choices
    for asked, value, ids in ((Asked.EQUAL, web.id, (web,)), (Asked.ONE_OF, (web.id, fair.id), (web, fair))):
        criteria = PartyCriteria(role=RoleFilter.ANY, fields=(FieldFilter(own[K.CHOICES], asked, value),))
        saved = rules_for(criteria)
        assert saved == all_of(rule(own[K.CHOICES].known_as, C.ONE_OF, *(str(one.id) for one in ids)))
        assert meant(saved) == set(found(role=RoleFilter.ANY, fields=criteria.fields))


def test_a_list_with_such_a_segment_costs_the_same_for_one_field_and_three_clients_as_for_many(app: Flask) -> None:
    seats = a_field("Seats", K.NUMBER)
    write(a_client("Ada"), {seats.id: Decimal(3)})
    asked = all_of(asking(seats, C.AT_LEAST, "1"), asking(seats, C.FILLED), asking(seats, C.AT_MOST, "9"))
    costs = []
    for turn in range(2):
        with count_statements() as statements:
            assert meant(asked) == {"Ada"}
        costs.append(len(statements))
        many_clients(300)
        for n in range(5):
            a_field(f"Other {turn} {n}", K.CHOICE, "x", "y")
    assert costs[0] == costs[1], costs


def test_segments_are_counted_in_two_statements_however_many_ask_for_fields(own: dict[FieldKind, Definition]) -> None:
    for n in range(4):
        a_segment(f"No. {n}", asking(own[K.TEXT], C.FILLED), asking(own[K.YES_NO], C.EMPTY))
    segments = segments_of(0)[1:]
    costs = []
    for some in (segments[:1], segments):
        with count_statements() as statements:
            assert set(count_each(some).values()) == {0}
        costs.append(len(statements))
    assert costs == [2, 2]


def test_a_field_made_anew_under_the_same_name_is_asked_as_what_it_is_now(own: dict[FieldKind, Definition]) -> None:
    old = asking(own[K.TEXT], C.CONTAINS, "lodz")
    delete_field(own[K.TEXT].id, 2, a_key(), by=SYSTEM)
    anew = a_field("Own text", K.NUMBER)
    assert anew.known_as == old.field and custom_field(anew.id) in custom_fields()
    assert meant(all_of(old)) == set() and meant(all_of(replace(old, comparison=C.EMPTY, values=()))) == {
        "Ada", "Bea", "Cid",
    }  # fmt: skip
