"""The orders and filters of a list are the same on both databases, whatever their locales."""

from datetime import date

import pytest
from flask import Flask

from app.db import db
from app.domain.directory import finding
from app.domain.directory.criteria import ActiveFilter, PartyCriteria, PortalFilter, RoleFilter, Shelf, Sort
from app.domain.directory.queries import page_of_parties
from app.domain.directory.selection import picked
from app.domain.history.models import SYSTEM
from app.domain.lifecycle.tagging import add_tag
from app.domain.parties.models import ClientRole, PartyStatus
from app.domain.parties.text import natural_key
from tests.domain.contacts.desk import save
from tests.domain.directory.lists import found
from tests.support.builders import a_client, a_contact, a_key, a_person, archived, many_clients
from tests.support.cast import Cast

# No case, no accents; a sign before the name does not count, one within it does.
IN_ORDER = [
    *("ALFA & C.", "alfa 2", "Älfa Due", "Alfa-Beta", "Alfabeto", "«Alfa»", "Łódź Sp. z o.o.", "Loft", "Œdipe"),
    *("Øst", "Straße 1", "Strasse 2", "Zażółć", "Zebra"),
]


def test_names_stand_in_folded_order(app: Flask) -> None:
    for name in sorted(IN_ORDER, key=lambda name: name[::-1]):
        a_client(name)
    assert found() == IN_ORDER
    assert found(sort=Sort.NAME_DOWN) == IN_ORDER[::-1]


def test_people_stand_under_their_last_name(app: Flask) -> None:
    a_person("Zoe", "Bianchi", client_role=ClientRole.CUSTOMER)
    a_person("Ada", "Żak", client_role=ClientRole.CUSTOMER)
    a_client("Casa")
    assert found() == ["Zoe Bianchi", "Casa", "Ada Żak"]


def test_two_of_one_name_stand_in_the_order_in_which_they_came(app: Flask) -> None:
    first, second = a_client("Acme"), a_client("ACME")
    assert [row.id for row in page_of_parties(PartyCriteria()).rows] == [first.id, second.id]
    assert [row.id for row in page_of_parties(PartyCriteria(sort=Sort.NAME_DOWN)).rows] == [second.id, first.id]


def test_nine_comes_before_ten_and_a_hundred(app: Flask) -> None:
    parties = [a_client(f"Client {n}") for n in range(4)]
    for party, number in zip(parties, ("C-10", "C-9", "C-100", "B-77"), strict=True):
        party.number, party.number_key = number, natural_key(number)
    db.session.commit()
    numbers = [row.number for row in page_of_parties(PartyCriteria(sort=Sort.NUMBER)).rows]
    assert numbers == ["B-77", "C-9", "C-10", "C-100"]
    assert [row.number for row in page_of_parties(PartyCriteria(sort=Sort.NUMBER_DOWN)).rows] == numbers[::-1]


def test_the_longest_with_us_come_first_and_those_of_whom_nobody_knows_before_them(app: Flask) -> None:
    a_client("New", customer_since=date(2026, 2, 3))
    a_client("Old", customer_since=date(1999, 12, 31))
    a_client("Unknown")
    assert found(sort=Sort.SINCE) == ["Unknown", "Old", "New"]
    assert found(sort=Sort.SINCE_DOWN) == ["New", "Old", "Unknown"]


def test_cities_stand_in_folded_order_and_within_one_the_names(app: Flask) -> None:
    for name, city in (
        ("Zeta", "Łódź"),
        ("Alfa", "LODZ"),
        ("Beta", "Zielona Góra"),
        ("Gamma", ""),
        ("Delta", "Kraków"),
    ):
        a_client(name, city=city)
    assert found(sort=Sort.CITY) == ["Gamma", "Delta", "Alfa", "Zeta", "Beta"]
    assert found(sort=Sort.CITY_DOWN) == ["Beta", "Zeta", "Alfa", "Delta", "Gamma"]


def test_countries_stand_together_and_within_one_the_names(app: Flask) -> None:
    for name, country in (("Zeta", "IT"), ("Alfa", "PL"), ("Beta", "IT"), ("Gamma", "")):
        a_client(name, country=country)
    assert found(sort=Sort.COUNTRY) == ["Gamma", "Beta", "Zeta", "Alfa"]


def test_clients_stand_by_the_last_name_of_their_primary_contact(app: Flask) -> None:
    alfa, beta, gamma = (a_client(name) for name in ("Alfa", "Beta", "Gamma"))
    a_contact(alfa, "Ada", "Żak")
    a_contact(beta, "Zoe", "Bianchi")
    second = a_contact(beta, "Carla", "Abate")
    assert found(sort=Sort.CONTACT) == ["Gamma", "Beta", "Alfa"]
    save(second, is_primary=True)
    a_contact(gamma, "Ada", "Aalto")
    assert found(sort=Sort.CONTACT) == ["Gamma", "Beta", "Alfa"]
    assert found(sort=Sort.CONTACT_DOWN) == ["Alfa", "Beta", "Gamma"]


