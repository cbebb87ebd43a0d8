"""A page that is looked at writes nothing, but for two columns, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask

from tests.support.cast import Cast
from tests.support.rows import Rows, all_rows, changes
from tests.support.visitor import Visitor

NINE = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
Freeze = Callable[[datetime], None]


def moved(before: Rows) -> list[str]:
    """What is not as it was, every column counted."""
    return changes(before, all_rows(), but=frozenset())


def test_a_session_was_last_seen_at_most_once_in_five_minutes(app: Flask, cast: Cast, freeze: Freeze) -> None:
    freeze(NINE)
    marta = Visitor(app).signed_in_as(cast.marta.email)
    at_nine = all_rows()
    freeze(NINE + timedelta(minutes=4, seconds=59))
    marta.get("clients.index")
    assert moved(at_nine) == []
    freeze(NINE + timedelta(minutes=5))
    marta.get("clients.index")
    assert moved(at_nine) == ["login_session.last_seen_at"]
    five_past = all_rows()
    freeze(NINE + timedelta(minutes=9))
    marta.get("clients.index", htmx="client_list")
    assert moved(five_past) == []


def test_looking_at_a_page_moves_nobody_else_s_session(app: Flask, cast: Cast, freeze: Freeze) -> None:
    freeze(NINE)
    Visitor(app).signed_in_as(cast.luca.email)
    marta = Visitor(app).signed_in_as(cast.marta.email)
    seen = all_rows()["login_session"]
    freeze(NINE + timedelta(hours=1))
    marta.get("clients.index")
    untouched = [row for row in all_rows()["login_session"] if row in seen]
    assert len(untouched) == 1


def test_who_is_refused_was_seen_all_the_same_and_nothing_else_moves(app: Flask, cast: Cast, freeze: Freeze) -> None:
    freeze(NINE)
    marta = Visitor(app).signed_in_as(cast.marta.email)
    before = all_rows()
    freeze(NINE + timedelta(hours=1))
    assert marta.post("settings.switch_staff_off", login_id=cast.luca.id).status == 403
    assert moved(before) == ["login_session.last_seen_at"]


def test_opening_a_client_in_the_portal_moves_where_it_leads_to_and_nothing_else(app: Flask, cast: Cast) -> None:
    renata = Visitor(app).signed_in_as("renata@lis.example.com")
    renata.get("portal.client", client_id=cast.acme.id)
    before = all_rows()
    renata.get("portal.client", client_id=cast.bravo.id)
    assert moved(before) == ["login.last_client_id"]
    assert renata.get("portal.home").leads_to("portal.client", client_id=cast.bravo.id)


def test_asking_for_another_s_client_moves_nothing(app: Flask, cast: Cast) -> None:
    carla = Visitor(app).signed_in_as("carla@acme.example.com")
    before = all_rows()
    assert carla.get("portal.client", client_id=cast.zeta.id).status == 404
    assert moved(before) == []
