"""Whom an export holds and what it says of them, however many they are."""

from __future__ import annotations

import tracemalloc
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.directory.criteria import ActiveFilter, PartyCriteria, RoleFilter, Shelf
from app.domain.directory.exporting import queries
from app.domain.directory.exporting.columns import HEADERS
from app.domain.directory.exporting.csv_file import csv_of
from app.domain.directory.exporting.queries import BATCH, batches_of
from app.domain.directory.selection import all_that_match, only, picked
from app.domain.parties.models import ClientRole, PartyStatus
from tests.domain.directory.exporting.lists import exported, names
from tests.support.builders import a_client, a_contact, a_person, an_associate, archived, many_clients
from tests.support.statements import count_statements


def test_a_row_says_what_a_card_says(app: Flask) -> None:
    acme = a_client(
        "Acme S.r.l.",
        is_supplier=True,
        previous_number="A-7",
        tax_id="IT 00743110157",
        registration_id="07643520567",
        street="Via Roma",
        house_number="7/A",
        postal_code="10121",
        post_office="Torino Centro",
        city="Torino",
        province="TO",
        country="IT",
        email="info@acme.example.com",
        phone="+39 011 555 0101",
        website="https://acme.example.com",
        language="it",
        currency="EUR",
        sdi_code="ABC1234",
        pec="acme@pec.example.com",
        notes="first\nsecond",
        customer_since=date(2026, 11, 2),
    )
    assert exported(only(acme)) == [
        {
            "Our number": "C-0001",
            "Previous number": "A-7",
            "Company": "Acme S.r.l.",
            "First name": "",
            "Last name": "",
            "Position": "",
            "Roles": "customer, supplier",
            "Status": "active",
            "Tax ID": "IT 00743110157",
            "Registration number": "07643520567",
            "Street": "Via Roma",
            "House number": "7/A",
            "Postal code": "10121",
            "Post office": "Torino Centro",
            "City": "Torino",
            "Province": "TO",
            "Country": "IT",
            "Email": "info@acme.example.com",
            "Phone": "+39 011 555 0101",
            "Website": "https://acme.example.com",
            "Language": "it",
            "Currency": "EUR",
            "SDI code": "ABC1234",
            "PEC": "acme@pec.example.com",
            "Customer since": "2026-11-02",
            "Second number": "",
            "Customer ledger account": "",
            "Supplier ledger account": "",
            "Primary contact email": "",
            "Primary contact phone": "",
            "Primary contact language": "",
            "Notes": "first\nsecond",
        }
    ]


@pytest.mark.parametrize(
    ("role", "is_supplier", "said"),
    [
        (ClientRole.CUSTOMER, False, "customer"),
        (ClientRole.PROSPECT, True, "prospect, supplier"),
        (ClientRole.NONE, True, "supplier"),
        (ClientRole.NONE, False, ""),
    ],
)
def test_roles_are_named(app: Flask, role: ClientRole, is_supplier: bool, said: str) -> None:
    party = a_client("Acme", client_role=role, is_supplier=is_supplier)
    (row,) = exported(only(party))
    assert (row["Roles"], row["Our number"]) == (said, "C-0001" if said else "")


def test_beside_a_company_stands_its_primary_contact_and_nobody_else(app: Flask) -> None:
    acme, bravo = a_client("Acme"), a_client("Bravo")
    carla = a_contact(acme, "Carla", "Rossi", email="carla@acme.example.com", position="CEO", phone="+39 011 555 0102")
    second = a_contact(acme, "Renata", "Lis", email="renata@lis.example.com")
    an_associate(bravo, second.person)
    first, other = exported(picked([acme.id, bravo.id]))
    assert (first["First name"], first["Last name"], first["Position"]) == ("Carla", "Rossi", "CEO")
    assert (first["Primary contact email"], first["Primary contact phone"]) == (
        "carla@acme.example.com",
        "+39 011 555 0102",
    )
    assert (first["Email"], first["Phone"]) == ("", "")
    assert other["Last name"] == "Lis"
    db.session.get_one(Contact, carla.id).is_primary = False
    db.session.commit()
    assert exported(only(acme))[0]["Last name"] == ""