def test_who_changes_their_name_is_sorted_by_the_new_one(app: Flask) -> None:
    alfa, beta = a_client("Alfa"), a_client("Beta")
    a_contact(alfa, "Ada", "Moro")
    save(a_contact(beta, "Zoe", "Neri"), last_name="Abate")
    assert found(sort=Sort.CONTACT) == ["Beta", "Alfa"]


@pytest.fixture
def everybody(app: Flask) -> None:
    """One of each role, and a customer in each state."""
    a_client("Customer")
    a_client("Both", is_supplier=True)
    a_client("Prospect", client_role=ClientRole.PROSPECT)
    a_client("Courted supplier", client_role=ClientRole.PROSPECT, is_supplier=True)
    a_client("Supplier", client_role=ClientRole.NONE, is_supplier=True)
    a_client("Nobody", client_role=ClientRole.NONE)
    a_client("Sleeping").status = PartyStatus.DEACTIVATED
    archived(a_client("Away"), a_client("Away supplier", client_role=ClientRole.NONE, is_supplier=True))


def test_a_role_narrows_the_list(everybody: None) -> None:
    assert found() == ["Both", "Customer", "Sleeping"]
    assert found(role=RoleFilter.PROSPECT) == ["Courted supplier", "Prospect"]
    assert found(role=RoleFilter.SUPPLIER) == ["Both", "Courted supplier", "Supplier"]
    assert found(role=RoleFilter.NONE) == ["Nobody"]
    assert len(found(role=RoleFilter.ANY)) == 7


def test_active_no_finds_exactly_the_deactivated_ones(everybody: None) -> None:
    assert found(active=ActiveFilter.NO) == ["Sleeping"]
    assert found(active=ActiveFilter.YES) == ["Both", "Customer"]


def test_the_archive_holds_those_of_every_role_and_nobody_else(everybody: None) -> None:
    assert found(shelf=Shelf.ARCHIVE, role=RoleFilter.ANY, sort=Sort.NAME) == ["Away", "Away supplier"]
    assert found(shelf=Shelf.ARCHIVE, role=RoleFilter.SUPPLIER) == ["Away supplier"]
    assert found("away", shelf=Shelf.ARCHIVE, role=RoleFilter.CUSTOMER) == ["Away"]
    assert found("customer", shelf=Shelf.ARCHIVE, role=RoleFilter.ANY) == []


def test_filters_and_search_narrow_together(everybody: None) -> None:
    assert found("sup", role=RoleFilter.SUPPLIER) == ["Supplier", "Courted supplier"]
    assert found("sleep", active=ActiveFilter.YES) == []


def test_a_city_is_found_however_it_is_written_and_only_as_a_whole(app: Flask) -> None:
    a_client("Alfa", city="Łódź")
    a_client("Beta", city="LODZ")
    a_client("Gamma", city="Łódź Górna")
    assert found(city="łodz") == ["Alfa", "Beta"]


def test_a_country_narrows_the_list(app: Flask) -> None:
    a_client("Alfa", country="IT")
    a_client("Beta", country="PL")
    a_client("Gamma")
    assert found(country="PL") == ["Beta"]
    assert found(country="DE") == []


def test_a_tag_narrows_the_list_whatever_its_case(app: Flask, cast: Cast) -> None:
    add_tag(picked([cast.acme.id, cast.zeta.id]), "Sede legale", a_key(), by=cast.by_marta)
    assert found(tag="SEDE LEGALE") == [cast.acme.name, cast.zeta.name]
    assert found(tag="sede") == []


def test_a_tag_that_many_bear_narrows_as_one_that_few_bear(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = many_clients(6)
    add_tag(picked(ids[::2]), "VIP", a_key(), by=SYSTEM)
    rare = found(tag="vip")
    monkeypatch.setattr(finding, "FEW", 1)
    assert found(tag="vip") == rare == [f"Client {n:05d}" for n in (0, 2, 4)]


def test_portal_yes_finds_those_for_whom_somebody_can_sign_in_now(cast: Cast) -> None:
    everybody, with_portal = set(found()), found(portal=PortalFilter.YES)
    assert cast.acme.name in with_portal
    assert set(found(portal=PortalFilter.NO)) == everybody - set(with_portal)
    archived(cast.carla.person, cast.renata.person)
    assert cast.acme.name not in found(portal=PortalFilter.YES)


def test_a_list_without_anybody_is_empty(cast: Cast) -> None:
    assert found(role=RoleFilter.PROSPECT) == []
