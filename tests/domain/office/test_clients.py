"""What new clients begin with, and for how many years records are kept."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.errors import EditConflict, RuleViolation
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.office.client_defaults import ClientDefaults, client_defaults, edit_client_defaults
from app.domain.office.models import NewClientRole, RecordKind
from app.domain.office.retention import (
    BY_LAW,
    kept_until,
    law_of,
    retention_years,
    set_retention,
    version_of,
    years_by_law,
    years_kept,
)
from app.domain.parties.models import ClientRole
from tests.support.builders import a_key
from tests.support.statements import count_statements

POLISH = ClientDefaults("PL", "pl", NewClientRole.PROSPECT)


def details(kind: EventKind) -> list[dict[str, object]]:
    return list(db.session.scalars(select(Event.details).where(Event.kind == kind).order_by(Event.id)))


def test_until_somebody_saves_nothing_is_filled_in_and_a_new_client_is_a_customer(app: Flask) -> None:
    assert client_defaults() == (ClientDefaults("", "", NewClientRole.CUSTOMER), 0)


def test_what_is_saved_is_what_new_clients_begin_with(app: Flask) -> None:
    edit_client_defaults(POLISH, 0, a_key(), by=SYSTEM)
    assert client_defaults() == (POLISH, 1)
    assert details(EventKind.CLIENT_DEFAULTS_CHANGED) == [{"fields": ["country", "language", "client_role"]}]


def test_saving_the_same_changes_nothing_and_an_old_form_is_a_conflict(app: Flask) -> None:
    edit_client_defaults(POLISH, 0, a_key(), by=SYSTEM)
    edit_client_defaults(POLISH, 1, a_key(), by=SYSTEM)
    assert client_defaults()[1] == 1 and len(details(EventKind.CLIENT_DEFAULTS_CHANGED)) == 1
    with pytest.raises(EditConflict) as conflict:
        edit_client_defaults(ClientDefaults("IT"), 0, a_key(), by=SYSTEM)
    assert conflict.value.theirs == {"country": "PL", "language": "pl", "client_role": NewClientRole.PROSPECT}


def test_the_roles_of_new_clients_are_roles_of_parties() -> None:
    assert {role.value for role in NewClientRole} <= {role.value for role in ClientRole}


@pytest.mark.parametrize(
    ("country", "invoice", "identification"),
    [("IT", 10, 10), ("PL", 5, 5), ("FR", 10, 5), ("DE", 8, 5), ("ES", 6, 10), ("PT", 10, 10), ("", 10, 10)],
)
def test_the_years_are_those_of_the_law_and_ten_where_we_know_none(
    app: Flask, country: str, invoice: int, identification: int
) -> None:
    assert retention_years(country, RecordKind.INVOICE) == retention_years(country, RecordKind.CREDIT_NOTE) == invoice
    assert retention_years(country, RecordKind.IDENTIFICATION) == identification


def test_where_we_know_the_law_we_say_where_it_is_written() -> None:
    assert all(law_of(country) for country in BY_LAW) and law_of("PT") == ""


def test_what_an_admin_sets_goes_before_the_law_in_that_country_alone(app: Flask) -> None:
    years = {**years_by_law("PL"), RecordKind.INVOICE: 6}
    set_retention("PL", years, version_of(years_by_law("PL")), a_key(), by=SYSTEM)
    assert (retention_years("PL", RecordKind.INVOICE), retention_years("PL", RecordKind.REPORT)) == (6, 5)
    assert retention_years("IT", RecordKind.INVOICE) == 10
    assert details(EventKind.RETENTION_CHANGED) == [{"country": "PL", "fields": ["invoice"]}]


@pytest.mark.parametrize(
    ("day", "country", "until"),
    [
        (date(2026, 1, 1), "IT", date(2036, 12, 31)),
        (date(2026, 12, 31), "IT", date(2036, 12, 31)),
        (date(2024, 2, 29), "PL", date(2029, 12, 31)),
        (date(2026, 6, 15), "DE", date(2032, 12, 31)),
        (date(2026, 6, 15), "PT", date(2036, 12, 31)),
    ],
)
def test_a_report_is_kept_until_the_end_of_the_year_that_the_law_says(
    app: Flask, day: date, country: str, until: date
) -> None:
    assert kept_until(day, country, RecordKind.REPORT) == until


def test_a_record_is_kept_for_as_long_as_the_admin_said(app: Flask) -> None:
    years = {**years_by_law("PL"), RecordKind.REPORT: 7}
    set_retention("PL", years, version_of(years_by_law("PL")), a_key(), by=SYSTEM)
    assert kept_until(date(2026, 3, 1), "PL", RecordKind.REPORT) == date(2033, 12, 31)


def test_the_years_of_a_country_are_read_in_one_statement(app: Flask) -> None:
    with count_statements() as statements:
        years_kept("IT")
    assert len(statements) == 1


def test_years_that_somebody_else_changed_are_a_conflict(app: Flask) -> None:
    by_law = version_of(years_by_law("IT"))
    set_retention("IT", {**years_by_law("IT"), RecordKind.REPORT: 12}, by_law, a_key(), by=SYSTEM)
    with pytest.raises(EditConflict) as conflict:
        set_retention("IT", years_by_law("IT"), by_law, a_key(), by=SYSTEM)
    assert conflict.value.theirs["report"] == 12
    assert retention_years("IT", RecordKind.REPORT) == 12


@pytest.mark.parametrize("years", [0, -1, 100, 10**12])
def test_nobody_keeps_records_for_no_year_or_for_a_century(app: Flask, years: int) -> None:
    with pytest.raises(RuleViolation) as refused:
        set_retention("IT", {**years_by_law("IT"), RecordKind.CONTRACT: years}, "", a_key(), by=SYSTEM)
    assert refused.value.field == "contract"
