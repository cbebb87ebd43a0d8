"""Associating somebody who is on file already: found by typing, then their position."""

from __future__ import annotations

from flask import Flask

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.parties.models import ClientRole
from tests.blueprints.clients.desk import is_part
from tests.support.builders import a_person, archived
from tests.support.cast import Cast
from tests.support.statements import count_statements
from tests.support.visitor import Visitor

FOUND = 12


def test_a_person_is_found_by_typing_and_becomes_a_contact_with_a_position(
    app: Flask, marta: Visitor, cast: Cast
) -> None:
    page = marta.get("contacts.choose", client_id=cast.zeta.id).form("/associate").submit(q="renata")
    assert page.texts("//a[contains(@class, 'suggestions__name')]") == ["Renata Lis"]
    chosen = marta.get_url(page.find("//a[contains(@class, 'suggestions__name')]")[0].get("href"))
    assert chosen.says("Renata Lis", "renata@lis.example.com")
    assert chosen.form("associate_form").submit(position="Accountant").status == 303
    link = db.session.query(Contact).filter_by(client_id=cast.zeta.id, person_id=cast.renata.person_id).one()
    assert (link.position, link.is_primary, link.is_active) == ("Accountant", False, True)
    renata = Visitor(app).signed_in_as("renata@lis.example.com")
    assert renata.get("portal.client", client_id=cast.zeta.id).status == 200


def test_suggestions_are_a_part_of_the_page(marta: Visitor, cast: Cast) -> None:
    assert is_part(
        marta.get("contacts.choose", client_id=cast.zeta.id, q="renata", htmx="people_found"), "people_found"
    )


def test_who_is_a_contact_already_is_said_and_not_offered(marta: Visitor, cast: Cast) -> None:
    page = marta.get("contacts.choose", client_id=cast.acme.id, q="renata")
    assert page.says("Renata Lis", "a contact of this client already")
    assert page.find("//a[contains(@class, 'suggestions__name')]") == []


def test_companies_are_not_offered_and_people_with_a_role_or_in_the_archive_are(marta: Visitor, cast: Cast) -> None:
    a_person("Bruno", "Bravo", client_role=ClientRole.CUSTOMER)
    archived(a_person("Ada", "Bravo"))
    page = marta.get("contacts.choose", client_id=cast.acme.id, q="bravo")
    assert set(page.texts("//a[contains(@class, 'suggestions__name')]")) == {"Bruno Bravo", "Ada Bravo"}
    assert page.says("Archived")


def test_nobody_found_leads_to_a_new_contact(marta: Visitor, cast: Cast) -> None:
    page = marta.get("contacts.choose", client_id=cast.acme.id, q="nobody at all")
    assert page.says("Nobody on file is found by these words.")
    assert page.find(f"//main//a[@href='{marta.url('contacts.new', client_id=cast.acme.id)}']")


def test_a_company_or_nobody_in_the_address_is_as_if_nobody_were_chosen(marta: Visitor, cast: Cast) -> None:
    for person in (cast.bravo.id, 999_999, "x", 10**20):
        page = marta.get("contacts.choose", client_id=cast.acme.id, person=person)
        assert page.status == 200 and page.find("//input[@type='search'][@name='q']")
    assert marta.get("contacts.choose", client_id=999_999).status == 404


def test_looking_costs_the_same_whoever_is_found(marta: Visitor, cast: Cast) -> None:
    for n in range(12):
        a_person("Nina", f"Verdi {n}")
    url = marta.url("contacts.choose", client_id=cast.acme.id, q="nina")
    with count_statements() as statements:
        assert marta.client.get(url).status_code == 200
    assert len(statements) <= FOUND, "\n".join(statements)
