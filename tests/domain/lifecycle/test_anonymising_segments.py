"""What somebody typed into a segment to find those who are anonymised goes; the segment means the others still."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.directory.segments.actions import SegmentDraft, edit_segment
from app.domain.directory.segments.models import Segment
from app.domain.directory.segments.queries import count_meant, faults_of
from app.domain.directory.segments.rules import Rule, Rules
from app.domain.errors import EditConflict
from app.domain.history.models import Event, EventKind
from app.domain.lifecycle.receipts import receipt_of
from tests.domain.directory.segments.office import C, a_segment, all_of, any_of, in_city, rule
from tests.domain.lifecycle.forgetting import anonymised
from tests.support.builders import a_client, a_contact, a_key, archived
from tests.support.cast import Cast
from tests.support.entries import ITALIAN, a_bank
from tests.support.statements import count_statements


@pytest.fixture(autouse=True)
def studio(cast: Cast) -> None:
    """A client called like a city, with a person; and others who share a word with it."""
    studio = a_client(
        "Studio Torino S.r.l.", email="info@studio.example", tax_id="00743110157", phone="+39 011 555 0777"
    )
    a_contact(studio, "Ada", "Neri", email="ada.neri@gmail.example")
    a_bank(studio)
    a_client("Studio Bravo", city="Torino")
    cast.zeta = studio
    db.session.commit()


def after(cast: Cast, *each: Rule, rules: Rules | None = None) -> Rules:
    """What a segment asks once the client is anonymised."""
    segment = a_segment("Ours", *each, rules=rules)
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    return segment.rules


def forgotten(field: str, comparison: C, *values: str) -> Rule:
    return Rule(field, comparison, values, is_forgotten=True)


@pytest.mark.parametrize(
    "asked",
    [
        rule("name", C.IS, "Studio Torino S.r.l."),
        rule("name", C.CONTAINS, "torino studio"),
        rule("name", C.LACKS, "Studio Torino"),
        rule("name", C.BEGINS, "Neri"),
        rule("search", C.FINDS, "Neri Ada"),
        rule("search", C.FINDS, "neri"),
        rule("contact", C.IS, "Ada Neri"),
        rule("email", C.CONTAINS, "ada.neri@"),
        rule("email", C.IS, "info@studio.example"),
        rule("tax_id", C.IS, "IT00743110157"),
        rule("phone", C.CONTAINS, "5550777"),
        rule("search", C.FINDS, "IT60 X054 2811 1010 0000 0123 456"),
        rule("their_terms", C.CONTAINS, "as with studio torino srl."),
    ],
)
def test_what_told_of_them_is_gone(cast: Cast, asked: Rule) -> None:
    assert ITALIAN == "IT60X0542811101000000123456"
    assert after(cast, asked, in_city("Roma")) == all_of(forgotten(asked.field, asked.comparison), in_city("Roma"))


@pytest.mark.parametrize(
    "asked",
    [
        in_city("Torino"),
        rule("name", C.CONTAINS, "Studio"),
        rule("name", C.CONTAINS, "Torinese"),
        rule("search", C.FINDS, "torino"),
        rule("email", C.CONTAINS, "@gmail.example"),
        rule("phone", C.BEGINS, "+39011"),
        rule("tax_id", C.BEGINS, "007"),
        rule("country", C.ONE_OF, "IT"),
        rule("since", C.BEFORE, "2026-01-01"),
    ],
)
def test_what_is_true_of_others_as_well_stays(cast: Cast, asked: Rule) -> None:
    assert after(cast, asked) == all_of(asked)


def test_of_several_values_the_others_stay_and_in_a_group_too(cast: Cast) -> None:
    several = rule("name", C.ONE_OF, "Studio Bravo", "Studio Torino")
    asked = all_of(in_city("Torino"), any_of(several, rule("email", C.EMPTY)))
    rules = after(cast, rules=asked)
    left = forgotten("name", C.ONE_OF, "Studio Bravo")
    assert rules == all_of(in_city("Torino"), any_of(left, rule("email", C.EMPTY)))
    assert (count_meant(rules), faults_of([rules])) == (1, {})


def test_the_segment_means_the_others_as_before(cast: Cast) -> None:
    theirs, others = rule("name", C.IS, "Studio Torino S.r.l."), in_city("Torino")
    left_out, customer = rule("name", C.IS_NOT, "Studio Torino S.r.l."), rule("role", C.ONE_OF, "customer")
    meant = [all_of(theirs, others), any_of(theirs, others), all_of(left_out, others), all_of(left_out, customer)]
    segments = [a_segment(f"No. {n}", rules=rules) for n, rules in enumerate(meant)]
    archived(cast.zeta)
    before = [count_meant(rules) for rules in meant]
    anonymised(cast, cast.zeta)
    assert [count_meant(segment.rules) for segment in segments] == before
    fault = faults_of([segments[0].rules])[segments[0].rules.single[0]]
    assert fault.msgid.startswith("This named a client who was anonymised")


def test_a_segment_called_after_them_is_called_by_its_number(cast: Cast) -> None:
    taken = a_segment("#2", in_city("Roma"))
    mine = a_segment("For Ada Neri", in_city("Roma"), by=cast.by_marta, is_shared=False)
    db.session.execute(
        db.update(Segment).where(Segment.id == taken.id).values(name=f"#{mine.id}", name_key=f"#{mine.id}")
    )
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    assert (taken.name, mine.name) == (f"#{mine.id}", f"##{mine.id}")


def test_the_history_tells_of_what_is_shared_and_the_receipt_counts_them_all(cast: Cast) -> None:
    ours = a_segment("Ours", rule("name", C.IS, "Studio Torino"))
    a_segment("Mine", rule("name", C.IS, "Studio Torino"), by=cast.by_marta, is_shared=False)
    a_segment("Other", in_city("Torino"))
    archived(cast.zeta)
    act = anonymised(cast, cast.zeta)
    told = db.session.scalars(select(Event).where(Event.kind == EventKind.SEGMENT_EMPTIED)).all()
    assert [(event.act_id, event.record_id, event.details) for event in told] == [(act.id, ours.id, {"name": "Ours"})]
    said = [
        one.msgid % {"n": one.n} if one.n == 1 else (one.plural or "") % {"n": one.n}
        for one in receipt_of(cast.zeta.id).went
        if "segment" in one.msgid
    ]
    assert said == ["What 2 segments said of them, or were called after them"]


def test_who_was_writing_it_is_told_and_who_saves_it_anew_clears_the_note(cast: Cast) -> None:
    ours = a_segment("Ours", rule("name", C.ONE_OF, "Studio Bravo", "Studio Torino"))
    version, draft = ours.version, SegmentDraft("Ours", ours.rules, is_shared=True)
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    with pytest.raises(EditConflict):
        edit_segment(ours.id, draft, version, a_key(), by=cast.by_marta, may_share=True)
    db.session.rollback()
    left = SegmentDraft("Ours", all_of(rule("name", C.ONE_OF, "Studio Bravo")), is_shared=True)
    edit_segment(ours.id, left, version + 1, a_key(), by=cast.by_marta, may_share=True)
    assert not ours.rules.single[0].is_forgotten


@pytest.mark.parametrize("how_many", [1, 30])
def test_as_many_statements_are_asked_for_one_segment_as_for_thirty(cast: Cast, how_many: int) -> None:
    for n in range(how_many):
        a_segment(f"No. {n}", rule("name", C.IS, "Studio Torino"), rule("name", C.CONTAINS, "neri"))
    archived(cast.zeta)
    with count_statements() as statements:
        anonymised(cast, cast.zeta)
    assert len([one for one in statements if "segment" in one or "search_text LIKE" in one]) <= 8, statements
