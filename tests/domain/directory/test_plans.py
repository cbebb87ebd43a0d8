"""No list sorts what it has read, whatever it is sorted by: it goes along an index (SQLite tells how)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from app.domain.directory import finding, walks
from app.domain.directory.criteria import ActiveFilter, PartyCriteria, PortalFilter, RoleFilter, Sort
from app.domain.directory.queries import page_of_parties
from tests.support.builders import a_client
from tests.support.statements import plans_while

SORTS = [sort for sort in Sort if sort.column != "archived"]
NARROWED = [
    PartyCriteria(),
    PartyCriteria(role=RoleFilter.PROSPECT),
    PartyCriteria(role=RoleFilter.SUPPLIER),
    PartyCriteria(role=RoleFilter.NONE),
    PartyCriteria(active=ActiveFilter.NO),
    PartyCriteria(portal=PortalFilter.NO),
]


def plans_of(criteria: PartyCriteria) -> list[str]:
    return plans_while(lambda: page_of_parties(criteria))


@pytest.mark.sqlite
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(
    "narrowed", NARROWED, ids=lambda criteria: f"{criteria.role}-{criteria.active}-{criteria.portal}"
)
def test_a_list_is_read_in_its_order(app: Flask, sort: Sort, narrowed: PartyCriteria) -> None:
    a_client("Acme")
    plans = plans_of(replace(narrowed, sort=sort))
    assert [plan for plan in plans if "TEMP B-TREE" in plan or plan == "SCAN party"] == []
    assert [plan for plan in plans if "USING INDEX ix_party_" in plan]


@pytest.mark.sqlite
@pytest.mark.parametrize("sort", SORTS)
def test_a_list_of_everybody_goes_along_an_index_for_each_role(app: Flask, sort: Sort) -> None:
    plans = plans_of(PartyCriteria(role=RoleFilter.ANY, sort=sort))
    assert len([plan for plan in plans if "INDEX ix_party_role_" in plan]) == 3


@pytest.mark.sqlite
def test_of_few_that_a_search_finds_nobody_else_is_looked_at(app: Flask) -> None:
    a_client("Acme")
    for role in RoleFilter:
        plans = plans_of(PartyCriteria(q="acme", role=role))
        assert any("USING INTEGER PRIMARY KEY" in plan for plan in plans)
        assert [plan for plan in plans if "ix_party_role_" in plan] == []


@pytest.mark.sqlite
@pytest.mark.parametrize("sort", SORTS)
def test_how_far_a_walk_goes_at_first_is_read_from_its_index_alone(
    app: Flask, sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walks, "STRETCH", 0)
    a_client("Acme", city="Torino", country="IT")
    for role in (RoleFilter.CUSTOMER, RoleFilter.PROSPECT, RoleFilter.NONE, RoleFilter.ANY):
        plans = plans_of(PartyCriteria(role=role, sort=sort, active=ActiveFilter.NO))
        assert any(f"COVERING INDEX ix_party_role_{sort.column} " in plan for plan in plans), plans


@pytest.mark.sqlite
@pytest.mark.parametrize("narrowed", [{"country": "IT"}, {"city": "torino"}, {"active": ActiveFilter.NO}], ids=str)
def test_behind_a_stretch_those_of_a_filter_are_gathered_by_its_own_index(
    app: Flask, narrowed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walks, "STRETCH", 0)
    a_client("Acme", city="Torino", country="IT")
    looked_up, those, told, _sorted = plans_of(PartyCriteria(sort=Sort.SINCE, **narrowed))[-4:]
    assert "USING INTEGER PRIMARY KEY" in looked_up
    assert those.startswith("LIST SUBQUERY")
    assert "USING COVERING INDEX ix_party_" in told


@pytest.mark.sqlite
def test_of_too_many_to_be_gathered_the_ids_are_known_before_a_row_is_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walks, "STRETCH", 0)
    monkeypatch.setattr(finding, "GATHERED", 0)
    a_client("Acme", country="IT")
    last = plans_of(PartyCriteria(sort=Sort.SINCE, country="IT"))[-3:]
    assert "USING INDEX ix_party_role_since" in last[0]
    assert last[1].startswith("LIST SUBQUERY")


@pytest.mark.sqlite
def test_the_index_is_asked_for_the_signs_of_a_word_and_never_compares_every_text_itself(app: Flask) -> None:
    plans = plans_of(PartyCriteria(q="acme studio"))
    assert [plan for plan in plans if "party_search VIRTUAL TABLE INDEX 0:M" in plan]
    assert [plan for plan in plans if "party_search VIRTUAL TABLE INDEX 0:L" in plan] == []


@pytest.mark.sqlite
@pytest.mark.parametrize("sort", [Sort.CITY, Sort.CITY_DOWN, Sort.COUNTRY, Sort.COUNTRY_DOWN])
def test_a_city_or_country_in_its_own_order_is_one_stretch_of_it(app: Flask, sort: Sort) -> None:
    a_client("Acme", city="Torino", country="IT")
    shared = {"city": "Torino"} if sort.column == "city" else {"country": "IT"}
    (plan,) = plans_of(PartyCriteria(sort=sort, **shared))
    assert f"ix_party_role_{sort.column} (client_role=? AND {'city_key' if 'city' in shared else 'country'}=?" in plan
