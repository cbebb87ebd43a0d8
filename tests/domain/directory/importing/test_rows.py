"""A row is right, or wrong with the reason at its column. One wrong row never spoils the others."""

from __future__ import annotations

import pytest
from flask import Flask

from app.domain.directory.importing.cells import parse_date, split_name
from app.domain.parties.models import PartyKind
from tests.domain.directory.importing.lists import counts, lines, row, staged, why_wrong

NO_DATE = "is no date. Write it as 2026-11-18 or 18.11.2026."


@pytest.mark.parametrize(
    ("header", "cells", "reasons"),
    [
        ("Company,City", "Acme,Rome,Italy", [("", "Cells: 3 instead of 2.")]),
        ("Company,City", "Acme", [("", "Cells: 1 instead of 2.")]),
        ("Company,Email", "Acme,nobody", [("Email", "“nobody” is no email address.")]),
        ("Company,Email", "Acme,a@b@c", [("Email", "“a@b@c” is no email address.")]),
        ("Company,Since", "Acme,31.02.20", [("Since", f"“31.02.20” {NO_DATE}")]),
        ("Company,Since", "Acme,soon", [("Since", f"“soon” {NO_DATE}")]),
        ("Company,City", ",Rome", [("Company", "There is no name: neither a company nor a last name.")]),
        ("Company,First name,Last name", ",Ada,", [("Last name", "A person needs a last name.")]),
        ("Company,City", f"Acme,{'x' * 101}", [("City", "The text has 101 characters; there is room for 100.")]),
        ("Company,City", "Acme,Ro\x00me", [("City", "There is a character that cannot be read.")]),
        ("Company,City", "Acme,Rome\x07", [("City", "There is a character that cannot be read.")]),
    ],
)  # fmt: skip
def test_a_wrong_row_says_why_at_its_column(
    app: Flask, header: str, cells: str, reasons: list[tuple[str, str]]
) -> None:
    run = staged(f"{header}\n{cells}\nBravo{',' * header.count(',')}\n")
    assert counts(run) == (1, 0, 1)
    assert why_wrong(run, 1) == reasons


def test_a_row_says_all_that_is_wrong_with_it(app: Flask) -> None:
    run = staged("Company,Email,Since\nAcme,nobody,soon\n")
    assert [column for column, _ in why_wrong(run, 1)] == ["Email", "Since"]


def test_a_wrong_row_is_recognised_by_its_name(app: Flask) -> None:
    run = staged("Index,Company,City\n7,Acme,Rome,Italy\n8,,Rome\n")
    assert [line.name for line in lines(run)] == ["Acme", "8"]


def test_blank_lines_are_no_rows(app: Flask) -> None:
    run = staged("\n\nCompany,City\n\nAcme,Rome\n,\n  ,  \n\r\nBravo,Lodz\n\n")
    assert [(line.number, line.line, line.name) for line in lines(run)] == [(1, 5, "Acme"), (2, 9, "Bravo")]


def test_what_italian_lists_say_of_invoices_has_its_place(app: Flask) -> None:
    run = staged("Azienda,Stato,Codice destinatario,PEC,Valuta\nAcme,IT,m5uxcr1,a@pec.it,€\nBravo,,0000000,,\n")
    first, second = row(run, 1), row(run, 2)
    assert (first.sdi_code, first.pec, first.currency) == ("M5UXCR1", "a@pec.it", "EUR")
    assert (second.sdi_code, second.pec, second.currency) == ("0000000", "", "")


def test_a_list_without_currencies_means_the_one_of_the_office_s_country(app: Flask) -> None:
    assert row(staged("Company\nAcme\n"), 1).currency == "EUR"


def test_what_has_no_place_of_its_own_is_noted_as_ever(app: Flask) -> None:
    run = staged("Company,Country,SDI,PEC,Currency\nAcme,IT,12,nobody,talleri\nBravo,PL,M5UXCR1,a@pec.it,pln\n")
    first, second = row(run, 1), row(run, 2)
    assert (first.sdi_code, first.pec, first.currency) == ("", "", "")
    assert first.notes == "SDI: 12\nPEC: nobody\nCurrency: talleri"
    assert (second.sdi_code, second.pec, second.currency) == ("", "", "PLN")
    assert second.notes == "SDI: M5UXCR1\nPEC: a@pec.it"


