"""All that happened, newest first: by pages, by person, kind, days and party."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.db import db
from app.domain import clock
from app.domain.history.models import ActorKind, EventKind
from app.domain.reporting import history
from app.domain.reporting.history import HistoryCriteria, Place, page_of_history, whole_history
from tests.support.builders import a_client, archived
from tests.support.cast import Cast
from tests.support.statements import count_statements

NINE = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
Freeze = Callable[[datetime], None]


def told(**asked: object) -> list[str]:
    """The parties of the entries, in order."""
    return [entry.party_name or "–" for entry in page_of_history(HistoryCriteria(**asked)).entries]


@pytest.fixture
def three(app: Flask, freeze: Freeze) -> list[str]:
    """Three clients, put on file an hour after one another."""
    for hour, name in enumerate(("Alfa", "Beta", "Gamma")):
        freeze(NINE + timedelta(hours=hour))
        a_client(name)
    return ["Gamma", "Beta", "Alfa"]


def test_the_newest_comes_first(three: list[str]) -> None:
    assert told() == three


def test_pages_lead_forth_and_back_and_lose_nothing(three: list[str]) -> None:
    first = page_of_history(HistoryCriteria(per_page=2))
    assert [entry.party_name for entry in first.entries] == three[:2] and first.before is None
    second = page_of_history(HistoryCriteria(per_page=2, after=first.after))
    assert [entry.party_name for entry in second.entries] == three[2:] and second.after is None
    back = page_of_history(HistoryCriteria(per_page=2, before=second.before))
    assert [entry.party_name for entry in back.entries] == three[:2] and back.before is None and back.after


def test_events_of_one_moment_have_an_order_across_pages(app: Flask, freeze: Freeze) -> None:
    freeze(NINE)
    for n in range(5):
        a_client(f"Client {n}")
    seen, after = [], None
    for _ in range(5):
        page = page_of_history(HistoryCriteria(per_page=1, after=after))
        seen += [entry.party_name for entry in page.entries]
        after = page.after
    assert seen == [f"Client {n}" for n in (4, 3, 2, 1, 0)] and after is None


def test_a_place_is_read_back_from_an_address_and_nonsense_is_none() -> None:
    place = Place(NINE + timedelta(microseconds=7), 12)
    assert Place.parse(str(place)) == place
    for text in ("", "x", "1", "1-", "-1", "1-2-3", "9" * 30 + "-1", "1-" + "9" * 12, "١-١", "1.5-2"):
        assert Place.parse(text) is None, text
    Place.parse("9" * 17 + "-1")  # a day long after all of us


def test_only_what_a_person_did(cast: Cast) -> None:
    archived(cast.acme, by=cast.by_marta)
    assert told(by=cast.marta.id) == ["Acme S.r.l."]
    assert told(by=cast.luca.id) == []
    assert "Acme S.r.l." in told(by=ActorKind.SYSTEM) and told(by=ActorKind.PORTAL) == []


def test_only_one_kind_of_events(three: list[str]) -> None:
    assert told(kind=EventKind.REGISTERED) == three
    assert told(kind=EventKind.ARCHIVED) == []


def test_only_what_concerns_a_party_by_whatever_it_is_found_by(app: Flask) -> None:
    a_client("Łódź Consulting Sp. z o.o.", tax_id="725-010-00-00")
    a_client("Acme S.r.l.")
    assert told(party="lodz") == told(party="7250100000") == ["Łódź Consulting Sp. z o.o."]
    assert told(party="%") == told() and told(party="nobody") == []


def test_days_are_the_office_s_and_both_are_included(app: Flask, freeze: Freeze) -> None:
    late = datetime(2026, 11, 18, 22, 59, 59, tzinfo=UTC)  # a second before midnight in Rome
    for at, name in ((late, "Today"), (late + timedelta(seconds=1), "Tomorrow")):
        freeze(at)
        a_client(name)
    day = date(2026, 11, 18)
    assert told(since=day, until=day) == ["Today"]
    assert told(since=day + timedelta(days=1)) == ["Tomorrow"]
    clock.set_zone("America/New_York")
    try:
        assert told(since=day, until=day) == ["Tomorrow", "Today"]
    finally:
        clock.set_zone("Europe/Rome")


def test_a_page_is_one_statement_whatever_is_asked_and_counts_nothing(cast: Cast) -> None:
    clock.zone()  # is read once a request, by whatever page
    for asked in (
        {},
        {"party": "acme s"},
        {"by": cast.marta.id, "kind": EventKind.ARCHIVED, "since": date(2026, 1, 1)},
    ):
        with count_statements() as statements:
            page_of_history(HistoryCriteria(**asked))
        assert len(statements) == 1 and "count(" not in statements[0].lower()


def test_the_whole_history_comes_in_batches_and_in_order(three: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    db.session.commit()
    monkeypatch.setattr(history, "BATCH", 1)
    assert [entry.party_name for batch in whole_history(HistoryCriteria()) for entry in batch] == three
