"""Columns are known by their English, Italian and Polish names, however they are written."""

from __future__ import annotations

import pytest
from flask import Flask

from app.domain.directory.importing.columns import Field, fields_of
from app.domain.parties.models import PartyKind
from tests.domain.directory.importing.lists import DATA, counts, row, staged

HEADERS = {
    "English": "Company,Tax ID,Street,House number,Postal code,City,Country,Email,Phone,Customer since",
    "Italian": "Ragione sociale,Partita IVA,Via,N. civico,C.A.P.,Città,Paese,E-mail,Tel.,Cliente dal",
    "Polish": "NAZWA FIRMY,NIP,Ulica,Nr domu,Kod pocztowy,Miejscowość,Kraj,Adres e-mail,Telefon,Klient od",
}
EXPECTED = [
    Field.COMPANY,
    Field.TAX_ID,
    Field.STREET,
    Field.HOUSE_NUMBER,
    Field.POSTAL_CODE,
    Field.CITY,
    Field.COUNTRY,
    Field.EMAIL,
    Field.PHONE,
    Field.CUSTOMER_SINCE,
]


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_a_header_is_understood_in_each_of_the_office_s_languages(header: str) -> None:
    assert fields_of(header.split(",")) == EXPECTED


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Phone 1", Field.PHONE),
        ("phone_2", Field.PHONE),
        ("Telefon (komórkowy)", Field.PHONE),
        ("CustomerId", Field.PREVIOUS_NUMBER),
        ("Codice cliente", Field.PREVIOUS_NUMBER),
        ("Subscription Date", Field.CUSTOMER_SINCE),
        ("P.IVA", Field.TAX_ID),
        ("VAT no.", Field.TAX_ID),
        ("Społka", None),
        ("PEC", Field.PEC),
        ("Codice destinatario", Field.SDI_CODE),
        ("Waluta", Field.CURRENCY),
        ("Fax", Field.NOTED),
        ("Lp.", Field.ROW_NUMBER),
        ("#", None),
        ("", None),
    ],
)
def test_case_accents_punctuation_and_counting_do_not_matter(header: str, field: Field | None) -> None:
    assert fields_of([header]) == [field]


def test_a_name_is_a_person_s_beside_a_company_and_a_company_s_alone() -> None:
    assert fields_of(["Name", "City"])[0] is Field.COMPANY
    assert fields_of(["Name", "Company"])[0] is Field.FULL_NAME
    assert fields_of(["Nome", "Cognome"])[0] is Field.FIRST_NAME
    assert fields_of(["Imię", "Nazwisko", "Nazwa"]) == [Field.FIRST_NAME, Field.LAST_NAME, Field.COMPANY]


def test_a_number_is_the_house_s_beside_a_street_and_the_row_s_alone() -> None:
    assert fields_of(["Ulica", "Nr"])[1] is Field.HOUSE_NUMBER
    assert fields_of(["Nr", "Nazwa"])[0] is Field.ROW_NUMBER


def test_an_italian_list_comes_in_with_companies_and_people(app: Flask) -> None:
    run = staged(DATA / "clienti-italia.csv")
    assert (run.encoding, run.delimiter, counts(run)) == ("cp1252", ";", (5, 0, 0))
    caffe, melograno, bianchi, rossi, unita = (row(run, number) for number in range(1, 6))
    assert (caffe.name, caffe.city, caffe.country) == ("Caffè Perché No S.r.l.", "Forlì", "IT")
    assert (caffe.tax_id, caffe.registration_id) == ("04417790013", "TO-1234567")
    assert (caffe.street, caffe.house_number, caffe.province) == ("Via Giosuè Carducci", "12/B", "FC")
    assert (caffe.contact_name, caffe.contact_position) == ("Niccolò Bertòla", "Titolare")
    assert caffe.customer_since and caffe.customer_since.isoformat() == "2019-03-01"
    assert (caffe.website, caffe.phone_e164) == ("https://www.perche-no.example", "+390543555017")
    assert (melograno.tax_id, melograno.registration_id) == ("90012340013", "")  # a codice fiscale, and no other
    assert (bianchi.kind, bianchi.name) == (PartyKind.PERSON, "Anna Maria Bianchi")
    assert bianchi.sort_name == "bianchi anna maria"
    assert bianchi.contact_name == ""
    assert "Ruolo: Avvocata" in bianchi.notes  # who is no contact has no position
    assert (rossi.contact_first_name, rossi.contact_last_name) == ("Ugo", "Rossi")
    assert unita.notes == "Paga in contanti.\nSolo di mattina.\nFax: 0523 555 018"


def test_what_no_column_takes_is_named(app: Flask) -> None:
    run = staged("Company,Favourite colour,City\nAcme,blue,Rome\n")
    assert [column["header"] for column in run.columns if not column["field"]] == ["Favourite colour"]


def test_nothing_is_lost_that_has_no_place_of_its_own(app: Flask) -> None:
    run = staged("Company,Phone,Mobile,Email,E-mail 2,Fax\nAcme,011 1,333 2,a@example.com,b@example.com,011 9\n")
    acme = row(run, 1)
    assert (acme.phone, acme.email) == ("011 1", "a@example.com")
    assert set(acme.notes.split("\n")) == {"Mobile: 333 2", "E-mail 2: b@example.com", "Fax: 011 9"}


def test_the_second_phone_and_email_of_a_row_are_its_contact_s(app: Flask) -> None:
    run = staged("Company,Contact,Phone,Mobile,Email,E-mail 2\nAcme,Bo Li,011 1,333 2,a@example.com,b@example.com\n")
    acme = row(run, 1)
    assert (acme.contact_name, acme.contact_phone, acme.contact_email) == ("Bo Li", "333 2", "b@example.com")
    assert acme.notes == ""
