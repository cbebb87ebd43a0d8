"""What a list does to those on file is chosen for the whole list, said in numbers before, and never by accident."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.contacts.search import refresh_search_text
from app.domain.directory.importing.answers import answer_of
from app.domain.directory.importing.models import Duplicates, Fate, ImportFormer, ImportRun
from app.domain.directory.importing.queries import Show, import_run
from app.domain.directory.importing.taking import NOTHING_NEW, OTHERS, Expected, look_again, take_over
from app.domain.directory.importing.updating import DuplicateCounts, counts_of
from app.domain.errors import RuleViolation, SelectionChanged
from app.domain.history.models import SYSTEM, Act, Event, EventKind
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus
from tests.domain.directory.importing.lists import counts, lines, staged
from tests.support.builders import a_client, a_contact, a_person, archived
from tests.support.rows import all_rows
from tests.support.statements import count_statements

HEADER = "Company,Tax ID,Email,Phone,Street,City,Notes,Since\n"
LIST = (
    f"{HEADER}Acme nuova,1,info@acme.example.com,+39 011 555 0101,Via Roma 1,Torino,Tea,2020-01-02\n"
    "Gone,2,gone@example.com,,Via Po 2,Milano,Back again,\nNew,3,,,,,,\nBravo,4,,,,,,\nNew again,3,,,,,,\n"
)


def chosen(run: ImportRun, choice: Duplicates) -> Act:
    """The list, taken over with a choice about its duplicates, as the preview showed it."""
    act = take_over(run.id, expected=Expected(run.rows_new, choice, counts_of(run).of(choice)), by=SYSTEM)
    db.session.commit()
    return act


@pytest.fixture
def run(app: Flask) -> ImportRun:
    """Acme lacks something, Gone is in the Archive, Bravo lacks nothing that the list knows."""
    a_client("Acme", tax_id="1", city="Torino", email="old@acme.example.com")
    gone = a_client("Gone S.r.l.", tax_id="2", street="Via Vecchia 9", city="Roma", province="RM", notes="Was nice.")
    archived(gone)
    a_client("Bravo", tax_id="4")
    return staged(LIST)


def named(name: str) -> Party:
    return db.session.scalars(select(Party).where(Party.name == name)).one()


def kinds(act: Act) -> list[tuple[str, EventKind]]:
    events = select(Party.name, Event.kind).join(Party, Party.id == Event.party_id).where(Event.act_id == act.id)
    return sorted((name, kind) for name, kind in db.session.execute(events))


def test_what_each_choice_comes_to_is_said_before(run: ImportRun) -> None:
    assert counts(run) == (1, 4, 0)
    assert counts_of(run) == DuplicateCounts(fill=1, create=4, restore=1)


def test_left_out_they_stay_as_they_are(run: ImportRun) -> None:
    act = chosen(run, Duplicates.SKIP)
    assert act.outcome == {"import": run.id, "clients": 1, "contacts": 0, "duplicates": 4, "wrong": 0}
    assert kinds(act) == [("New", EventKind.IMPORTED)]
    assert named("Gone S.r.l.").status is PartyStatus.ARCHIVED


def test_to_complete_fills_what_is_empty_and_replaces_nothing(run: ImportRun) -> None:
    before = named("Acme").version
    act = chosen(run, Duplicates.FILL)
    acme = named("Acme")
    assert (acme.phone, acme.phone_e164, acme.street) == ("+39 011 555 0101", "+390115550101", "Via Roma 1")
    assert (acme.email, acme.city, acme.customer_since) == ("old@acme.example.com", "Torino", date(2020, 1, 2))
    assert (acme.since_key, acme.notes, acme.version) == ("2020-01-02", "Tea", before + 1)
    assert (named("Gone S.r.l.").status, named("Gone S.r.l.").notes) == (PartyStatus.ARCHIVED, "Was nice.")
    assert kinds(act) == [("Acme", EventKind.EDITED), ("New", EventKind.IMPORTED)]
    assert [(s.msgid, s.n) for s in answer_of(act)] == [
        ("%(n)s client is taken over.", 1),
        ("%(n)s client on file was completed from the list.", 1),
        ("%(n)s duplicate was left out.", 3),
    ]
    assert [line.name for line in lines(run, Show.LEFT_OUT)] == ["Gone", "Bravo", "New again"]
    assert [line.fate for line in lines(run)] == [Fate.FILLED, None, Fate.CREATED, None, None]


def test_who_was_completed_is_found_by_the_new_words(run: ImportRun) -> None:
    carla = a_contact(named("Acme"), "Carla", "Rossi")
    chosen(run, Duplicates.FILL)
    text = named("Acme").search_text
    assert " 390115550101" in text
    assert " rossi" in text
    assert carla.person.search_text
    before = sorted(db.session.scalars(select(Party.search_text)))
    refresh_search_text(select(Party.id))
    assert sorted(db.session.scalars(select(Party.search_text))) == before


def test_an_address_elsewhere_adds_nothing_to_an_address(app: Flask) -> None:
    a_client("Acme", tax_id="1", city="Torino")
    run = staged("Company,Tax ID,Street,City,Phone\nAcme,1,Via Po 2,Milano,\nAcme,1,Via Roma 3,TORINO,12\n")
    assert counts_of(run).fill == 1
    chosen(run, Duplicates.FILL)
    assert (named("Acme").street, named("Acme").city, named("Acme").phone) == ("Via Roma 3", "Torino", "12")


def test_a_currency_that_the_list_does_not_name_is_not_filled_in(app: Flask) -> None:
    a_client("Acme", tax_id="1", currency="")
    assert counts_of(staged("Company,Tax ID\nAcme,1\n")).fill == 0


def test_a_company_s_row_fills_no_person(app: Flask) -> None:
    a_person("Ada", "Bianchi", email="ada@example.com")
    run = staged("Company,Email,City\nAcme,ada@example.com,Rome\n")
    assert counts_of(run) == DuplicateCounts(fill=0, create=1, restore=0)


def test_created_anyway_they_are_clients_of_their_own(run: ImportRun) -> None:
    act = chosen(run, Duplicates.CREATE)
    assert (act.outcome["clients"], act.outcome["anyway"], act.outcome["duplicates"]) == (5, 4, 0)
    assert {name for name, _ in kinds(act)} == {"Acme nuova", "Gone", "New", "Bravo", "New again"}
    assert named("Gone S.r.l.").status is PartyStatus.ARCHIVED
    numbers = db.session.scalars(select(Party.number)).all()
    assert len(set(numbers)) == len(numbers) == 8


def test_who_has_the_same_number_is_never_created_twice(app: Flask) -> None:
    acme = a_client("Acme")
    run = staged(f"Company,Our number\nAcme,{acme.number}\nBravo,\n")
    assert counts_of(run).create == 0
    assert chosen(run, Duplicates.CREATE).outcome["clients"] == 1


def test_only_that_choice_brings_back_from_the_archive_and_up_to_date(run: ImportRun) -> None:
    former = named("Gone S.r.l.").status_act_id
    act = chosen(run, Duplicates.RESTORE)
    gone = named("Gone S.r.l.")
    assert (gone.status, gone.status_before, gone.archived_at, gone.status_act_id) == (
        PartyStatus.ACTIVE, None, None, act.id
    )  # fmt: skip
    # Another address replaces the old one whole; notes are added to the notes.
    assert (gone.street, gone.city, gone.province) == ("Via Po 2", "Milano", "")
    assert (gone.email, gone.notes) == ("gone@example.com", "Was nice.\nBack again")
    assert named("Acme").phone == ""
    assert kinds(act) == [("Gone S.r.l.", EventKind.RESTORED), ("New", EventKind.IMPORTED)]
    kept = db.session.scalars(select(ImportFormer)).one()
    assert (kept.status, kept.status_act_id, kept.columns["street"]) == (PartyStatus.ARCHIVED, former, "Via Vecchia 9")
    assert act.outcome["restored"] == 1


def test_a_person_s_email_stays_when_they_come_back_for_it_may_be_their_login(app: Flask) -> None:
    ada = a_person("Ada", "Bianchi", tax_id="9", email="ada@example.com", client_role=ClientRole.CUSTOMER)
    archived(ada)
    run = staged("First name,Last name,Tax ID,Email,City\nAda,Bianchi,9,other@example.com,Rome\n")
    chosen(run, Duplicates.RESTORE)
    ada = named("Ada Bianchi")
    assert (ada.kind, ada.email, ada.city) == (PartyKind.PERSON, "ada@example.com", "Rome")


def test_a_list_of_nothing_but_duplicates_can_complete(app: Flask) -> None:
    a_client("Acme", tax_id="1")
    run = staged("Company,Tax ID,City\nAcme,1,Rome\n")
    assert chosen(run, Duplicates.FILL).outcome == {
        "import": run.id, "clients": 0, "contacts": 0, "duplicates": 0, "wrong": 0, "filled": 1
    }  # fmt: skip


@pytest.mark.parametrize("choice", [Duplicates.FILL, Duplicates.RESTORE, Duplicates.SKIP])
def test_where_there_is_nothing_to_do_that_is_said(app: Flask, choice: Duplicates) -> None:
    a_client("Acme", tax_id="1", city="Rome")
    run = staged("Company,Tax ID,City\nAcme,1,Rome\n")
    before = all_rows()
    with pytest.raises(RuleViolation) as refused:
        take_over(run.id, expected=Expected(0, choice), by=SYSTEM)
    db.session.rollback()
    assert refused.value.sentence.msgid == NOTHING_NEW
    assert all_rows() == before


def test_who_changed_since_the_reader_looked_stops_it_and_nothing_is_done(run: ImportRun) -> None:
    seen = counts_of(run)
    archived(named("Acme"))
    before = all_rows()
    for choice in (Duplicates.FILL, Duplicates.RESTORE):
        with pytest.raises(SelectionChanged) as changed:
            take_over(run.id, expected=Expected(1, choice, seen.of(choice)), by=SYSTEM)
        db.session.rollback()
        assert changed.value.sentence.msgid == OTHERS
        assert all_rows() == before
    look_again(run.id)
    assert counts_of(import_run(run.id)) == DuplicateCounts(fill=0, create=4, restore=2)


def test_what_somebody_fills_in_by_hand_meanwhile_is_counted_no_more(app: Flask) -> None:
    acme = a_client("Acme", tax_id="1")
    run = staged("Company,Tax ID,City\nAcme,1,Rome\n")
    acme.city = "Rome"
    db.session.commit()
    look_again(run.id)
    assert counts_of(import_run(run.id)).fill == 0


@pytest.mark.parametrize("choice", Duplicates)
def test_the_statements_do_not_grow_with_the_duplicates(app: Flask, choice: Duplicates) -> None:
    counted = []
    for how_many in (2, 60):
        clients = [a_client(f"On file {how_many}-{n}", tax_id=f"{how_many}0{n}") for n in range(how_many)]
        archived(*clients[: how_many // 2])
        rows = "".join(f"Client {n},{how_many}0{n},Rome\n" for n in range(how_many))
        run = staged(f"Company,Tax ID,City\n{rows}New {how_many},,\n")
        with count_statements() as statements:
            chosen(run, choice)
        counted.append(len(statements))
    assert counted[0] == counted[1] <= 38
    assert db.session.scalar(select(func.count()).select_from(Event))