def test_a_tax_id_that_fails_its_check_comes_in_all_the_same(app: Flask) -> None:
    run = staged("Company,Country,P.IVA\nAcme,IT,01234560018\n")
    assert (counts(run), row(run, 1).tax_id) == ((1, 0, 0), "01234560018")


def test_quotes_hold_delimiters_quotes_and_lines(app: Flask) -> None:
    run = staged('Company,Notes,City\n"Terry, ""Tim"" & Co","first\nsecond",Rome\nBravo,,Lodz\n')
    first, second = row(run, 1), row(run, 2)
    assert (first.name, first.notes, first.city) == ('Terry, "Tim" & Co', "first\nsecond", "Rome")
    assert (second.name, second.line) == ("Bravo", 4)


def test_a_line_within_a_name_is_a_blank(app: Flask) -> None:
    assert row(staged('Company,City\n"Acme\nEurope  Ltd",Rome\n'), 1).name == "Acme Europe Ltd"


@pytest.mark.parametrize("column", ["City", "Notes"])
def test_a_quote_that_nobody_closes_is_one_wrong_row_that_says_so(app: Flask, column: str) -> None:
    run = staged(f'Company,{column}\nAcme,"Rome\n' + "Bravo,Lodz\n" * 20)
    assert counts(run) == (0, 0, 1)
    assert why_wrong(run, 1) == [("", "The row runs on to line 22: is a quotation mark not closed?")]


def test_a_cell_without_end_does_not_stop_the_list(app: Flask) -> None:
    run = staged('Company,City\nAcme,"' + "Rome\n" * 40_000 + "Bravo,Lodz\nCharlie,Rome\n")
    assert counts(run)[0] == 2
    assert why_wrong(run, 1) == [("", "The cells cannot be told apart: is a quotation mark not closed?")]


def test_a_company_alone_and_a_person_alone_are_parties_without_a_contact(app: Flask) -> None:
    run = staged("Company,First name,Last name\nAcme,,\n,Ada,Bianchi\n")
    company, person = row(run, 1), row(run, 2)
    assert (company.kind, company.name, company.contact_name) == (PartyKind.COMPANY, "Acme", "")
    assert (person.kind, person.name, person.contact_name) == (PartyKind.PERSON, "Ada Bianchi", "")
    assert run.people == 0


def test_words_for_nothing_count_as_nothing_in_ids_and_not_in_names(app: Flask) -> None:
    run = staged("Company,Tax ID,Email\nNull,n/a,-\nBrak,N/A,brak\n")
    assert counts(run) == (2, 0, 0)
    assert [(line.name, line.email) for line in lines(run)] == [("Null", ""), ("Brak", "")]


def test_cells_that_an_export_made_harmless_come_back_as_they_were(app: Flask) -> None:
    first = row(staged("Company,Phone,City\n'=Sum & Co,'+39 011 555 0101,'s-Hertogenbosch\n"), 1)
    assert (first.name, first.phone, first.city) == ("=Sum & Co", "+39 011 555 0101", "'s-Hertogenbosch")


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("2026-11-18", "2026-11-18"),
        ("2026/11/18", "2026-11-18"),
        ("2026-11-18 00:00:00", "2026-11-18"),
        ("18.11.2026", "2026-11-18"),
        ("18/11/2026", "2026-11-18"),
        ("3-4-2026", "2026-04-03"),
        ("11/18/2026", None),
        ("18.11.26", None),
        ("2026-02-30", None),
        ("", None),
    ],
)
def test_dates_are_understood_as_people_here_write_them(typed: str, date: str | None) -> None:
    found = parse_date(typed)
    assert (found.isoformat() if found else None) == date


@pytest.mark.parametrize(
    ("full", "names"),
    [("Ada Bianchi", ("Ada", "Bianchi")), ("Anna Maria Rossi", ("Anna Maria", "Rossi")),
     ("Rossi, Anna Maria", ("Anna Maria", "Rossi")), ("Madonna", ("", "Madonna")), ("", ("", ""))],
)  # fmt: skip
def test_a_full_name_is_split_at_its_last_word_or_its_comma(full: str, names: tuple[str, str]) -> None:
    assert split_name(full) == names
