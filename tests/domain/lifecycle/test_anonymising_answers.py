"""What segments ask of the personal answers of those who are anonymised goes as well; what others answer stays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.db import db
from app.domain.directory.fields.leaving import retire_field
from app.domain.directory.segments.queries import count_meant
from app.domain.directory.segments.rules import Rule
from app.domain.directory.selection import only
from app.domain.history.models import SYSTEM
from app.domain.lifecycle.purging import PurgeChoices, purge_parties
from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.custom_fields.queries import Definition
from tests.domain.directory.segments.office import C, a_segment, all_of, rule
from tests.domain.lifecycle.forgetting import anonymised
from tests.support.builders import a_client, a_key, archived
from tests.support.cast import Cast
from tests.support.own_fields import a_field, write
from tests.support.statements import count_statements

ZOE = {
    "nickname": "Old Name",
    "second_email": "Zoe@Old.example",
    "emergency_phone": "+39 333 765 4321",
    "card": Decimal("4471.50"),
    "story": "Moved here by the old mill,\nwith her horse",
}
BRAVO = {"nickname": "Young Lion", "second_email": "lion@old.example", "card": Decimal(12), "story": "By the lake"}
KINDS = {
    "nickname": FieldKind.TEXT,
    "second_email": FieldKind.EMAIL,
    "emergency_phone": FieldKind.PHONE,
    "card": FieldKind.NUMBER,
    "story": FieldKind.LONG_TEXT,
}


@pytest.fixture(autouse=True)
def fields(cast: Cast) -> dict[str, Definition]:
    """Fields that hold personal data, and one that does not; what is written in them on two cards."""
    fields = {key: a_field(key.replace("_", " "), kind, is_personal=True) for key, kind in KINDS.items()}
    fields["why_lost"] = a_field("Why lost")
    cast.zeta = a_client("Zeta S.r.l.")
    write(cast.zeta, {fields[key].id: value for key, value in {**ZOE, "why_lost": "Too dear"}.items()})
    write(cast.bravo, {fields[key].id: value for key, value in BRAVO.items()})
    return fields


def after(cast: Cast, asked: Rule) -> tuple[Rule, ...]:
    """What a segment asks once the client is anonymised."""
    segment = a_segment("Ours", asked, rule("role", C.ONE_OF, "customer"))
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    return segment.rules.single[:1]


@pytest.mark.parametrize(
    "asked",
    [
        rule("field.nickname", C.IS, "Old Name"),
        rule("field.nickname", C.CONTAINS, "name, OLD"),
        rule("field.nickname", C.LACKS, "Old"),
        rule("field.nickname", C.BEGINS, "old name"),
        rule("field.second_email", C.IS, "zoe@old.example"),
        rule("field.second_email", C.CONTAINS, "zoe@"),
        rule("field.emergency_phone", C.IS, "+393337654321"),
        rule("field.emergency_phone", C.CONTAINS, "765 4321"),
        rule("field.card", C.IS, "4471.5"),
        rule("field.story", C.CONTAINS, "with her horse moved here by the old mill"),
        rule("search", C.FINDS, "old name"),
        rule("search", C.FINDS, "zoe@old.example"),
    ],
)
def test_a_rule_that_tells_what_they_answered_says_it_no_more(cast: Cast, asked: Rule) -> None:
    assert after(cast, asked) == (Rule(asked.field, asked.comparison, (), is_forgotten=True),)


@pytest.mark.parametrize(
    "asked",
    [
        rule("field.nickname", C.CONTAINS, "on"),
        rule("field.nickname", C.IS, "Young Lion"),
        rule("field.nickname", C.IS, "Name of the Rose"),
        rule("field.second_email", C.CONTAINS, "@old.example"),
        rule("field.card", C.IS, "12"),
        rule("field.card", C.AT_LEAST, "4000"),
        rule("field.card", C.FILLED),
        rule("field.story", C.CONTAINS, "horse"),
        rule("field.why_lost", C.IS, "Too dear"),
        rule("search", C.FINDS, "too dear"),
        rule("search", C.FINDS, "old"),
    ],
)
def test_what_others_answer_and_what_is_not_personal_stays(cast: Cast, asked: Rule) -> None:
    assert after(cast, asked) == (asked,)


def test_an_answer_that_somebody_else_gave_too_stays(cast: Cast, fields: dict[str, Definition]) -> None:
    write(cast.bravo, {fields["nickname"].id: "Old Name", fields["card"].id: Decimal("4471.5")})
    for asked in (rule("field.nickname", C.ONE_OF, "Old Name", "X"), rule("field.card", C.IS, "4471.5")):
        a_segment(asked.field, asked)
    segment = a_segment("Both", rule("field.nickname", C.IS, "old name"), rule("field.card", C.IS, "4471.5"))
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    assert not any(one.is_forgotten for one in segment.rules.single)
    assert count_meant(all_of(*segment.rules.single)) == 1


def test_a_retired_field_tells_as_well_and_so_does_a_rule_about_who_is_deleted_for_good(
    cast: Cast, fields: dict[str, Definition]
) -> None:
    segment = a_segment("Ours", rule("field.nickname", C.ONE_OF, "Old Name", "Young Lion"))
    retire_field(fields["nickname"].id, a_key(), by=SYSTEM)
    archived(cast.zeta)
    purge_parties(only(cast.zeta), PurgeChoices("Zeta S.r.l."), a_key(), by=SYSTEM)
    db.session.commit()
    assert segment.rules.single == (Rule("field.nickname", C.ONE_OF, ("Young Lion",), is_forgotten=True),)


@pytest.mark.parametrize("how_many", [1, 20])
def test_as_many_statements_are_asked_for_one_segment_as_for_twenty(cast: Cast, how_many: int) -> None:
    for n in range(how_many):
        a_segment(f"No. {n}", rule("field.nickname", C.IS, "Old Name"), rule("search", C.FINDS, "old name"))
    archived(cast.zeta)
    with count_statements() as statements:
        anonymised(cast, cast.zeta)
    assert len([one for one in statements if "custom_" in one or "segment" in one]) <= 14, statements