def test_a_person_stands_for_themself_whoever_speaks_for_them(app: Flask) -> None:
    ada = a_person("Ada", "Bianchi", client_role=ClientRole.CUSTOMER, email="ada@bianchi.example.com")
    a_contact(ada, "Carla", "Rossi", email="carla@acme.example.com", position="Agent")
    (row,) = exported(only(ada))
    assert (row["Company"], row["First name"], row["Last name"], row["Position"]) == ("", "Ada", "Bianchi", "")
    assert (row["Email"], row["Primary contact email"]) == ("ada@bianchi.example.com", "")


def test_a_filter_gives_out_all_that_it_matches_and_nobody_else(app: Flask) -> None:
    acme, bravo = a_client("Acme", city="Łódź"), a_client("Bravo", city="Lodz")
    a_client("Supplies", client_role=ClientRole.NONE, is_supplier=True, city="Łódź")
    gone = a_client("Gone", city="Łódź")
    archived(gone)
    bravo.status = PartyStatus.DEACTIVATED
    a_contact(acme, "Bravo", "Bianchi")
    db.session.commit()
    assert names(all_that_match(PartyCriteria())) == ["Acme", "Bravo"]
    assert names(all_that_match(PartyCriteria(q="lodz"))) == ["Acme", "Bravo"]
    assert names(all_that_match(PartyCriteria(q="bianchi"))) == ["Acme"]
    assert names(all_that_match(PartyCriteria(active=ActiveFilter.NO))) == ["Bravo"]
    assert names(all_that_match(PartyCriteria(role=RoleFilter.SUPPLIER))) == ["Supplies"]
    archive = PartyCriteria(shelf=Shelf.ARCHIVE, role=RoleFilter.ANY)
    assert [(row["Company"], row["Status"]) for row in exported(all_that_match(archive))] == [("Gone", "archived")]


def test_who_was_ticked_goes_out_in_the_order_of_the_file_and_who_is_gone_does_not(app: Flask) -> None:
    acme, bravo, charlie = a_client("Acme"), a_client("Bravo"), a_client("Charlie")
    assert names(picked([charlie.id, acme.id, acme.id, 999_999])) == ["Acme", "Charlie"]
    assert names(picked([])) == []
    assert bravo.name not in names(picked([acme.id]))


@pytest.mark.parametrize("how_many", [2 * 7 - 1, 2 * 7, 2 * 7 + 1])
def test_batches_meet_without_a_gap_and_without_an_overlap(
    app: Flask, how_many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BATCH", 7)
    many_clients(how_many)
    assert names(all_that_match(PartyCriteria())) == [f"Client {n:05d}" for n in range(how_many)]


def test_a_list_costs_a_statement_a_batch(app: Flask) -> None:
    many_clients(2 * BATCH + 1)
    selection = all_that_match(PartyCriteria())
    with count_statements() as statements:
        assert sum(map(len, batches_of(selection.ids))) == 2 * BATCH + 1
    assert len(statements) == 3


def test_who_comes_and_goes_meanwhile_neither_repeats_nor_hides_the_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BATCH", 2)
    acme, _, charlie = a_client("Acme"), a_client("Bravo"), a_client("Charlie")
    a_client("Delta")
    batches = batches_of(all_that_match(PartyCriteria()).ids)
    told = [cells[2] for cells in next(batches)]
    archived(acme, charlie)
    a_client("Aaron")
    told += [cells[2] for rows in batches for cells in rows]
    assert told == ["Acme", "Bravo", "Delta", "Aaron"]


def test_between_two_batches_everybody_else_can_write(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 1)
    a_client("Acme")
    a_client("Bravo")
    batches = batches_of(all_that_match(PartyCriteria()).ids)
    next(batches)
    assert not db.session().in_transaction()
    batches.close()


@pytest.mark.sqlite
def test_memory_does_not_grow_with_the_list(app: Flask) -> None:
    many_clients(12 * BATCH)
    ids = all_that_match(PartyCriteria()).ids

    def peak(batches: int) -> int:
        pieces = csv_of(HEADERS, batches_of(ids))
        tracemalloc.start()
        for _ in range(batches):
            next(pieces)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(2)  # what is kept once: compiled statements
    assert peak(12) < 1.5 * peak(3)
    assert db.session.scalar(select(func.count()).select_from(ids.subquery())) == 12 * BATCH
