"""No list sorts what it has read, whatever it is sorted by: it goes along an index (SQLite tells how)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.db import db
from app.domain.directory.criteria import ActiveFilter, PartyCriteria, PortalFilter, RoleFilter, Sort
from app.domain.directory.queries import page_of_parties
from tests.support.builders import a_client

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
    """How SQLite goes about each statement of a page."""
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        page_of_parties(criteria)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    connection = db.session.connection()
    return [
        row[3]
        for sql, values in asked
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)  # type: ignore[arg-type]
    ]


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
