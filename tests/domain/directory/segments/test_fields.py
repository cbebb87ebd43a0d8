"""Whom a rule means: a table with a line for each field and each way to compare."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, true, update

from app.db import db
from app.domain import clock
from app.domain.directory import finding, walks
from app.domain.directory.criteria import RoleFilter
from app.domain.directory.segments import comparing
from app.domain.directory.segments.fields import BUILT_IN
from app.domain.directory.segments.rules import Comparison, Rule, Rules
from app.domain.parties.models import Party, PartyTag, Tag
from tests.domain.directory.lists import found
from tests.domain.directory.segments.office import C, all_of, an_office, any_of, days_ago, in_city, rule
from tests.support.builders import a_client, archived

A, B, CE, D, E, CARLA = "Acme S.r.l.", "Bravo Sp. z o.o.", "Cesto & Figli", "Dora Verdi", "Eco Torino", "Carla Rossi"
NAMED = {"A": A, "B": B, "C": CE, "D": D, "E": E, "R": CARLA}

# Rule, and who is meant of Acme, Bravo, Cesto, Dora, Eco and Carla Rossi.
MEANT = [
    (rule("name", C.CONTAINS, "srl"), ""),
    (rule("name", C.CONTAINS, "S.R.L."), "A"),
    (rule("name", C.CONTAINS, "dora verdi"), "D"),
    (rule("name", C.LACKS, "o"), "A"),
    (rule("name", C.BEGINS, "verdi d"), "D"),
    (rule("name", C.IS, "Dora Verdi"), "D"),
    (rule("name", C.IS, "eco"), ""),
    (rule("name", C.IS_NOT, "Eco Torino"), "ABCDR"),
    (rule("name", C.ONE_OF, "eco torino", "acme s.r.l."), "AE"),
    (rule("name", C.NONE_OF, "Eco Torino", "Cesto & Figli"), "ABDR"),
    (rule("number", C.IS, "c1"), "A"),
    (rule("number", C.ONE_OF, "C-0001", "C-2"), "AB"),
    (rule("number", C.CONTAINS, "000"), "ABCDE"),
    (rule("number", C.BEGINS, "c-0002"), "B"),
    (rule("number", C.IS_NOT, "C-0001"), "BCDER"),
    (rule("number", C.LACKS, "0"), "R"),
    (rule("number", C.NONE_OF, "C-0001", "C-0002"), "CDER"),
    (rule("number", C.EMPTY), "R"),
    (rule("number", C.FILLED), "ABCDE"),
    (rule("role", C.ONE_OF, "customer"), "ABD"),
    (rule("role", C.ONE_OF, "supplier", "prospect"), "CE"),
    (rule("role", C.NONE_OF, "customer", "none"), "CE"),
    (rule("role", C.ONE_OF, "none"), "R"),
    (rule("status", C.ONE_OF, "deactivated"), "D"),
    (rule("status", C.NONE_OF, "active"), "D"),
    (rule("status", C.ONE_OF, "active", "deactivated"), "ABCDER"),
    (rule("kind", C.ONE_OF, "person"), "DR"),
    (rule("tag", C.ONE_OF, "vip"), "A"),
    (rule("tag", C.ONE_OF, "VIP", "Fair"), "AC"),
    (rule("tag", C.NONE_OF, "VIP"), "BCDER"),
    (rule("tag", C.EMPTY), "BDER"),
    (rule("tag", C.FILLED), "AC"),
    (rule("country", C.ONE_OF, "IT", "DE"), "AC"),
    (rule("country", C.NONE_OF, "IT"), "BDER"),
    (rule("country", C.EMPTY), "DER"),
    (rule("city", C.IS, "lodz"), "B"),
    (rule("city", C.BEGINS, "TOR"), "AE"),
    (rule("city", C.CONTAINS, "ori"), "AE"),
    (rule("city", C.ONE_OF, "Torino", "Łódź"), "ABE"),
    (rule("city", C.EMPTY), "CDR"),
    (rule("city", C.LACKS, "o"), "CDR"),
    (rule("postal_code", C.BEGINS, "101"), "A"),
    (rule("postal_code", C.IS, "90-001"), "B"),
    (rule("postal_code", C.FILLED), "AB"),
    (rule("tax_id", C.IS, "it-00743110157"), "A"),
    (rule("tax_id", C.FILLED), "A"),
    (rule("email", C.CONTAINS, "@acme.EXAMPLE"), "AR"),
    (rule("email", C.CONTAINS, "brav_"), ""),
    (rule("email", C.CONTAINS, "bravo_pl"), "B"),
    (rule("email", C.IS, "info@acme.example"), "A"),
    (rule("email", C.EMPTY), "CDE"),
    (rule("phone", C.BEGINS, "0039 011"), "A"),
    (rule("phone", C.CONTAINS, "555-01"), "AB"),
    (rule("phone", C.FILLED), "AB"),
    (rule("contact", C.CONTAINS, "Carla Rossi"), "A"),
    (rule("contact", C.BEGINS, "ross"), "A"),
    (rule("contact", C.EMPTY), "BCDER"),
    (rule("portal", C.ONE_OF, "yes"), "A"),
    (rule("portal", C.ONE_OF, "no"), "BCDER"),
    (rule("portal", C.ONE_OF, "no", "yes"), "ABCDER"),
    (rule("since", C.LAST, "5"), "A"),
    (rule("since", C.LAST, "4"), ""),
    (rule("since", C.OLDER, "5"), "B"),
    (rule("since", C.NEXT, "3"), "D"),
    (rule("since", C.NEXT, "2"), ""),
    (rule("since", C.FILLED), "ABD"),
    (rule("since", C.EMPTY), "CER"),
    (rule("created", C.LAST, "1"), "ABCDER"),
    (rule("created", C.OLDER, "1"), ""),
    (rule("mail", C.THIS_MONTH), "B"),
    (rule("mail", C.EMPTY), "ACDER"),
    (rule("mail", C.FILLED), "B"),
    (rule("discount_group", C.ONE_OF, "Gold", "Silver"), "AB"),
    (rule("discount_group", C.NONE_OF, "Gold"), "BCDER"),
    (rule("discount_group", C.EMPTY), "CDER"),
    (rule("discount_group", C.FILLED), "AB"),
    (rule("our_number", C.IS, "k-77"), "C"),
    (rule("their_terms", C.FILLED), ""),
    (rule("sdi_code", C.EMPTY), "ABCDER"),
    (rule("pec", C.CONTAINS, "@pec."), "A"),
    (rule("language", C.ONE_OF, "pl"), "B"),
    (rule("currency", C.IS, "eur"), "A"),
    (rule("currency", C.ONE_OF, "EUR", "PLN"), "AB"),
    (rule("search", C.FINDS, "torino"), "AE"),
    (rule("search", C.FINDS, "carla"), "AR"),
]  # fmt: skip


@pytest.fixture
def office(app: Flask) -> None:
    an_office()


def meant(rules: Rules) -> set[str]:
    return set(found(role=RoleFilter.ANY, segment=rules))


def test_every_rule_means_who_it_says_however_the_list_is_come_by(
    office: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for few, stretch, gathered in ((2000, 10_000, 100_000), (0, 0, 100_000), (0, 1, 0)):
        monkeypatch.setattr(finding, "FEW", few)
        monkeypatch.setattr(walks, "STRETCH", stretch)
        monkeypatch.setattr(finding, "GATHERED", gathered)
        wrong = {one: names for one, letters in MEANT if (names := meant(all_of(one))) != {NAMED[x] for x in letters}}
        assert wrong == {}


def test_what_an_index_tells_of_a_rule_holds_all_whom_it_means(office: None) -> None:
    ids = {name: id_ for id_, name in db.session.execute(select(Party.id, Party.name))}
    told = 0
    for one, letters in MEANT:
        some = BUILT_IN[one.field].some(one, true())
        if some is not None:
            told += 1
            assert {ids[NAMED[letter]] for letter in letters} <= set(db.session.scalars(some)), one
    assert told > 30


def test_no_field_and_no_comparison_of_words_goes_without_a_line_in_the_table() -> None:
    told = {(one.field, one.comparison) for one, _ in MEANT}
    assert {field for field, _ in told} == BUILT_IN.keys()
    of_numbers = {C.AT_LEAST, C.AT_MOST}  # no built-in field is one (test_own_fields.py)
    assert {comparison for _, comparison in told} | {C.BEFORE, C.AFTER} | of_numbers == set(Comparison)


@pytest.mark.parametrize("way", [all_of, any_of])
def test_rules_are_joined_by_all_or_by_any(office: None, way: Callable[..., Rules]) -> None:
    names = meant(way(in_city("Torino"), rule("role", C.ONE_OF, "prospect"), rule("country", C.EMPTY)))
    assert names == ({E} if way is all_of else {A, E, D, CARLA})


def test_of_rules_of_which_any_is_enough_a_tag_leaves_out_nobody_else(office: None) -> None:
    assert meant(any_of(rule("tag", C.ONE_OF, "VIP"), in_city("Łódź"))) == {A, B}


def test_no_rules_at_all_mean_nobody(office: None) -> None:
    assert meant(all_of()) == meant(any_of()) == set()


@pytest.mark.parametrize("negated", [False, True])
def test_a_tag_that_was_deleted_is_borne_by_nobody_and_lacking_to_nobody(office: None, negated: bool) -> None:
    db.session.execute(delete(PartyTag))
    db.session.execute(delete(Tag).where(Tag.key == "vip"))
    comparison = C.NONE_OF if negated else C.ONE_OF
    assert meant(all_of(rule("tag", comparison, "VIP"))) == set()
    assert meant(any_of(rule("tag", comparison, "VIP"), in_city("Torino"))) == {A, E}


@pytest.mark.parametrize("comparison", [C.ONE_OF, C.NONE_OF])
def test_a_discount_group_that_no_card_says_any_more_means_nobody(office: None, comparison: Comparison) -> None:
    db.session.execute(update(Party).where(Party.discount_group == "Gold").values(discount_group=""))
    assert meant(all_of(rule("discount_group", comparison, "Gold"))) == set()


@pytest.mark.parametrize(
    "broken",
    [
        Rule("no such field", C.IS, ("x",)), Rule("city", C.LAST, ("3",)), Rule("city", C.IS, ("",)),
        Rule("tax_id", C.CONTAINS, (" - ",)), Rule("since", C.LAST, ("many",)), Rule("since", C.LAST, ("0",)),
        Rule("since", C.BEFORE, ("2026-02-30",)), Rule("since", C.AFTER, ("9999-12-31",)),
        Rule("role", C.ONE_OF, ("king",)), Rule("role", C.ONE_OF), Rule("city", C.IS, ("a", "b")),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_asked_means_nobody(office: None, broken: Rule) -> None:
    assert meant(all_of(broken)) == set()
    assert meant(any_of(broken, in_city("Torino"))) == {A, E}


def test_archived_ones_are_in_no_segment(office: None) -> None:
    archived(a_client("Gone", city="Torino"))
    assert meant(all_of(in_city("Torino"))) == {A, E}


TODAY = date(2026, 11, 30)
SPANS = [
    (rule("since", C.LAST, "7"), (date(2026, 11, 23), date(2026, 12, 1))),
    (rule("since", C.OLDER, "7"), (None, date(2026, 11, 23))),
    (rule("since", C.NEXT, "1"), (date(2026, 11, 30), date(2026, 12, 2))),
    (rule("since", C.THIS_MONTH), (date(2026, 11, 1), date(2026, 12, 1))),
    (rule("since", C.BEFORE, "2026-11-30"), (None, date(2026, 11, 30))),
    (rule("since", C.AFTER, "2026-11-30"), (date(2026, 12, 1), None)),
]


@pytest.mark.parametrize(("one", "span"), SPANS, ids=lambda value: str(getattr(value, "comparison", "")))
def test_days_are_seen_from_today_and_the_last_ones_and_older_ones_leave_none_between(
    one: Rule, span: tuple[date | None, date | None]
) -> None:
    assert comparing.days_of(one, TODAY) == span


def test_a_month_and_a_day_begin_at_midnight_by_the_office_s_clock(
    app: Flask, freeze: Callable[[datetime], None]
) -> None:
    freeze(datetime(2026, 10, 31, 22, 30, tzinfo=UTC))  # 23:30 in Rome
    a_client("Late in October")
    freeze(datetime(2026, 10, 31, 23, 30, tzinfo=UTC))  # 00:30 in Rome
    a_client("Early in November")
    assert meant(all_of(rule("created", C.THIS_MONTH))) == {"Early in November"}
    assert meant(all_of(rule("created", C.BEFORE, "2026-11-01"))) == {"Late in October"}
    assert meant(all_of(rule("created", C.AFTER, "2026-10-31"))) == {"Early in November"}
    freeze(clock.now() + timedelta(days=2))
    assert meant(all_of(rule("created", C.OLDER, "2"))) == {"Late in October"}
    assert days_ago(2) == date(2026, 11, 1)
