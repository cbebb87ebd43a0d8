"""Statements are put together once, and asked with the values of each time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import Select, select

from app.db import db
from app.domain.parties.models import Party
from app.domain.selections import among
from app.prepared import prepared
from tests.support.builders import a_client

built: list[str] = []


@prepared
def _clients(ids: list[int], *, of_city: str | None, limit: int) -> Select[int]:
    built.append("once")
    found = select(Party.id).where(among(Party.id, ids)).order_by(Party.id).limit(limit)
    return found if of_city is None else found.where(Party.city == of_city)


@pytest.fixture(autouse=True)
def nothing_built(app: Flask) -> None:
    built.clear()


def asked(ids: list[int], *, of_city: str | None = None, limit: int = 9) -> list[int]:
    return list(db.session.scalars(*_clients(ids, of_city=of_city, limit=limit)))


def test_each_asking_brings_its_own_values(app: Flask) -> None:
    acme, bravo, zeta = (a_client(name).id for name in ("Acme S.r.l.", "Bravo S.p.A.", "Zeta Sp. z o.o."))
    assert asked([acme, zeta]) == [acme, zeta]
    assert asked([zeta, bravo, acme], limit=2) == [acme, bravo]
    assert asked([]) == []
    assert len(built) <= 1


def test_words_travel_as_ids_do(app: Flask) -> None:
    @prepared
    def in_cities(cities: list[str]) -> Select[str]:
        return select(Party.name).where(among(Party.city, cities)).order_by(Party.name)

    for name, city in (("Acme S.r.l.", "Torino"), ("Bravo S.p.A.", "Milano"), ("Zeta Sp. z o.o.", "Łódź")):
        a_client(name, city=city)
    assert list(db.session.scalars(*in_cities(["Łódź", "Torino"]))) == ["Acme S.r.l.", "Zeta Sp. z o.o."]
    assert list(db.session.scalars(*in_cities(["Milano"]))) == ["Bravo S.p.A."]


def test_nothing_to_ask_for_is_another_statement(app: Flask) -> None:
    turin, milan = a_client("Acme S.r.l.", city="Torino").id, a_client("Bravo S.p.A.", city="Milano").id
    assert asked([turin, milan], of_city="Torino") == [turin]
    assert asked([turin, milan], of_city="Milano") == [milan]
    assert asked([turin, milan]) == [turin, milan]
    assert len(built) <= 2


@pytest.mark.parametrize("value", [date(2026, 11, 23), datetime(2026, 11, 23, 9, 30, tzinfo=UTC)])
def test_a_moment_is_compared_as_its_column_keeps_it(app: Flask, value: date) -> None:
    @prepared
    def since(moment: date) -> Select[int]:
        column = Party.created_at if isinstance(value, datetime) else Party.expected_back_on
        return select(Party.id).where(column >= moment)

    client = a_client("Acme S.r.l.")
    client.created_at, client.expected_back_on = datetime(2026, 11, 23, 9, 30, tzinfo=UTC), date(2026, 11, 23)
    db.session.commit()
    assert list(db.session.scalars(*since(value))) == [client.id]
