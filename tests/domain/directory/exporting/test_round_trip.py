"""What goes out comes in again as it was, whatever stands in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from io import StringIO

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.directory.exporting.columns import COLUMNS, HEADERS
from app.domain.directory.exporting.csv_file import csv_of
from app.domain.directory.exporting.queries import batches_of
from app.domain.directory.exporting.xlsx_file import xlsx_of
from app.domain.directory.importing.cells import as_it_was, harmless, has_failed
from app.domain.directory.importing.columns import SILENT, Field, fields_of, is_certain
from app.domain.directory.importing.reading import Record
from app.domain.directory.importing.rows import RowReader
from app.domain.history.models import Act, Event
from app.domain.numbering.models import NumberRange
from app.domain.parties.drafts import PLAIN, PartyDraft, draft_of
from app.domain.parties.models import ClientRole, Party, PartyKind
from tests.domain.directory.importing.lists import counts, lines, row, staged, taken
from tests.support.builders import a_client, a_contact, a_person, archived

FEW = 40  # examples of whole rows: each is long in the making
# What a spreadsheet would run, and what looks nearly like it.
HOSTILE = [
    "=HYPERLINK(\"http://x.example\",\"click\")", "=1+1", "+39 011 555 0101", "-2+3", "@SUM(A1:A9)", "'=1+1", "''=1+1",
    "'", "''", "'s-Hertogenbosch", "'-", "=", "a=b", 'say "hi"', '"', "a,b;c|d", "\u202e=1", "＝1+1",
    "Zażółć gęślą jaźń", "🏢",
]  # fmt: skip
characters = st.characters(codec="utf-8")
cells = st.one_of(
    st.text(characters), st.from_regex(r"\A'{0,3}[=+\-@\t\r]?.{0,9}\Z", alphabet=characters), st.sampled_from(HOSTILE)
)


@given(cells)
def test_a_cell_made_harmless_comes_back_as_it_was(cell: str) -> None:
    assert as_it_was(harmless(cell)) == cell


@given(cells)
def test_no_cell_goes_out_as_a_formula(cell: str) -> None:
    assert harmless(cell)[:1] not in set("=+-@\t\r")


@settings(max_examples=FEW)
@given(st.lists(st.lists(cells, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=5))
def test_text_is_read_as_it_was_written(rows: list[list[str]]) -> None:
    assert read(csv_of(HEADERS, [rows])) == [HEADERS, *rows]


def test_an_import_knows_each_column_and_nobody_has_to_be_asked() -> None:
    known = fields_of(HEADERS)
    assert is_certain(HEADERS, known)
    assert len(known) == len(set(known))
    # The others are second columns of these, or say in another way what these say.
    left = {Field.FULL_NAME, Field.LAST_FIRST, Field.FLAT, Field.FISCAL_CODE, Field.NOTED, Field.ROW_NUMBER}
    assert set(Field) - set(known) == left
    # Nobody is archived by a list, and the office gives its own numbers.
    assert {header for header, field in zip(HEADERS, known, strict=True) if field in SILENT} == {
        "Status", "Second number", "Customer ledger account", "Supplier ledger account",
    }  # fmt: skip


def tidy(room: int) -> st.SearchStrategy[str]:
    """A text as a form leaves it: one blank between words, nothing that cannot be printed.

    Nobody is called as a spreadsheet calls its mistakes: an import says of `#N/A` that a formula has failed.
    """
    letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffd")
    wild = st.one_of(st.text(letters, max_size=room), st.sampled_from(HOSTILE))
    return wild.map(lambda text: " ".join(text.split())[:room].strip()).filter(
        lambda text: text.casefold() not in NOTHING and not has_failed(text)
    )


NOTHING = {"-", "--", "–", "—", ".", "?", "n/a", "n.a.", "n/d", "n.d.", "nd", "null", "none", "nil", "brak"}
emails = st.sampled_from(
    ["", "info@acme.example.com", "+tag@acme.example.com", "=x@acme.example.com", "'-@acme.example.com"]
)
drafts = st.builds(
    PartyDraft,
    name=tidy(60).filter(bool),
    previous_number=tidy(60),
    tax_id=tidy(40),
    registration_id=tidy(60),
    street=tidy(60),
    house_number=tidy(30),
    postal_code=tidy(20),
    post_office=tidy(60),
    city=tidy(60),
    province=tidy(60),
    country=st.sampled_from(["", "IT", "PL", "XK"]),
    email=emails,
    phone=tidy(60),
    website=st.sampled_from(["", "https://acme.example.com/?q=1,2"]),
    language=st.sampled_from(["", "en", "it", "pl"]),
    notes=st.lists(tidy(30), max_size=3).map(lambda lines: "\n".join(lines).strip()),
    customer_since=st.none() | st.dates(),
)  # fmt: skip
people = st.builds(
    PartyDraft,
    kind=st.just(PartyKind.PERSON),
    first_name=tidy(60),
    last_name=tidy(60).filter(bool),
    email=emails,
    phone=tidy(60),
    language=st.sampled_from(["", "en", "it", "pl"]),
)


@settings(max_examples=FEW)
@given(drafts, st.none() | people, tidy(60))
def test_a_company_and_its_contact_come_in_as_they_went_out(
    company: PartyDraft, contact: PartyDraft | None, position: str
) -> None:
    came = brought_in(company, contact, position if contact else "")
    assert {name: came.get(name) for name in ("name", *PLAIN)} == {
        name: getattr(company, name) for name in ("name", *PLAIN)
    }
    theirs = asdict(contact) if contact else {}
    for name in ("first_name", "last_name", "email", "phone", "language"):
        assert came.get(f"contact_{name}", "") == theirs.get(name, "")
    assert came.get("contact_position", "") == (position if contact else "")


@settings(max_examples=FEW)
@given(drafts, people)
def test_a_person_comes_in_as_they_went_out(draft: PartyDraft, person: PartyDraft) -> None:
    draft = replace(draft, kind=PartyKind.PERSON, name="", first_name=person.first_name, last_name=person.last_name)
    came = brought_in(draft, None, "")
    names = ("first_name", "last_name", *PLAIN)
    assert {name: came.get(name) for name in names} == {name: getattr(draft, name) for name in names}
    assert "contact_name" not in came


def brought_in(party: PartyDraft, contact: PartyDraft | None, position: str) -> dict[str, object]:
    """What an import makes of the row that says this: the columns of a staged row."""
    person = contact or (party if party.kind is PartyKind.PERSON else PartyDraft())
    own = {"company": party.name, "first_name": person.first_name, "last_name": person.last_name, "position": position}
    other = contact or PartyDraft()
    contact_s = {f"contact_{name}": getattr(other, name) for name in ("email", "phone", "language")}
    ours = {"number": "C-0042", "roles": "customer, supplier", "status": "archived"}
    given = {"second_number": "S-0007", "customer_account": "10042", "supplier_account": "70007"}
    said = {**asdict(party), **own, **contact_s, **ours, **given}
    cells = [str(said[field] or "") if field else "" for field in fields_of(HEADERS)]
    ((_, *lines),) = [read(csv_of(HEADERS, [[cells]]), as_they_were=False)]
    return RowReader(HEADERS, fields_of(HEADERS)).read(Record(2, 2, lines[0]), 1)


def read(pieces: Iterable[bytes], *, as_they_were: bool = True) -> list[list[str]]:
    text = b"".join(pieces).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text, newline="")))
    return [[as_it_was(cell) if as_they_were else cell for cell in row] for row in rows]


def test_clients_come_in_again_with_their_contacts(app: Flask) -> None:
    """Into an office that knows nobody."""
    acme = a_client(
        '=Acme, "S.r.l."', city="'s-Hertogenbosch", street="-Via; Roma", phone="+39 011 555 0101", notes="@home\n=1+1"
    )
    a_contact(acme, "Carla", "=Rossi", email="carla@acme.example.com", position="+CEO", language="pl")
    bravo = a_client("Bravo", website="https://bravo.example.com", country="PL", is_supplier=True)
    ada = a_person("Ada", "Bianchi", client_role=ClientRole.PROSPECT, customer_since=date(2021, 6, 24), phone="@ada")
    ugo = a_person("Ugo", "Neri", language="it")
    ids = db.select(Party.id).where(Party.id.in_([acme.id, bravo.id, ada.id, ugo.id]))
    before = [(draft_of(party), party.number) for party in (acme, bravo, ada, ugo)]
    file = b"".join(csv_of(HEADERS, batches_of(ids)))
    for table in (Event, Contact, Party, Act):
        db.session.execute(db.delete(table))
    db.session.execute(db.update(NumberRange).values(next_value=1))
    run = staged(file)
    assert counts(run) == (4, 0, 0)
    act = taken(run)
    by_number = (Party.number.is_(None), Party.number)
    came = db.session.scalars(db.select(Party).where(Party.name != "Carla =Rossi").order_by(*by_number)).all()
    assert act.outcome["contacts"] == 1
    assert [(draft_of(party), party.number) for party in came] == before
    assert a_client("The next one").number == "C-0004"
    contact = db.session.scalars(db.select(Contact).where(Contact.client_id == came[0].id)).one()
    assert (contact.person.name, contact.position, contact.is_primary) == ("Carla =Rossi", "+CEO", True)
    assert (contact.person.email, contact.person.phone, contact.person.language) == ("carla@acme.example.com", "", "pl")


def test_a_workbook_comes_in_as_it_went_out_too(app: Flask) -> None:
    cell = "'=1+1"
    a_client("Acme", city=cell, postal_code="00123", notes="=1+1\n@home", customer_since=date(2021, 6, 24))
    a_client("Bravo", tax_id="12345678901", is_supplier=True)
    parties = db.session.scalars(db.select(Party).order_by(Party.id)).all()
    before = [(draft_of(party), party.number) for party in parties]
    with xlsx_of(batches_of(db.select(Party.id))) as book:
        file = book.read()
    for table in (Event, Party, Act):
        db.session.execute(db.delete(table))
    taken(staged(file))
    came = db.session.scalars(db.select(Party).order_by(Party.id)).all()
    assert [(draft_of(party), party.number) for party in came] == before


def test_an_export_into_the_office_that_it_comes_from_knows_everybody_by_their_numbers(app: Flask) -> None:
    acme, bravo = a_client("Acme"), a_client("Bravo")
    archived(bravo)
    run = staged(b"".join(csv_of(HEADERS, batches_of(db.select(Party.id)))))
    assert counts(run) == (0, 2, 0)
    assert [line.duplicate_of and line.duplicate_of.id for line in lines(run)] == [acme.id, bravo.id]


def test_a_list_that_says_whose_email_and_phone_are_whose_mixes_nothing_up(app: Flask) -> None:
    header = (
        "Company,Last name,Phone,Primary contact phone,Email,Primary contact email,Language,Primary contact language"
    )
    run = staged(f"{header}\nAcme,Rossi,,+39 011 555 0101,info@acme.example.com,,it,\n")
    acme = row(run, 1)
    assert (acme.phone, acme.contact_phone) == ("", "+39 011 555 0101")
    assert (acme.email, acme.contact_email) == ("info@acme.example.com", "")
    assert (acme.language, acme.contact_language) == ("it", "")


@pytest.mark.parametrize("apostrophes", ["'", "''"])
def test_an_import_takes_one_apostrophe_off_and_no_more(app: Flask, apostrophes: str) -> None:
    run = staged(f"Company,City\n{apostrophes}=Sum,{apostrophes}s-Hertogenbosch\n")
    sum_ = row(run, 1)
    assert (sum_.name, sum_.city) == (f"{apostrophes[1:]}=Sum", f"{apostrophes}s-Hertogenbosch")
