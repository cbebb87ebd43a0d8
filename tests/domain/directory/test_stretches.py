"""However a list is come by, looked up, walked or gathered: it is the plain one, whole, in its order, each row once."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import and_, case, insert, or_, select

from app.db import db
from app.domain.directory import finding, walks
from app.domain.directory.conditions import all_conditions
from app.domain.directory.criteria import ActiveFilter, PartyCriteria, PortalFilter, RoleFilter, Shelf, Sort
from app.domain.directory.fields.asking import FieldSort
from app.domain.directory.orders import SORTS
from app.domain.directory.queries import page_of_parties
from app.domain.directory.words import begins, exactly, has_words
from app.domain.parties.custom_fields.models import CustomValue
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.custom_fields.values import rows_of
from app.domain.parties.drafts import PartyDraft, columns_of
from app.domain.parties.models import ClientRole, Party, PartyStatus, PartyTag, Tag
from tests.domain.directory.lists import pages
from tests.domain.directory.segments.office import C, all_of, any_of, rule
from tests.support.cast import Cast
from tests.support.own_fields import a_field
from tests.support.statements import count_statements

# Few values, so that many rows share one and stand in clusters.
NAMES = ("Roma", "Roma Uno", "Studio Alfa", "Studio Roma", "Łódź Sp. z o.o.", "Zeta")
CITIES, COUNTRIES = ("", "Łódź", "Roma", "Torino"), ("", "DE", "IT", "PL")
EMAILS = ("", "roma", "office@roma.example", "torino@studio.example")
DAYS = ("", "2026-01-01T09:00:00+00:00", "2026-02-01T09:00:00+00:00")
SEGMENTS = (
    all_of(rule("tag", C.ONE_OF, "VIP"), rule("email", C.FILLED)),
    all_of(rule("email", C.CONTAINS, "roma")),
    any_of(rule("tag", C.ONE_OF, "VIP"), rule("city", C.IS, "Łódź"), rule("mail", C.BEFORE, "2026-01-20")),
    any_of(rule("tag", C.NONE_OF, "VIP"), rule("portal", C.ONE_OF, "yes")),
    all_of(rule("country", C.ONE_OF, "IT"), any_of(rule("tag", C.ONE_OF, "VIP"), rule("email", C.CONTAINS, "roma"))),
    any_of(all_of(rule("tag", C.ONE_OF, "VIP"), rule("city", C.IS, "Roma")), rule("mail", C.BEFORE, "2026-01-20")),
)
LISTS = st.builds(
    PartyCriteria,
    q=st.sampled_from(["", "", "roma", "s", "studio ro", "LODZ", "C-0001", "torino@studio.example", "no one"]),
    role=st.sampled_from(RoleFilter),
    active=st.sampled_from(ActiveFilter),
    portal=st.sampled_from([PortalFilter.ANY, PortalFilter.ANY, *PortalFilter]),
    tag=st.sampled_from(["", "", "", "vip"]),
    country=st.sampled_from(["", "", *COUNTRIES]),
    city=st.sampled_from(["", "", "", "roma", "lodz"]),
    segment=st.sampled_from([None, None, *SEGMENTS]),
    shelf=st.sampled_from([*[Shelf.CLIENTS] * 4, Shelf.ARCHIVE]),
    sort=st.sampled_from([sort for sort in Sort if sort.column != "archived"]),
    per_page=st.integers(4, 20),
)


@pytest.fixture
def office(cast: Cast) -> None:
    """A hundred parties of all kinds, and those of the cast, for some of whom somebody can sign in."""
    chance = Random(7)
    db.session.execute(insert(Party), [a_row(chance) for _ in range(100)])
    tag = Tag(name="VIP", key="vip")
    db.session.add(tag)
    db.session.flush()
    ids = db.session.scalars(select(Party.id).order_by(Party.id)).all()
    db.session.execute(insert(PartyTag), [{"party_id": id_, "tag_id": tag.id} for id_ in chance.sample(ids, 30)])
    db.session.commit()


def a_row(chance: Random) -> dict[str, Any]:
    name, city, country, email = map(chance.choice, (NAMES, CITIES, COUNTRIES, EMAILS))
    return {
        **columns_of(PartyDraft(name=name, city=city, country=country, email=email)),
        "client_role": chance.choice(list(ClientRole)),
        "is_supplier": chance.random() < 0.3,
        "status": chance.choices(list(PartyStatus), [6, 2, 1])[0],
        "contact_key": chance.choice(("", "bianchi ada", "rossi ivo")),
        "last_mail_key": chance.choice(DAYS),
    }


def plain(criteria: PartyCriteria) -> list[int]:
    """The whole list, by one select that knows of no index."""
    q, columns = criteria.q, [*SORTS[criteria.sort.column], Party.id]
    rows = select(Party.id).where(*all_conditions(PartyCriteria(**{**narrowing(criteria), "q": ""})))
    if q:
        rows = rows.where(or_(exactly(q), has_words(q)))
    if q and criteria.sort is Sort.NAME:
        columns = [case((exactly(q), 0), (begins(q), 1), else_=2), *columns]
    order = (column.desc() for column in columns) if criteria.sort.descends else columns
    return list(db.session.scalars(rows.order_by(*order)))


def narrowing(criteria: PartyCriteria) -> dict[str, Any]:
    names = ("role", "active", "portal", "tag", "country", "city", "segment", "shelf")
    return {name: getattr(criteria, name) for name in names}


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LISTS, st.integers(0, 30), st.sampled_from([1, 5, 1000]), st.sampled_from([0, 10, 1000]))
def test_a_list_is_the_plain_one_forwards_and_backwards(
    office: None, criteria: PartyCriteria, stretch: int, few: int, gathered: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(walks, "STRETCH", stretch)
        patched.setattr(finding, "FEW", few)
        patched.setattr(finding, "GATHERED", gathered)
        shown = [[line.id for line in page.rows] for page in pages(criteria)]
    expected, size = plain(criteria), criteria.per_page
    whole = [expected[first : first + size] for first in range(0, len(expected), size)] or [[]]
    assert shown == [*whole, *whole[-2::-1]]


@pytest.fixture
def floor(office: None) -> Definition:
    """A field in which something is written of every second party, whatever its role."""
    field, chance = a_field("Floor"), Random(8)
    ids = db.session.scalars(select(Party.id).order_by(Party.id)).all()
    rows = [row for id_ in chance.sample(ids, len(ids) // 2) for row in rows_of(id_, field, chance.choice("abc"))]
    db.session.execute(insert(CustomValue), rows, execution_options={"render_nulls": True})
    db.session.commit()
    return field


def plain_by(field: Definition, criteria: PartyCriteria, *, descends: bool) -> list[int]:
    """The whole list: those of whom something is written by it, behind them the others by name."""
    rows, q = select(Party.id).where(*all_conditions(replace(criteria, q="", sort=Sort.NAME))), criteria.q
    rows = rows.where(or_(exactly(q), has_words(q))) if q else rows
    theirs = and_(CustomValue.party_id == Party.id, CustomValue.field_id == field.id)
    order = [CustomValue.sort_key.desc(), Party.id.desc()] if descends else [CustomValue.sort_key, Party.id]
    with_it = db.session.scalars(rows.join(CustomValue, theirs).order_by(*order)).all()
    others = rows.where(Party.id.not_in(with_it)).order_by(Party.sort_name, Party.id)
    return [*with_it, *db.session.scalars(others)]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LISTS, st.booleans(), st.sampled_from([0, 1, 5, 1000]), st.sampled_from([1, 10, 1000]))
def test_a_list_that_stands_by_a_field_is_the_plain_one_forwards_and_backwards(
    floor: Definition, criteria: PartyCriteria, descends: bool, stretch: int, few: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(walks, "STRETCH", stretch)
        patched.setattr(walks, "STRETCH_IN_FIELD", stretch)
        patched.setattr(finding, "FEW", few)
        by_floor = replace(criteria, sort=FieldSort(floor, descends))
        shown = [[line.id for line in page.rows] for page in pages(by_floor)]
    expected, size = plain_by(floor, criteria, descends=descends), criteria.per_page
    whole = [expected[first : first + size] for first in range(0, len(expected), size)] or [[]]
    assert shown == [*whole, *whole[-2::-1]]


def test_a_walk_along_a_field_that_meets_nobody_ends_after_a_stretch(
    floor: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one statement looks at all who have something written."""
    monkeypatch.setattr(walks, "STRETCH_IN_FIELD", 5)
    for nobody in ({"country": "XX"}, {"active": ActiveFilter.NO, "city": "nowhere"}, {"role": RoleFilter.PROSPECT}):
        with count_statements() as statements:
            page_of_parties(PartyCriteria(sort=FieldSort(floor), **{"role": RoleFilter.ANY, **nobody}))
        walked = [one for one in statements if "JOIN custom_value" in one and "ORDER BY custom_value" in one]
        bounds = [one.partition("WHERE")[2] for one in walked]
        assert (
            len(walked) == 2
            and "<=" in bounds[0]
            and any(those in bounds[1] for those in ("json_each", "= ANY", " IN "))
        ), statements
        assert len(statements) <= 12, "\n".join(statements)


def test_a_page_costs_three_statements_where_a_stretch_fills_it_and_nine_wherever_its_rows_stand(
    office: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FEW", 1)
    for stretch, filled, most in ((1000, 1, 3), (0, 50, 9)):
        monkeypatch.setattr(walks, "STRETCH", stretch)
        with count_statements() as statements:
            page_of_parties(PartyCriteria(q="roma", role=RoleFilter.ANY, country="IT", per_page=filled))
        assert len(statements) <= most, "\n".join(statements)


def test_a_segment_costs_a_statement_more_at_most_for_each_of_its_tags(
    office: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = []
    indexed, either = all_of(rule("email", C.CONTAINS, "roma"), rule("since", C.EMPTY)), any_of(*SEGMENTS[2].each[:2])
    for segment in (None, indexed, SEGMENTS[0], either):
        with count_statements() as statements:
            page_of_parties(PartyCriteria(role=RoleFilter.ANY, segment=segment, per_page=1))
        costs.append(len(statements))
    assert costs == [1, 2, 2, 2]
