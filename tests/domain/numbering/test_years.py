"""Year and month are those of the office's clock; a range begins anew with its first number of a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.db import db
from app.domain import clock
from app.domain.errors import RuleViolation
from app.domain.numbering.actions import keep_numbers, take_numbers
from app.domain.numbering.counting import next_value_of, number_of
from app.domain.numbering.models import LARGEST, RangeKind
from tests.domain.numbering.ranges import counter_of, one_of, set_to
from tests.support.statements import count_statements

Freeze = Callable[[datetime], None]
MAIL = RangeKind.MAIL


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_month_is_the_office_s_while_utc_still_writes_another(app: Flask, freeze: Freeze) -> None:
    freeze(at("2026-06-30 22:30"))  # half past midnight in Rome
    set_to(MAIL, "M{year}{month}-")
    assert one_of(MAIL) == "M202607-0001"


def test_a_range_that_restarts_begins_with_1_in_the_office_s_new_year(app: Flask, freeze: Freeze) -> None:
    freeze(at("2026-12-31 22:30"))
    set_to(MAIL, "M-{year}-", restarts_yearly=True)
    assert [one_of(MAIL), one_of(MAIL)] == ["M-2026-0001", "M-2026-0002"]
    freeze(at("2026-12-31 23:30"))  # the new year has come to Rome
    assert number_of(counter_of(MAIL), next_value_of(counter_of(MAIL))) == "M-2027-0001"
    with count_statements() as statements:
        assert one_of(MAIL) == "M-2027-0001"
    assert len([said for said in statements if "number_range" in said]) == 1
    assert one_of(MAIL) == "M-2027-0002"


def test_one_that_does_not_goes_on_counting(app: Flask, freeze: Freeze) -> None:
    freeze(at("2026-12-30 12:00"))
    set_to(MAIL, "{year}/")
    assert one_of(MAIL) == "2026/0001"
    freeze(at("2027-01-02 12:00"))
    assert one_of(MAIL) == "2027/0002"


def test_a_time_zone_that_leads_back_into_the_old_year_gives_none_of_its_numbers_again(
    app: Flask, freeze: Freeze
) -> None:
    freeze(at("2026-12-31 12:00"))
    set_to(MAIL, "{year}-", restarts_yearly=True)
    first = one_of(MAIL)
    freeze(at("2027-01-01 00:30"))
    given = [first, one_of(MAIL)]
    try:
        clock.set_zone("America/New_York")  # where it is the 31st still
        given.append(one_of(MAIL))
    finally:
        clock.set_zone("Europe/Rome")
    assert given == ["2026-0001", "2027-0001", "2027-0002"]


def test_a_value_that_was_set_in_the_new_year_stands(app: Flask, freeze: Freeze) -> None:
    freeze(at("2026-12-30 12:00"))
    set_to(MAIL, "{year}-", restarts_yearly=True)
    one_of(MAIL)
    freeze(at("2027-01-02 12:00"))
    set_to(MAIL, "{year}-", 500, restarts_yearly=True)
    assert one_of(MAIL) == "2027-0500"


def test_numbers_that_a_list_brings_along_move_only_the_year_that_they_name(app: Flask, freeze: Freeze) -> None:
    freeze(at("2026-12-30 12:00"))
    set_to(RangeKind.PARTIES, "{year}-", restarts_yearly=True)
    one_of(RangeKind.PARTIES)
    freeze(at("2027-01-02 12:00"))
    keep_numbers(["2026-0900", "2027-0040", "C-9999"], RangeKind.PARTIES)
    db.session.commit()
    assert one_of(RangeKind.PARTIES) == "2027-0041"


def test_a_range_that_has_come_to_its_end_gives_nothing(app: Flask) -> None:
    set_to(MAIL, "M-", LARGEST)
    assert one_of(MAIL) == f"M-{LARGEST}"
    with pytest.raises(RuleViolation):
        take_numbers(MAIL)
