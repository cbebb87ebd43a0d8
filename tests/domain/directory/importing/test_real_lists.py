"""The two real lists: their counts, and what becomes of their rows."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.contacts.models import Contact, PortalUser
from app.domain.directory.importing.models import ImportRow, RowState, RunState
from app.domain.directory.importing.queries import Show
from app.domain.history.models import Event, EventKind
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus
from tests.domain.directory.importing.lists import INSTITUTIONS, SAMPLE, counts, lines, row, staged, taken

A_FEW = "\n".join(SAMPLE.read_text(encoding="utf-8").split("\n")[:6])


def party(**columns: str) -> Party:
    return db.session.scalars(select(Party).filter_by(**columns)).one()


def test_the_sample_has_a_thousand_new_rows_and_one_duplicate_of_the_row_before_it(app: Flask) -> None:
    run = staged(SAMPLE)
    assert run.state is RunState.READY
    assert (run.encoding, run.delimiter, run.rows_total) == ("utf-8", ",", 1001)
    assert counts(run) == (1000, 1, 0)
    (duplicate,) = lines(run, Show.DUPLICATE)
    assert (duplicate.number, duplicate.line, duplicate.duplicate_of_row) == (1001, 1003, 1000)
    assert duplicate.matched
    assert [s.msgid for s in duplicate.matched.values.values()] == ["same previous number", "same email"]
    # Most phones of this list are valid nowhere; a company name that two rows share is only a hint.
    assert sum(line.phone_unknown for line in lines(run)) > 900
    namesakes = [line for line in lines(run) if line.namesake_row]
    assert namesakes
    assert all(line.state is RowState.NEW for line in namesakes)


def test_the_sample_becomes_companies_each_with_a_primary_contact_who_has_no_login(app: Flask) -> None:
    run = staged(SAMPLE)
    act = taken(run)
    kinds = dict(db.session.execute(select(Party.kind, func.count()).group_by(Party.kind)).all())
    assert kinds == {PartyKind.COMPANY: 1000, PartyKind.PERSON: 1000}
    primary = select(func.count()).select_from(Contact).where(Contact.is_primary, Contact.is_active)
    assert db.session.scalar(primary) == 1000
    assert db.session.scalar(select(func.count()).select_from(PortalUser)) == 0
    events = select(func.count(), func.count(func.distinct(Event.party_id))).where(Event.act_id == act.id)
    assert tuple(db.session.execute(events).one()) == (2000, 2000)
    assert set(db.session.scalars(select(Event.kind).where(Event.act_id == act.id))) == {EventKind.IMPORTED}


def test_a_row_of_the_sample_stands_on_file_with_all_it_says(app: Flask) -> None:
    taken(staged(A_FEW))
    company = party(previous_number="2B54172c8b65eC3")
    assert company.name == "Terry, Proctor and Lawrence"
    assert (company.city, company.country, company.website) == ("Bethside", "PG", "http://www.pena-cole.com/")
    assert (company.email, company.customer_since) == ("alexandra86@mccoy.com", date(2021, 6, 24))
    assert (company.client_role, company.status) == (ClientRole.CUSTOMER, PartyStatus.ACTIVE)
    assert company.sort_name == "terry, proctor and lawrence"
    contact = db.session.scalars(select(Contact).where(Contact.client_id == company.id)).one()
    assert contact.person.name == "Alvin Lane"
    assert contact.person.client_role is ClientRole.NONE
    assert contact.person.number is None
    assert contact.person.email == "alexandra86@mccoy.com"
    for word in (" terry", " bethside", " alexandra86@mccoy.com", " lane", f" {company.number}".lower()):
        assert word in company.search_text


def test_the_phones_of_a_row_are_its_client_s_and_its_contact_s(app: Flask) -> None:
    taken(staged(A_FEW))
    company = party(previous_number="2B54172c8b65eC3")
    contact = db.session.scalars(select(Contact).where(Contact.client_id == company.id)).one()
    assert company.phone == "124-597-8652x05682"
    assert contact.person.phone == "321.441.0588x6218"


def test_a_phone_that_no_plan_knows_is_kept_as_typed_and_marked(app: Flask) -> None:
    first = row(staged(A_FEW), 1)
    assert (first.phone, first.phone_e164, first.phone_unknown) == ("846-790-4623x4715", "", True)


def test_a_phone_that_a_plan_knows_is_also_kept_in_its_international_form(app: Flask) -> None:
    run = staged("Company,Country,Phone\nAcme,Poland,(22) 555-01 27 ext. 12\nBravo,,011 555 0101\n")
    acme, bravo = row(run, 1), row(run, 2)
    assert (acme.phone, acme.phone_e164, acme.phone_extension) == ("(22) 555-01 27 ext. 12", "+48225550127", "12")
    assert (bravo.phone_e164, bravo.phone_unknown) == ("+390115550101", False)  # the office's own country


def test_numbers_are_given_in_the_order_of_the_list_without_a_gap(app: Flask) -> None:
    taken(staged(INSTITUTIONS))
    numbered = select(Party.number, Party.number_key).where(Party.number.is_not(None)).order_by(Party.number_key)
    numbers = [int(number.rpartition("-")[2]) for number, _ in db.session.execute(numbered)]
    assert numbers == list(range(numbers[0], numbers[0] + 50))
    by_list = select(ImportRow.party_number_key).order_by(ImportRow.number)
    assert list(db.session.scalars(by_list)) == sorted(db.session.scalars(by_list))


def test_the_polish_excel_list_has_fifty_new_rows(app: Flask) -> None:
    run = staged(INSTITUTIONS)
    assert (run.encoding, run.delimiter) == ("cp1250", ";")
    assert counts(run) == (50, 0, 0)
    assert [column["field"] for column in run.columns] == [
        "row_number",
        "company",
        "street",
        "house_number",
        "postal_code",
        "post_office",
        "city",
    ]
    assert taken(run).outcome["clients"] == 50
    school = party(name="LICEUM OGÓLNOKSZTAŁCACE")
    assert (school.street, school.house_number, school.postal_code) == ("ul. 3 Maja", "7", "62-065")
    assert (school.post_office, school.city) == ("Grodzisk Wielkopolski", "Grodzisk Wielkopolski")
    assert school.sort_name == "liceum ogolnoksztalcace"


@pytest.mark.parametrize("role", [ClientRole.PROSPECT, ClientRole.NONE])
def test_a_list_may_hold_prospects_or_neither(app: Flask, role: ClientRole) -> None:
    taken(staged(INSTITUTIONS, client_role=role))
    school = party(name="LICEUM OGÓLNOKSZTAŁCACE")
    assert school.client_role is role
    assert (school.number is None) == (role is ClientRole.NONE)
